"""An organisation gets new keys at the console: what is shown, what is asked, what the log says."""

import pytest

from kring.guard.acting import acting_for, machine_of
from kring.journal import read
from kring.parties import queries
from tests.database.cli.desk import Administrator

pytestmark = pytest.mark.req("E16")


def last_line(number: str) -> tuple[object, object]:
    """What the newest line says was done, and where."""
    party = queries.organisation_by_number(number)
    assert party is not None
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        line = sorted([*read.unsealed(), *read.lines(limit=5)], key=lambda one: one.time)[-1]
    return line.content["what"], line.content["at"]


def test_every_key_is_renewed_by_its_command_and_shown(administrator: Administrator) -> None:
    """Four uses, each with its line that says it was done at the console; then the old key of fields is destroyed."""
    number = administrator.hosts("ocmw")
    officer = administrator.appoints(number, "dpo")
    who = ("--organisation", number, "--as", officer)
    for use in ("seal", "sign", "fields", "index"):
        told = administrator.does("keys", "new", use, *who).out
        assert f"{use}, versie" in told
        assert last_line(number) == ("key.renewed", "console")
    shown = administrator.does("keys", "show", "--organisation", number).out.split("\n")
    assert "seal           1, 2" in shown
    assert "index          1, 2" in shown
    assert "oudere versies zijn vernietigd" in administrator.does("keys", "reseal", *who).out


def test_the_term_of_the_log_is_shown_with_its_source_and_changed_within_it(administrator: Administrator) -> None:
    """Ten years, unconfirmed, and it says so; a term outside the borders is refused with the borders."""
    number = administrator.hosts("ocmw")
    who = ("--organisation", number, "--as", administrator.appoints(number, "dpo"))
    told = administrator.does("keys", "term", *who).out
    assert "10 jaar" in told
    assert "[?]" in told
    assert "5 jaar" in administrator.does("keys", "term", *who, "--years", "5").out
    assert last_line(number) == ("log.term", "console")
    refused = administrator.types("keys", "term", *who, "--years", "99")
    assert refused.code == 2
    assert "3 tot 30 jaar" in refused.err


def test_who_may_not_gives_no_keys(administrator: Administrator) -> None:
    """A social worker; and nobody is not somebody."""
    number = administrator.hosts("ocmw")
    worker = administrator.appoints(number, "social_worker")
    refused = administrator.types("keys", "new", "fields", "--organisation", number, "--as", worker)
    assert (refused.code, "functionaris" in refused.err) == (2, True)


def test_the_master_key_is_changed_for_all(administrator: Administrator) -> None:
    """With one master key there is nothing to do, and it says so of each organisation."""
    number = administrator.hosts("ocmw")
    told = administrator.does("keys", "master").out
    assert f"     0  Proef {number}" in told
