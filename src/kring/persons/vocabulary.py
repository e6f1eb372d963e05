"""The items that identify a person. source: 002 §3a."""

from kring.core.vocabulary import Item, vocabulary

PERSONS = vocabulary(
    Item("person.first_name", "person", "ordinary", {"nl": "voornaam", "en": "first name"}),
    Item("person.last_name", "person", "ordinary", {"nl": "achternaam", "en": "last name"}),
    Item("person.ssin", "person", "national_number", {"nl": "rijksregisternummer", "en": "national register number"}),
    Item("person.street", "person", "ordinary", {"nl": "straat", "en": "street"}),
    Item("person.house_number", "person", "ordinary", {"nl": "huisnummer", "en": "house number"}),
)
