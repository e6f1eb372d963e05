"""The text of every finding, by its code. Codes are stable: they stand in tests, in golden files and in reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FindingText:
    """What is said in both languages; ``warns`` when it does not block adoption."""

    nl: str
    en: str
    warns: bool = False


TEXTS: dict[str, FindingText] = {
    # the shape
    "unknown_key": FindingText(
        "{where}: deze sleutel bestaat niet. Kijk de spelling na of haal hem weg.",
        "{where}: this key does not exist. Check the spelling or remove it.",
    ),
    "missing_key": FindingText("{where}: deze sleutel ontbreekt.", "{where}: this key is missing."),
    "wrong_value": FindingText(
        "{where}: deze waarde heeft niet de juiste vorm.", "{where}: this value does not have the right form."
    ),
    # names that point to nothing
    "unknown_kind": FindingText("De soort “{name}” bestaat niet.", "There is no kind of instrument “{name}”."),
    "unknown_party": FindingText("{where}: er is geen partij “{name}”.", "{where}: there is no party “{name}”."),
    "unknown_disclosure": FindingText(
        "{where}: er is geen mededeling “{name}”.", "{where}: there is no disclosure “{name}”."
    ),
    "unknown_purpose": FindingText("{where}: er is geen doeleinde “{name}”.", "{where}: there is no purpose “{name}”."),
    "unknown_retention": FindingText(
        "{where}: er is geen bewaarregel “{name}”.", "{where}: there is no retention rule “{name}”."
    ),
    "unknown_item": FindingText(
        "{where}: het gegeven “{name}” bestaat niet in de woordenlijst.",
        "{where}: the vocabulary has no item “{name}”.",
    ),
    "unknown_gate": FindingText(
        "{where}: de voorwaarde “{name}” bestaat niet in de woordenlijst.",
        "{where}: the vocabulary has no gate “{name}”.",
    ),
    "unknown_condition": FindingText(
        "{where}: de rijvoorwaarde “{name}” bestaat niet in de woordenlijst.",
        "{where}: the vocabulary has no row condition “{name}”.",
    ),
    "unknown_event": FindingText(
        "{where}: de gebeurtenis “{name}” bestaat niet in de woordenlijst.",
        "{where}: the vocabulary has no event “{name}”.",
    ),
    "unknown_role": FindingText(
        "{where}: de functie “{name}” bestaat niet in de woordenlijst.", "{where}: the vocabulary has no role “{name}”."
    ),
    "unknown_law": FindingText(
        "{where}: de rechtsgrond “{name}” staat niet in de lijst van wetten.",
        "{where}: the list of laws has no “{name}”.",
    ),
    "unknown_duty": FindingText(
        "{where}: “{name}” is geen bekende verplichting.", "{where}: “{name}” is not a known duty."
    ),
    "unknown_argument": FindingText(
        "{where}: “{name}” hoort niet bij deze voorwaarde.", "{where}: “{name}” does not belong to this condition."
    ),
    "argument_missing": FindingText(
        "{where}: bij deze voorwaarde moet “{name}” staan.", "{where}: this condition must say “{name}”."
    ),
    "argument_wrong": FindingText(
        "{where}: de waarde van “{name}” kan hier niet.", "{where}: the value of “{name}” is not possible here."
    ),
    "duplicate_key": FindingText("{where}: “{name}” staat er twee keer.", "{where}: “{name}” stands there twice."),
    "condition_on_other_record": FindingText(
        "{where}: de voorwaarde “{name}” gaat over andere gegevens dan “{item}”.",
        "{where}: the condition “{name}” is about other records than “{item}” comes from.",
    ),
    # what the kind of instrument demands
    "element_missing": FindingText(
        "Het onderdeel “{element_nl}” ontbreekt of is leeg ({citation}).",
        "The element “{name}” is missing or empty ({citation}).",
    ),
    "compatibility_part_missing": FindingText(
        "Van de verenigbaarheidsanalyse ontbreekt het deel “{part_nl}”.",
        "The compatibility analysis lacks its part “{name}”.",
    ),
    "text_empty": FindingText("{where}: de tekst is leeg.", "{where}: the text is empty."),
    "party_without_number": FindingText(
        "De partij {name} heeft geen ondernemingsnummer en is geen klasse.",
        "The party {name} has no enterprise number and is not a class.",
    ),
    "party_is_class": FindingText(
        "{where}: de partij is een klasse ({name}); dit is een model, dat pas geldt tussen wie ertoe toetreedt.",
        "{where}: the party is a class ({name}); this is a model, which holds only between those that accede to it.",
        warns=True,
    ),
    "party_number_wrong": FindingText(
        "Het ondernemingsnummer van de partij {name} kan niet bestaan.",
        "The enterprise number of the party {name} cannot exist.",
    ),
    "party_number_to_confirm": FindingText(
        "Het ondernemingsnummer van de partij {name} is nog te bevestigen.",
        "The enterprise number of the party {name} is yet to be confirmed.",
        warns=True,
    ),
    "party_without_deciding_body": FindingText(
        "Er staat niet welk orgaan van de partij {name} beslist.",
        "It is not said which body of the party {name} decides.",
    ),
    "party_without_signatory": FindingText(
        "Er staat niet wie voor de partij {name} tekent (functie, geen naam).",
        "It is not said who signs for the party {name} (office, not name).",
    ),
    "one_signatory_for_both": FindingText(
        "“{office}” tekent voor meer dan één partij.", "“{office}” signs for more than one party.", warns=True
    ),
    "dpo_only_informed": FindingText(
        "De functionaris voor gegevensbescherming van de partij {name} werd alleen geïnformeerd; een advies is vereist.",
        "The data protection officer of the party {name} was only informed; advice is required.",
    ),
    "dpo_not_named": FindingText(
        "Er staat niet dat de functionaris voor gegevensbescherming van de partij {name} adviseert.",
        "It is not said that the data protection officer of the party {name} advises.",
    ),
    "item_without_why": FindingText(
        "{where}: er staat niet waarom {name} nodig is.", "{where}: it is not said why {name} is needed."
    ),
    "item_without_retention": FindingText(
        "{where}: er staat niet hoe lang deze gegevens bewaard worden.",
        "{where}: it is not said how long these data are kept.",
    ),
    "item_without_direction": FindingText(
        "{where}: er staat niet van wie naar wie deze gegevens gaan.",
        "{where}: it is not said from whom to whom these data go.",
    ),
    "special_category_without_ground": FindingText(
        "{where}: {name} is een bijzonder of gerechtelijk gegeven; daarvoor is een grond nodig (AVG art. 9 of 10).",
        "{where}: {name} is a special or judicial datum; it needs a ground (GDPR art. 9 or 10).",
    ),
    "free_text_without_guidance": FindingText(
        "{where}: {name} is vrije tekst; daarbij horen een richtlijn en een maximum.",
        "{where}: {name} is free text; it needs guidance and a limit.",
    ),
    "values_empty": FindingText("{where}: de lijst van waarden is leeg.", "{where}: the list of values is empty."),
    "item_to_confirm": FindingText(
        "{where}: {name} staat niet in de bron en is nog te bevestigen.",
        "{where}: {name} is not in the source and is yet to be confirmed.",
        warns=True,
    ),
    "disclosure_to_itself": FindingText(
        "{where}: deze mededeling gaat van een partij naar zichzelf.",
        "{where}: this disclosure goes from a party to itself.",
    ),
    "disclosure_without_purpose": FindingText(
        "{where}: deze mededeling heeft geen doeleinde.", "{where}: this disclosure has no purpose."
    ),
    "disclosure_without_sender_role": FindingText(
        "{where}: er staat niet welke functie mag versturen.", "{where}: it is not said which role may send."
    ),
    "disclosure_without_reader_role": FindingText(
        "{where}: er staat niet welke functie bij de ontvanger mag lezen.",
        "{where}: it is not said which role may read at the recipient.",
    ),
    "question_without_items": FindingText(
        "{where}: een vraag is zelf een mededeling; er staat niet welke gegevens zij bevat.",
        "{where}: a question is itself a disclosure; it is not said which items it holds.",
    ),
    "purpose_unused": FindingText(
        "Geen enkele mededeling dient het doeleinde “{name}”.", "No disclosure serves the purpose “{name}”."
    ),
    "recipient_unused": FindingText(
        "De partij “{name}” verstuurt niets en ontvangt niets.",
        "The party “{name}” neither sends nor receives anything.",
    ),
    "retention_unused": FindingText(
        "Geen enkele mededeling gebruikt de bewaarregel “{name}”.", "No disclosure uses the retention rule “{name}”."
    ),
    "retention_without_start": FindingText(
        "{where}: er staat niet vanaf welke gebeurtenis de termijn loopt.",
        "{where}: it is not said from which event the term runs.",
    ),
    "retention_without_cap": FindingText(
        "{where}: er staat geen uiterste termijn.", "{where}: there is no utmost term."
    ),
    "term_wrong": FindingText(
        "{where}: “{name}” is geen termijn in jaren, maanden, weken of dagen.",
        "{where}: “{name}” is not a term in years, months, weeks or days.",
    ),
    "duration_without_end": FindingText(
        "Er staat geen begin of geen einde van de duur.", "The duration has no beginning or no end."
    ),
    "duration_backwards": FindingText("De duur eindigt voor zij begint.", "The duration ends before it begins."),
    "duration_open_ended": FindingText(
        "{where}: de duur heeft geen uiterste dag; zij hangt af van “{name}”.",
        "{where}: the duration has no utmost day; it depends on “{name}”.",
        warns=True,
    ),
    "signed_after_start": FindingText(
        "{where}: de tekst geldt vanaf {begins} en is pas op {signed} getekend; wat daartussen gebeurde, is niet gedekt.",
        "{where}: the text applies from {begins} and was signed only on {signed}; what happened in between is not covered.",
        warns=True,
    ),
    "duration_without_end_duty": FindingText(
        "Er staat niet wat er na het einde gebeurt (evalueren, wissen).",
        "It is not said what follows the end (evaluate, erase).",
    ),
    "basis_missing": FindingText(
        "Het doeleinde “{name}” heeft geen rechtsgrond.", "The purpose “{name}” has no legal basis."
    ),
    "basis_one_sided": FindingText(
        "Het doeleinde “{name}” heeft geen rechtsgrond voor de {side_nl}.",
        "The purpose “{name}” has no legal basis for {side}.",
    ),
    "basis_not_in_force": FindingText(
        "De rechtsgrond “{name}” geldt niet op elke dag van de duur.",
        "The legal basis “{name}” is not in force on every day of the duration.",
    ),
    "logging_absent": FindingText("De toegang tot de gegevens wordt niet gelogd.", "Access to the data is not logged."),
    "addition_without_why": FindingText(
        "{where}: een toevoeging moet zeggen waarom zij er is.", "{where}: an addition must say why it is there."
    ),
    "ended": FindingText("Het instrument is geëindigd op {day}.", "The instrument ended on {day}."),
    "unknown_class": FindingText(
        "{where}: de klasse van partijen “{name}” bestaat niet.", "{where}: there is no class of parties “{name}”."
    ),
    "unknown_recipient": FindingText(
        "{where}: er is geen partij of klasse “{name}” waaraan de gegevens verder mogen.",
        "{where}: there is no party or class “{name}” to which the data may go on.",
    ),
    # picks, purposes and gates
    "pick_on_single_record": FindingText(
        "{where}: van “{name}” wordt per persoon maar één keer iets bewaard; er valt niets te kiezen.",
        "{where}: “{name}” is kept once per person; there is nothing to pick.",
    ),
    "pick_unknown": FindingText(
        "{where}: “{name}” is geen datum, sleutel of soort van de gegevens “{record}”.",
        "{where}: “{name}” is no date, key or kind of the record “{record}”.",
    ),
    "pick_without_date": FindingText(
        "{where}: kies met “latest” welke datum telt, of met “among” welke soorten.",
        "{where}: say with “latest” which date counts, or with “among” which kinds.",
    ),
    "purpose_not_of_disclosure": FindingText(
        "{where}: de mededeling dient het doeleinde “{name}” niet.",
        "{where}: the disclosure does not serve the purpose “{name}”.",
    ),
    "gate_never_opens": FindingText(
        "{where}: de voorwaarde “{name}” noemt geen enkele code; niemand kan eraan voldoen.",
        "{where}: the gate “{name}” names no code at all; nobody can satisfy it.",
    ),
    "resumption_too_easy": FindingText(
        "{where}: wie schorst, hervat pas als ook “{name}” is vastgelegd.",
        "{where}: what was suspended resumes only when “{name}” is on record too.",
    ),
    # decisions of authorities, and what they ask
    "issued_missing": FindingText(
        "{where}: er staat niet welke overheid besliste, wanneer en onder welk nummer.",
        "{where}: it is not said which authority decided, when and under which number.",
    ),
    "sanction_absent": FindingText(
        "{where}: er staat niet wat er gebeurt als een partij zich er niet aan houdt.",
        "{where}: it is not said what happens when a party does not keep to it.",
        warns=True,
    ),
    "undertaking_without_evidence": FindingText(
        "{where}: er staat niet waarmee wordt aangetoond dat eraan voldaan is.",
        "{where}: it is not said by what it is shown to be met.",
    ),
    # text and rule
    "clause_unanswered": FindingText(
        "{where}{place}: niets dwingt deze bepaling af en niemand staat ervoor in.",
        "{where}{place}: nothing enforces this clause and nobody answers for it.",
    ),
    "clause_enforced_by_nothing": FindingText(
        "{where}: deze bepaling zegt dat “{name}” haar afdwingt, maar die regel bestaat niet.",
        "{where}: this clause says that “{name}” enforces it, but there is no such rule.",
    ),
    "rule_without_clause": FindingText(
        "Geen enkele bepaling noemt de regel “{name}”.", "No clause mentions the rule “{name}”."
    ),
    # what cannot be counted or can never be true
    "periodicity_not_countable": FindingText(
        "{where}: er staat niet hoe vaak, in een vorm die geteld kan worden.",
        "{where}: it is not said how often, in a form that can be counted.",
        warns=True,
    ),
    "never_true": FindingText(
        "{where}: deze voorwaarde kan nooit waar zijn.", "{where}: this condition can never be true.", warns=True
    ),
    # cases
    "case_unreadable": FindingText(
        "{where}: dit voorbeeld kan niet uitgevoerd worden: {hint}", "{where}: this case cannot be run: {hint}"
    ),
    "case_fails": FindingText(
        "{where}: dit voorbeeld geeft iets anders dan verwacht: {got}.",
        "{where}: this case gives something else than expected: {got}.",
    ),
}
