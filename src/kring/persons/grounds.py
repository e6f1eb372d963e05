"""On what grounds a person may have the use of data restricted, or object to it: dated law as data.

source: GDPR art. 18 §1, art. 21 [K]; 001 (V5 names the four cases of restriction)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True)
class Ground:
    """One ground, in force from ``since``; ``citation`` is where it stands."""

    code: str
    nl: str
    citation: str
    since: date


_GDPR = date(2018, 5, 25)


def _by_code(*grounds: Ground) -> Mapping[str, Ground]:
    return MappingProxyType({ground.code: ground for ground in grounds})


RESTRICTION: Mapping[str, Ground] = _by_code(
    Ground("accuracy_contested", "de juistheid wordt betwist", "AVG art. 18, lid 1, a)", _GDPR),
    Ground("unlawful_but_kept", "onrechtmatig, maar op verzoek bewaard", "AVG art. 18, lid 1, b)", _GDPR),
    Ground("wanted_for_claim", "niet meer nodig, wel voor een rechtsvordering", "AVG art. 18, lid 1, c)", _GDPR),
    Ground("objection_pending", "een bezwaar wordt nog afgewogen", "AVG art. 18, lid 1, d)", _GDPR),
)
"""The four cases of restriction, by code."""

OBJECTION: Mapping[str, Ground] = _by_code(
    Ground("own_situation", "redenen die met de eigen situatie te maken hebben", "AVG art. 21, lid 1", _GDPR),
    Ground("direct_marketing", "gebruik voor direct marketing", "AVG art. 21, lid 2", _GDPR),
    Ground("statistics", "gebruik voor onderzoek of statistiek", "AVG art. 21, lid 6", _GDPR),
)
"""The cases of objection, by code."""
