"""What a dossier in the KBI holds: its records and their items, in the seventeen clusters of the authorisation. source: 003 §61

The structure is that of the service integrator (Inburgering-01.00, KBI-02.00), as far as the authorisation speaks of it; what it
does not name (communications, payments, identity papers, infringements) is no item here, and so can stand in no document.
"""

from collections.abc import Mapping

from kring.core.vocabulary import Category, Item, Record

ATTESTATIONS = ("integration", "earlier_competences", "exemption", "deferment", "effort")
"""Kinds of attestation; of the last (a declaration of effort made) the authorisation of 2012 does not speak."""
LEVELS = ("test", "career", "certificate", "estimate")
"""What a level of Dutch rests on; an estimate at entry is none of the three that may be told."""
CONTRACTS = ("parent", "takeover", "addendum", "draft")
COURSES = ("social_orientation", "career_orientation", "dutch", "other")
PRIMARY = ("primary_obliged", "primary_entitled")
TRAJECTORIES = (*PRIMARY, "secondary", "dutch_for_ocmw", "dutch", "employment", "housing", "minor")
"""Why a person is known: types of trajectory. Which of them are relevant to an OCMW, a document says."""


def records() -> list[Record]:
    """The records of which a person may have several, and the establishments of the offices."""
    return [
        Record("integration_language", {"nl": "taal", "en": "language"}),
        Record(
            "integration_contract",
            {"nl": "inburgeringscontract of addendum", "en": "integration contract or addendum"},
            dates=("signed_on",),
            keys=("contract_key",),
            kinds=CONTRACTS,
        ),
        Record(
            "integration_signing_postponement",
            {"nl": "uitstel van ondertekening", "en": "postponement of signing"},
            dates=("postponed_since",),
        ),
        Record("integration_attestation", {"nl": "attest", "en": "attestation"}, kinds=ATTESTATIONS),
        Record("integration_registration", {"nl": "aanmelding", "en": "registration"}, dates=("registered_on",)),
        Record(
            "integration_registration_postponement",
            {"nl": "uitstel van aanmelding", "en": "postponement of registration"},
            dates=("postponed_since",),
        ),
        Record(
            "integration_target_group",
            {"nl": "doelgroepbepaling", "en": "target-group decision"},
            dates=("decided_on",),
        ),
        Record("integration_level", {"nl": "behaald niveau", "en": "level reached"}, kinds=LEVELS),
        Record("integration_advice", {"nl": "advies", "en": "advice"}),
        Record(
            "integration_perspective",
            {"nl": "perspectief", "en": "perspective"},
            dates=("perspective_since",),
            keys=("trajectory_key",),
        ),
        Record("integration_trajectory", {"nl": "traject", "en": "trajectory"}),
        Record("integration_part", {"nl": "trajectonderdeel", "en": "part of a trajectory"}),
        Record(
            "integration_conclusion",
            {"nl": "besluit over een trajectonderdeel", "en": "conclusion on a part"},
            dates=("concluded_on",),
            keys=("part_key",),
            kinds=TRAJECTORIES,
        ),
        Record("integration_deferment", {"nl": "opschorting van een onderdeel", "en": "deferment of a part"}),
        Record("integration_course", {"nl": "cursus", "en": "course"}, kinds=COURSES),
        Record("integration_module", {"nl": "module van een cursus", "en": "module of a course"}, kinds=COURSES),
        Record("integration_attendance", {"nl": "lesmoment", "en": "lesson"}, kinds=COURSES),
        Record("integration_conversation", {"nl": "gesprek", "en": "conversation"}),
        Record("establishment", {"nl": "centrum, vestiging of loket", "en": "centre, branch or counter"}),
    ]


_REASONS = frozenset(
    """registration_reason registration_postponement_reason signing_postponement_reason target_group_reason exemption_reason
    trajectory_end_reason part_remarks deferment_reason course_leaving_reason conversation""".split()  # noqa: SIM905 - read more easily
)
"""Free text: written by people, so with guidance and a limit. source: 003 §62"""
_MAY_TELL_HEALTH = frozenset(
    {"registration_postponement_reason", "signing_postponement_reason", "exemption_reason", "deferment_reason"}
)
"""Reasons that are often illness or a handicap: treated as special (GDPR art. 9) whatever they say."""

