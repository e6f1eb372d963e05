"""In which capacity (hoedanigheid) an OCMW enrols a person: the codes of sector 17, as data.

source: DOMAIN §2.2 (KSZ "lijst_hoedanigheidscodes", seen through a published fixture)
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Capacity:
    """One code with its name in the three national languages."""

    code: int
    nl: str
    fr: str
    de: str


CAPACITIES: Mapping[int, Capacity] = MappingProxyType(
    {
        capacity.code: capacity
        for capacity in (
            Capacity(1, "Dossier in onderzoek", "Dossier en examen", "Akte in Untersuchung"),
            Capacity(2, "Leefloon", "Revenu d'intégration", "Eingliederungseinkommen"),
            Capacity(
                3,
                "Equivalent leefloon",
                "Équivalent revenu d'intégration",
                "Gleichgestelltes Eingliederungseinkommen",
            ),
            Capacity(4, "Andere hulp", "Autre aide", "Sonstige Hilfe"),
            Capacity(5, "Inwonende", "Cohabitant", "Mitbewohner"),
            Capacity(
                6,
                "Persoon tewerkgesteld via OCMW",
                "Personne occupée par le biais d'un CPAS",
                "Durch das ÖSHZ beschäftigte Person",
            ),
            Capacity(
                7,
                "Collectieve schuldbemiddeling / budgetbegeleiding",
                "Médiation collective de dettes / accompagnement budgétaire",
                "Schuldnerberatung",
            ),
            Capacity(8, "Dienstendossier", "Dossiers de service", "Dienstakte"),
            Capacity(
                9, "Andere vormen van begeleiding", "Autres formes d'accompagnement", "Sonstige Begleitungsformen"
            ),
            Capacity(11, "Encadrant", "Encadrant", "Begleiter"),
            Capacity(12, "Deelnemer", "Participant", "Teilnehmer"),
        )
    }
)
"""Capacity by code. There is no 10."""

_CODE = re.compile(r"0{0,2}([0-9]{1,2})(?:[.,]0+)?(?!\S)")


def read_capacity(text: str) -> int | None:
    """The code that ``text`` means: ``2``, ``02``, ``2 - Leefloon``, ``Leefloon``; ``None`` when it means none."""
    text = text.strip()
    if found := _CODE.match(text):
        code = int(found[1])
        rest = _plain(text[found.end() :])
        return code if code in CAPACITIES and (not rest or rest in _names(code)) else None
    return _BY_NAME.get(_plain(text))


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def _names(code: int) -> set[str]:
    return {_plain(CAPACITIES[code].nl), _plain(CAPACITIES[code].fr), _plain(CAPACITIES[code].de)}


_BY_NAME = {name: code for code in CAPACITIES for name in _names(code)}
