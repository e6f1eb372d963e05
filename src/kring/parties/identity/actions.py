"""Make accounts and give them seats, on the identity alias."""

from collections.abc import Collection
from uuid import UUID

from kring.parties.identity.models import Account, Seat, Side


def open_account(*, email: str, password: str | None = None) -> Account:
    """A new account. Without ``password`` the person sets one through the reset mail."""
    return Account.objects.create_user(email, password)


def seat(*, account: Account, organisation: UUID, position: UUID) -> Seat:
    """Let ``account`` act under ``position`` of ``organisation``; the position itself is given by ``parties.actions.appoint``."""
    return Seat.objects.create(account=account, organisation_id=organisation, position_id=position)


def unseat(*, position: UUID) -> None:
    """Nobody acts under ``position`` any more, from the next request on."""
    Seat.objects.filter(position_id=position).delete()


def take_sides(*, account_id: UUID, matters: Collection[UUID], organisation: UUID) -> set[UUID]:
    """``take_side`` for many matters at once; those of them on which this account now stands on the side of ``organisation``."""
    Side.objects.bulk_create(
        [Side(account_id=account_id, matter=matter, organisation_id=organisation) for matter in matters],
        ignore_conflicts=True,
    )
    mine = Side.objects.filter(account_id=account_id, matter__in=matters, organisation_id=organisation)
    return set(mine.values_list("matter", flat=True))


def elsewhere(*, account_id: UUID, matters: Collection[UUID], organisation: UUID) -> set[UUID]:
    """Those of ``matters`` on which this account stands on another side than that of ``organisation``; takes none."""
    others = Side.objects.filter(account_id=account_id, matter__in=matters).exclude(organisation_id=organisation)
    return set(others.values_list("matter", flat=True))


def take_side(*, account_id: UUID, matter: UUID, organisation: UUID) -> bool:
    """Whether this account may work on ``matter`` for ``organisation``: the first side it takes is its side for good.

    source: REQUIREMENTS E18 - never on both sides of one round
    """
    side, _ = Side.objects.get_or_create(
        account_id=account_id, matter=matter, defaults={"organisation_id": organisation}
    )
    return side.organisation_id == organisation