_ITEMS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "integration": {
        "known": ("gekend in de KBI", "known in the KBI"),
        "steering_partner": ("partner bij wie de regie ligt", "partner that steers the dossier"),
        "steering_since": ("regie sinds", "steered since"),
        "steering_establishment": ("vestiging die het dossier beheert", "branch that manages the dossier"),
        "steering_contact_name": ("contactpersoon van het dossier", "contact for the dossier"),
        "steering_contact_telephone": ("telefoon van de contactpersoon van het dossier", "telephone of that contact"),
        "steering_contact_email": ("e-mail van de contactpersoon van het dossier", "e-mail of that contact"),
        "literacy": ("graad van alfabetisering", "literacy"),
        "diploma_support": (
            "ondersteuning bij gelijkschakeling van een diploma",
            "support with recognition of a diploma",
        ),
    },
    "integration_language": {
        "language": ("taal waarvan de inburgeraar zich bedient", "language that the participant uses"),
        "language_level": ("niveau van die taal", "level of that language"),
    },
    "integration_contract": {
        "contract_kind": ("soort contract of addendum", "kind of contract or addendum"),
        "contract_signed_on": ("datum van ondertekening", "day of signature"),
        "contract_parts": ("onderdelen van contract of addendum", "parts of contract or addendum"),
    },
    "integration_signing_postponement": {
        "signing_postponed_since": ("ondertekening uitgesteld sinds", "signing postponed since"),
        "signing_postponed_until": ("ondertekening uitgesteld tot", "signing postponed until"),
        "signing_postponement_reason": ("reden van uitstel van ondertekening", "reason why signing is postponed"),
    },
    "integration_attestation": {
        "attestation_kind": ("soort attest", "kind of attestation"),
        "attestation_on": ("datum van het attest", "day of the attestation"),
    },
    "integration_registration": {
        "registered_on": ("datum van aanmelding", "day of registration"),
        "registration_reason": ("reden van aanmelding", "reason of registration"),
        "registration_establishment": ("vestiging van aanmelding", "branch of registration"),
    },
    "integration_registration_postponement": {
        "registration_postponed_since": ("aanmelding uitgesteld sinds", "registration postponed since"),
        "registration_postponed_until": ("aanmelding uitgesteld tot", "registration postponed until"),
        "registration_postponement_reason": (
            "reden van uitstel van aanmelding",
            "reason why registration is postponed",
        ),
    },
    "integration_target_group": {
        "target_group": ("resultaat van de doelgroepbepaling", "result of the target-group decision"),
        "target_group_on": ("datum van de doelgroepbepaling", "day of the target-group decision"),
        "target_group_reason": ("reden waarom niet tot de doelgroep", "reason why not in the target group"),
        "exemption_reason": ("reden van vrijstelling van de verplichting", "reason of exemption from the duty"),
    },
    "integration_level": {
        "level": ("behaald niveau", "level reached"),
        "level_basis": ("grond van het niveau", "what the level rests on"),
        "level_on": ("datum van het niveau", "day of the level"),
    },
    "integration_advice": {
        "advice": ("advies over het traject", "advice on the trajectory"),
        "advice_by": ("partner die het advies gaf", "partner that gave the advice"),
        "advice_on": ("datum van het advies", "day of the advice"),
    },
    "integration_perspective": {
        "perspective": ("perspectief van de inburgeraar", "perspective of the participant"),
        "perspective_since": ("perspectief sinds", "perspective since"),
    },
    "integration_trajectory": {
        "trajectory_type": ("type traject", "type of trajectory"),
        "trajectory_since": ("begin van het traject", "beginning of the trajectory"),
        "trajectory_until": ("einde van het traject", "end of the trajectory"),
        "trajectory_conclusion": ("algemeen besluit van het traject", "general conclusion of the trajectory"),
        "trajectory_end_reason": ("reden van beëindiging", "reason of ending"),
        "trajectory_establishment": ("vestiging die het traject opvolgt", "branch that follows the trajectory"),
        "trajectory_contact_name": ("contactpersoon van het traject", "contact for the trajectory"),
        "trajectory_contact_telephone": ("telefoon van de contactpersoon van het traject", "telephone of that contact"),
        "trajectory_contact_email": ("e-mail van de contactpersoon van het traject", "e-mail of that contact"),
        "sanction_holder": ("partner met sanctioneringsbevoegdheid", "partner that may sanction"),
    },
    "integration_part": {
        "part": ("trajectonderdeel", "part of the trajectory"),
        "part_exempted": ("vrijstelling voor het onderdeel", "exemption from the part"),
        "part_remarks": ("opmerkingen bij het onderdeel", "remarks on the part"),
    },
    "integration_conclusion": {
        "concluded_part": ("onderdeel van het besluit", "part that was concluded"),
        "part_conclusion": ("besluit over het onderdeel", "conclusion on the part"),
        "part_concluded_on": ("datum van het besluit", "day of the conclusion"),
    },
    "integration_deferment": {
        "deferred_part": ("opgeschort onderdeel", "deferred part"),
        "deferred_since": ("opgeschort sinds", "deferred since"),
        "deferred_until": ("opgeschort tot", "deferred until"),
        "deferment_reason": ("reden van opschorting", "reason of deferment"),
    },
    "integration_course": {
        "course": ("soort opleiding", "kind of training"),
        "course_number": ("nummer van de cursus", "number of the course"),
        "course_part": ("onderdeel van de cursus", "part that the course belongs to"),
        "required_attendance": ("te behalen aanwezigheidsgraad", "attendance to be reached"),
        "course_leaving_reason": ("reden van uitstap", "reason of leaving"),
        "course_result": ("resultaat", "result"),
        "course_level": ("richtgraad", "level of the course"),
        "course_status": ("status van de inschrijving", "status of the enrolment"),
    },
    "integration_module": {
        "module": ("gevolgde module", "module followed"),
        "module_course": ("cursus van de module", "course of the module"),
    },
    "integration_attendance": {
        "attendance": ("aan- of afwezigheid", "presence or absence"),
        "attendance_on": ("datum van het lesmoment", "day of the lesson"),
        "attendance_course": ("cursus van het lesmoment", "course of the lesson"),
        "attendance_minutes": ("duur van het lesmoment in minuten", "length of the lesson in minutes"),
        "attended_minutes": ("duur van de aanwezigheid in minuten", "minutes attended"),
    },
    "integration_conversation": {
        "conversation": ("gesprek", "conversation"),
        "conversation_at": ("tijdstip van het gesprek", "time of the conversation"),
        "conversation_establishment": ("vestiging van het gesprek", "branch of the conversation"),
        "conversation_staff": ("medewerker die het gesprek noteerde", "staff member who noted the conversation"),
    },
}

