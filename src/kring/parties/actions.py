"""Found an organisation, appoint people to positions in it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kring.core.canonical import Json
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.enterprise import EnterpriseFault, read_enterprise_number
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.keys import keep_key
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties.models import Organisation, OrganisationKey, Position

MACHINE = "machine"
FUNCTIONS = ("debt_team", "social_worker", "dpo", "secretary_general", MACHINE)
_roles: set[str] = set()


def know_roles(names: Iterable[str]) -> None:
    """Let people hold the roles that instruments name as functions too; only ``config`` says which there are."""
    _roles.update(names)


def functions() -> tuple[str, ...]:
    """Every function that a position can have: those of the house, then the roles that instruments name."""
    return (*FUNCTIONS, *sorted(_roles.difference(FUNCTIONS)))


def found_organisation(
    *,
    name: str,
    enterprise_number: str,
    kind: str,
    fictitious: bool,
    clock: Clock,
    organisation_id: UUID | None = None,
    region: str = "flanders",
    language: str = "nl",
) -> Organisation:
    """Host an organisation: its public record, its key pairs, its machine position and the first line of its log.

    ``language`` is that of its pages until a reader chooses another one (the language area in which it lies, facilities).
    Its own machine founds it: before this there is nobody who could act for it. Raises ``Fault`` on a number that fails
    its check digits (``enterprise_number``) or that is hosted already (``number_hosted``).
    """
    read = read_enterprise_number(enterprise_number)
    if isinstance(read, EnterpriseFault):
        raise Fault("enterprise_number", f"Het ondernemingsnummer van {name} klopt niet: controleer de tien cijfers.")
    number = read.number
    organisation = Organisation(
        id=organisation_id or uuid4(),
        name=name,
        enterprise_number=number,
        kind=kind,
        region=region,
        language=language,
        fictitious=fictitious,
    )
    machine = machine_of(organisation.id)
    with acting_for(machine.organisation, machine.position):
        if Organisation.objects.filter(enterprise_number=number).exists():
            raise Fault("number_hosted", f"Het ondernemingsnummer {read} is hier al opgenomen. Er is niets veranderd.")
        organisation.save(force_insert=True)
        seal, sign = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        keep_key("seal", seal.private_bytes_raw())
        keep_key("sign", sign.private_bytes_raw())
        for use, pair in (("seal", seal), ("sign", sign)):
            public = pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            OrganisationKey.objects.create(organisation_id=organisation.id, use=use, public=public, valid_from=clock())
        Position.objects.create(
            id=machine.position,
            name=name,
            function=MACHINE,
            valid_from=belgian_day(clock()),
            organisation_id=organisation.id,
        )
        append([Line("action", {"what": "organisation.founded", "number": number})])
    return organisation


def appoint(
    *,
    by: Acting,
    name: str,
    function: str,
    valid_from: date,
    valid_until: date | None = None,
    team: str = "",
    territory: str = "",
    account_id: UUID | None = None,
    bound_by_secrecy: bool = False,
) -> Position:
    """Give a person a position in the organisation of ``by``, bound by professional secrecy or not.

    Raises ``Fault`` on a function that nobody can hold (``unknown_function``), and on a last day before the first
    (``wrong_term``).
    """
    if function not in functions():
        raise Fault("unknown_function", f"De functie “{function}” bestaat niet. Kies uit: {', '.join(functions())}.")
    if valid_until is not None and valid_until < valid_from:
        raise Fault("wrong_term", "De laatste dag van een functie ligt niet voor haar eerste dag.")
    with acting_for(by.organisation, by.position):
        position = Position.objects.create(
            account_id=account_id,
            name=name,
            function=function,
            team=team,
            territory=territory,
            valid_from=valid_from,
            valid_until=valid_until,
            bound_by_secrecy=bound_by_secrecy,
        )
        said: dict[str, Json] = {"function": function, "bound_by_secrecy": bound_by_secrecy}
        append([Line("action", {"what": "position.given", "position": str(position.id), **said})])
    return position


def end_position(*, by: Acting, position_id: UUID, last_day: date) -> None:
    """End a position; from the day after ``last_day`` it opens nothing any more. The machine's own is never ended."""
    with acting_for(by.organisation, by.position):
        changed = Position.objects.exclude(function=MACHINE).filter(id=position_id).update(valid_until=last_day)
        if not changed:
            raise Fault("no_such_position", "Deze functie bestaat niet in uw organisatie.")
        append(
            [Line("action", {"what": "position.ended", "position": str(position_id), "last_day": last_day.isoformat()})]
        )
