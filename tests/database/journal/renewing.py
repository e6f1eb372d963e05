"""Five clients of an OCMW, and all that a renewal of keys may touch, for the tests of each kind of renewal."""

from typing import Any

from kring.guard.acting import acting_for
from kring.guard.models import DataKey
from kring.parties.models import OrganisationKey
from kring.persons.models import Person
from tests.database.exchange.cast import Desk, all_lines
from tests.database.flows.story import somebody

CLIENTS = [somebody(number) for number in range(1, 6)]
MARK = "cliënt OCMW"


class NoLogError(Exception):
    """The log cannot be written."""


def as_(desk: Desk) -> Any:
    return acting_for(desk.id, desk.dpo.position)


def everything_of(desk: Desk) -> dict[str, list[Any]]:
    """All that a renewal may touch, as it lies there."""
    lines = len(all_lines(desk))
    with as_(desk):
        return {
            "keys": sorted((row.purpose, row.version, bytes(row.wrapped)) for row in DataKey.objects.all()),
            "public": sorted(
                (bytes(row.public), str(row.valid_until))
                for row in OrganisationKey.objects.filter(organisation_id=desk.id)
            ),
            "persons": sorted(
                (str(row.id), bytes(row.ssin_sealed or b""), bytes(row.ssin_blind or b""))
                for row in Person.objects.all()
            ),
            "lines": [lines],
        }
