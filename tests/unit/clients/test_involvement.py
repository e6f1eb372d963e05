"""Whose client somebody is: assignment, team, territory; and that there is always somebody."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.clients.involvement import Client, covers, workers_of
from kring.parties.queries import Held

OCMW = uuid4()


def worker(team: str = "", territory: str = "") -> Held:
    """A social worker."""
    return Held(uuid4(), OCMW, "Sofie", "social_worker", team, territory)


@pytest.mark.req("E5", "D6")
def test_an_assigned_client_is_one_worker_s_alone() -> None:
    """Whatever teams and territories say; unless that worker is none any more."""
    sofie, giulia = worker("noord"), worker("zuid", "3600")
    client = Client(assignee=giulia.id, team="noord", postcode="3590")
    assert workers_of(client, [sofie, giulia]) == (giulia,)
    assert workers_of(client, [sofie]) == (sofie,)


@pytest.mark.req("E5", "D6")
def test_a_client_of_a_team_is_the_team_s_and_within_it_the_territory_s() -> None:
    """Nobody of another team sees it, also one whose territory it is."""
    near, far, other = worker("noord", "3600"), worker("noord", "3590"), worker("zuid", "3600")
    assert workers_of(Client(team="noord", postcode="3600"), [near, far, other]) == (near,)
    assert workers_of(Client(team="noord"), [near, far, other]) == (near, far)


def test_where_nobody_covers_the_place_or_works_in_the_team_all_see_it() -> None:
    """Else it would be nobody's."""
    near, far = worker("noord", "3600"), worker("zuid", "3590")
    assert workers_of(Client(postcode="3660"), [near, far]) == (near, far)
    assert workers_of(Client(team="west", postcode="3590"), [near, far]) == (far,)


@pytest.mark.parametrize(
    ("territory", "client", "covered"),
    [
        ("", Client(postcode="3600"), True),
        ("3600", Client(postcode="3600", municipality="Genk"), True),
        ("genk", Client(postcode="3600", municipality="Genk"), True),
        ("3590; 3600 , Zutendaal", Client(municipality="ZUTENDAAL"), True),
        ("As", Client(municipality="Asse"), False),
        ("3590", Client(postcode="3600"), False),
        ("3590", Client(), True),
        (" , ", Client(postcode="3600"), True),
    ],
)
def test_a_territory_is_stated_as_postcodes_or_municipalities(territory: str, client: Client, covered: bool) -> None:  # noqa: FBT001
    """In any case and order; never by part of a name."""
    assert covers(territory, client) is covered


PLACES = st.sampled_from(["", "3600", "3590", "Genk"])
TEAMS = st.sampled_from(["", "noord", "zuid"])


@pytest.mark.req("D9")
@given(
    team=TEAMS,
    postcode=PLACES,
    others=st.lists(st.tuples(TEAMS, PLACES), min_size=1, max_size=6),
    assignee=st.none() | st.integers(0, 7),
)
def test_a_client_always_has_a_social_worker(
    team: str, postcode: str, others: list[tuple[str, str]], assignee: int | None
) -> None:
    """However teams and territories are drawn: never nobody, never somebody who is not of the OCMW."""
    workers = [worker(*one) for one in others]
    ids: list[UUID] = [one.id for one in workers]
    given_to = None if assignee is None else (ids[assignee] if assignee < len(ids) else uuid4())
    found = workers_of(Client(given_to, team, postcode), workers)
    assert found
    assert set(found) <= set(workers)
    if given_to in ids:
        assert [one.id for one in found] == [given_to]
