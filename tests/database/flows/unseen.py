"""A protocol that nothing in the house knows: a water company tells a welfare association whom it is about to pursue, and hears
back.

Both are invented, and so is the text. Nothing in ``src/`` may mention either (``test_unseen`` looks).
"""

NUMBERS = ("0000000097", "0000000196")

TEXT = """
schema = "kring/instrument/1"
id = "bronwater-lindedal"
version = 1
kind = "protocol"
title.nl = "Protocol tussen Waterbedrijf Bronwater en Welzijnsvereniging Lindedal over klanten met een onbetaalde waterfactuur"
fictitious = true

[[party]]
key = "water"
name = "Waterbedrijf Bronwater"
address = "Sluisweg 1, 9999 Lindedal"
enterprise_number = "0000000097"
region = "flanders"
decided_by = "raad van bestuur"
signed_by = ["gedelegeerd bestuurder"]
dpo = "advises"

[[party]]
key = "welfare"
name = "Welzijnsvereniging Lindedal"
address = "Dorp 2, 9999 Lindedal"
enterprise_number = "0000000196"
region = "flanders"
decided_by = "bestuursorgaan"
signed_by = ["voorzitter"]
dpo = "advises"

[[purpose]]
key = "keep_water"
text.nl = "Voorkomen dat een gezin in moeilijkheden zonder water valt."
basis = { collection = ["ocmw-1976/57"], disclosure = ["ocmw-1976/57"] }

[[purpose]]
key = "spare_costs"
text.nl = "Vermijdbare inningskosten besparen aan wie geholpen kan worden."
basis = { collection = ["ocmw-1976/57"], disclosure = ["ocmw-1976/57"] }

[[original_purpose]]
party = "water"
text.nl = "De gegevens van het waterbedrijf werden verzameld om water te leveren en aan te rekenen."

[[original_purpose]]
party = "welfare"
text.nl = "De gegevens van de vereniging werden verzameld om hulp te verlenen."

[third_parties]
text.nl = "Geen."
enforced_by = ["third_parties"]

[[disclosure]]
key = "arrears"
from = "water"
to = "welfare"
by = "send"
purpose = ["keep_water", "spare_costs"]
sender_role = "debt_team"
reader_role = "social_worker_involved"
gate = [{ is = "declared", what = "dwangbevel_prepared" }, { is = "bound_by_secrecy", who = "sender" }]
every = { at_most = 1, per = "P2W" }
keep = "season"
[[disclosure.item]]
names = ["person.last_name", "person.first_name", "person.ssin"]
why.nl = "Om te weten over wie het gaat."
[[disclosure.item]]
names = ["person.postcode", "person.municipality"]
why.nl = "Om de wijkwerker te vinden."
[[disclosure.item]]
names = ["person.street"]
purpose = ["keep_water"]
why.nl = "Om te kunnen aanbellen voor het water afgesloten wordt."

[[disclosure]]
key = "outcome"
from = "welfare"
to = "water"
by = "send"
in_reply_to = "arrears"
purpose = ["keep_water"]
sender_role = "social_worker_involved"
reader_role = "debt_team"
gate = [{ is = "bound_by_secrecy", who = "sender" }]
every = "on_event"
keep = "season"
[[disclosure.item]]
names = ["debt.recovery_signal"]
values = ["geen oplossing", "wil geen hulp"]
why.nl = "Om te weten of de invordering verder mag."
[disclosure.item.when]
any = [{ is = "help_declined" }, { is = "no_solution" }]

[retention.season]
until = { any = ["help_wanted", "instrument_ended"] }
keep = "P30D"
cap = "P3M"
then = "erase"
text.nl = "Hoogstens drie maanden na ontvangst, en niet langer dan dertig dagen nadat er hulp gevraagd is of het protocol eindigde."

[duration]
from = 2026-02-01
until = 2027-01-31
then = ["warn:P30D", "evaluate", "erase"]
text.nl = "Van 1 februari 2026 tot en met 31 januari 2027; daarna wordt geëvalueerd en gewist."

[sanction]
on = "breach"
do = "suspend"
resume = ["inquiry_closed", "safeguards_recorded"]
text.nl = "Bij een inbreuk stopt alles, tot de toedracht onderzocht is en er waarborgen zijn."

[[measure]]
text.nl = "Het invorderingsteam verstuurt, de betrokken maatschappelijk werkers lezen en antwoorden; niemand anders."
enforced_by = ["sender_role", "reader_role", "row_security", "second_factor"]

[[measure]]
text.nl = "Het team verklaart dat een dwangbevel voorbereid wordt en is gebonden door het beroepsgeheim; wie antwoordt eveneens."
enforced_by = ["arrears.gate.declared", "arrears.gate.bound_by_secrecy", "outcome.gate.bound_by_secrecy"]

[[measure]]
text.nl = "Hoogstens één lijst per twee weken."
enforced_by = ["arrears.every"]

[[measure]]
text.nl = "Er komt enkel antwoord over wie geen hulp wil of voor wie er geen oplossing is, in een van twee vaste bewoordingen."
enforced_by = ["outcome.debt.recovery_signal.when", "values", "outcome.items"]

[[measure]]
text.nl = "De straat gaat alleen mee om een afsluiting te voorkomen."
enforced_by = ["arrears.person.street.purpose"]

[[measure]]
text.nl = "Wat vertrekt is verzegeld, nummers staan versleuteld; wie bezwaar maakte of beperking vroeg, gaat niet mee."
enforced_by = ["envelope", "encryption", "restriction", "objection"]

[[compatibility.link]]
party = "water"
text.nl = "Wie geholpen wordt, betaalt later alsnog."
[[compatibility.link]]
party = "welfare"
text.nl = "Water is een basisbehoefte."
[[compatibility.expectation]]
text.nl = "De klant leest het op elke aanmaning."
[[compatibility.nature]]
text.nl = "Geen bijzondere categorieën."
[[compatibility.consequences]]
text.nl = "De invordering wacht of gaat verder."
[[compatibility.safeguards]]
text.nl = "Alles staat in twee logboeken."

[[quality]]
text.nl = "De gegevens komen uit het klantenbestand; er wordt niets aangevuld."
enforced_by = ["no_enrichment"]

[specific_measures.format]
text.nl = "Een rekenblad of een formulier; onderweg een verzegelde omslag."
enforced_by = ["envelope"]
[specific_measures.access_logging]
kept = true
text.nl = "Elke inzage en elke mededeling staat in het eigen logboek."
enforced_by = ["log"]
[specific_measures.reference_directory]
applies = false
text.nl = "Niet van toepassing."

[publication]
text.nl = "Op de website van beide; daarvoor gaat er niets uit."
enforced_by = ["standing"]

[[clause]]
text.nl = "Beide functionarissen adviseren voor de ondertekening."
enforced_by = ["standing"]

[[clause]]
text.nl = "Wat niet langer bewaard mag worden, wordt gewist."
enforced_by = ["sweep", "retention.season"]
"""
"""The first version. ``{numbers}`` are filled in by ``a_text``."""


def a_text(water: str, welfare: str, *, version: int = 1, without: str = "") -> str:
    """The protocol between these two enterprise numbers; ``without`` an item, as a later version may leave it out."""
    text = TEXT.replace(NUMBERS[0], water).replace(NUMBERS[1], welfare)
    text = text.replace("version = 1", f"version = {version}", 1)
    return text.replace(f', "{without}"', "", 1) if without else text