_ESTABLISHMENT: Mapping[str, tuple[str, str]] = {
    "postcode": ("postcode van de vestiging", "postcode of the branch"),
    "enterprise_number": ("ondernemingsnummer van de vestiging", "enterprise number of the branch"),
    "number": ("nummer van de vestiging in de KBI", "number of the branch in the KBI"),
    "called": ("roepnaam van de vestiging", "what the branch is called"),
    "opening_hours": ("openingsuren", "opening hours"),
    "telephone": ("telefoon van de vestiging", "telephone of the branch"),
    "email": ("e-mail van de vestiging", "e-mail of the branch"),
    "contact_name": ("contactpersoon voor het OCMW", "contact for the OCMW"),
    "contact_telephone": ("telefoon van de contactpersoon voor het OCMW", "telephone of the contact for the OCMW"),
    "contact_email": ("e-mail van de contactpersoon voor het OCMW", "e-mail of the contact for the OCMW"),
}

_TOELEIDING: Mapping[str, tuple[str, str]] = {
    "reference": ("kenmerk van de toeleiding", "reference of the referral"),
    "reason": ("reden van toeleiding", "reason of referral"),
    "appointment_from": ("begin van de afspraak", "beginning of the appointment"),
    "appointment_until": ("einde van de afspraak", "end of the appointment"),
    "contact_name": ("contactpersoon bij het OCMW", "contact at the OCMW"),
    "contact_telephone": ("telefoon van de contactpersoon bij het OCMW", "telephone of the contact at the OCMW"),
    "contact_email": ("e-mail van de contactpersoon bij het OCMW", "e-mail of the contact at the OCMW"),
    "comment": ("toelichting bij de toeleiding", "comment on the referral"),
}


def items() -> list[Item]:
    """Every datum that may stand in a document."""
    made = [
        Item(f"integration.{name}", record, _category(name), {"nl": nl, "en": en}, free_text=name in _REASONS)
        for record, named in _ITEMS.items()
        for name, (nl, en) in named.items()
    ]
    made += [
        Item(f"establishment.{name}", "establishment", "ordinary", {"nl": nl, "en": en})
        for name, (nl, en) in _ESTABLISHMENT.items()
    ]
    return made + [
        Item(f"toeleiding.{name}", "toeleiding", "ordinary", {"nl": nl, "en": en}, free_text=name == "comment")
        for name, (nl, en) in _TOELEIDING.items()
    ]


def _category(name: str) -> Category:
    return "special" if name in _MAY_TELL_HEALTH else "ordinary"
