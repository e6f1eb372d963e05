"""The items that identify a person (source: 002 §3a), and what else an organisation keeps on one."""

from kring.core.vocabulary import Item, vocabulary

PERSONS = vocabulary(
    Item("person.first_name", "person", "ordinary", {"nl": "voornaam", "en": "first name"}),
    Item("person.last_name", "person", "ordinary", {"nl": "achternaam", "en": "last name"}),
    Item("person.ssin", "person", "national_number", {"nl": "rijksregisternummer", "en": "national register number"}),
    Item("person.street", "person", "ordinary", {"nl": "straat", "en": "street"}),
    Item("person.house_number", "person", "ordinary", {"nl": "huisnummer", "en": "house number"}),
    Item("person.postcode", "person", "ordinary", {"nl": "postcode", "en": "postcode"}),
    Item("person.municipality", "person", "ordinary", {"nl": "gemeente", "en": "municipality"}),
    Item("person.died_on", "person", "ordinary", {"nl": "datum van overlijden", "en": "day of death"}),
    Item(
        "person.restriction",
        "person",
        "ordinary",
        {"nl": "beperking van de verwerking", "en": "restriction of processing"},
    ),
    Item("person.objection", "person", "ordinary", {"nl": "bezwaar", "en": "objection"}),
)
