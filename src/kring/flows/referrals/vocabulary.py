"""The words of a referral: who refers, who takes up, and what becomes of it. source: 004 C, art. 2, 3.

What became of a referral is an item of its own: a protocol that lists it in that direction may tell it, and 004 does not (R8).
"""

from kring.core.vocabulary import Event, Item, Role, vocabulary

REFERRALS = vocabulary(
    Item(
        "referral.status",
        "referral",
        "ordinary",
        {"nl": "wat er met de doorverwijzing gebeurde", "en": "what became of the referral"},
    ),
    Event(
        "help_wanted",
        "flows.referrals",
        {"nl": "de cliënt wil door het OCMW geholpen worden", "en": "the client wants the help of the OCMW"},
    ),
    Event(
        "help_declined",
        "flows.referrals",
        {"nl": "de cliënt wenst geen hulp van het OCMW", "en": "the client does not want the help of the OCMW"},
    ),
    Event(
        "referral_withdrawn",
        "flows.referrals",
        {"nl": "de toestemming voor de doorverwijzing is ingetrokken", "en": "consent to the referral was withdrawn"},
    ),
    Role("answering_job", {"nl": "geautomatiseerd antwoord", "en": "automated answer"}),
    Role("local_team_member", {"nl": "lid van het lokaal team", "en": "member of the local team"}),
    Role(
        "social_worker_serving",
        {
            "nl": "maatschappelijk werker die de cliënt zal helpen",
            "en": "social worker who will serve the client",
        },
    ),
)
