"""``kring instrument compare``: what a changed text would let pass, told before anybody signs it."""

import json
from pathlib import Path

import pytest

from kring.cli.instrument import main
from kring.config.vocabulary import VOCABULARY
from tests.unit.policy.samples import GENK, genk_text


def changed(folder: Path, *pairs: tuple[str, str]) -> Path:
    """A copy of the adopted text with other words in it."""
    text = genk_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (folder / "document.toml").write_text(text)
    return folder


@pytest.mark.req("P8")
def test_the_same_text_permits_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, and one sentence."""
    assert main(["compare", str(GENK), str(GENK)], VOCABULARY) == 0
    assert capsys.readouterr().out.strip() == "Beide teksten laten hetzelfde toe."


@pytest.mark.req("P8")
def test_other_words_about_the_same_rules_permit_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Prose that binds nobody else changes no permission."""
    assert (
        main(
            ["compare", str(GENK), str(changed(tmp_path, ("onmiddellijk bekendgemaakt", "bekendgemaakt")))], VOCABULARY
        )
        == 0
    )


@pytest.mark.req("P8")
def test_who_is_marked_since_another_capacity_counts_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cohabitant (code 5) is marked from now on, budget guidance (7) no longer: both are named, each with its case."""
    text = changed(tmp_path, ("capacity = [1, 2, 3, 4, 7, 9]", "capacity = [1, 2, 3, 4, 5, 9]"))
    assert main(["compare", str(GENK), str(text)], VOCABULARY) == 1
    out = capsys.readouterr().out
    newly, gone = out.split("Laat niet meer toe:")
    assert "laat nu ook toe: vermelding cliënt OCMW · OCMW Genk → Stad Genk" in newly
    assert (
        "hoedanigheid 1, 2, 3, 4, 5, 9; en niet: de persoon is op de dag van de ronde cliënt met hoedanigheid 1, 2, 3, 4, 7, 9"
        in newly
    )
    assert "laat nog toe, maar niet meer: vermelding cliënt OCMW" in gone
    assert "disclosure.mark.item.debt.client_mark: laat nu ook toe" in gone
    assert "person.first_name" not in out


@pytest.mark.req("P8")
@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([('cap = "P2Y"', 'cap = "P3Y"')], "langer bewaard: vermelding cliënt OCMW, vermelding over de invordering"),
        ([("until = 2027-12-31", "until = 2028-12-31")], "van 1/1/2028 tot en met 31/12/2028"),
        ([("at_most = 1", "at_most = 3")], "hoogstens 3 × per maand; en niet: hoogstens 1 × per maand"),
        ([('reader_role = "social_worker_involved"', 'reader_role = "debt_team"')], "voor debiteurenteam"),
        ([('values = ["cliënt OCMW"]', 'values = ["cliënt OCMW", "geen cliënt"]')], "“geen cliënt”"),
    ],
)
def test_every_kind_of_change_is_told(
    pairs: list[tuple[str, str]], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How long, until when, how often, by whom it is read, which value."""
    assert main(["compare", str(GENK), str(changed(tmp_path, *pairs))], VOCABULARY) == 1
    assert said in capsys.readouterr().out


def test_as_json_a_program_reads_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same rows, by name."""
    text = changed(tmp_path, ("at_most = 1", "at_most = 2"))
    assert main(["compare", str(GENK), str(text), "--json"], VOCABULARY) == 1
    found = json.loads(capsys.readouterr().out)
    (row,) = found["permission"]
    assert (row["kind"], row["by"], found["same"], found["cautious"]) == ("wider", "send", False, False)
    assert "person.ssin" in row["items"]
    assert [one["path"] for one in found["effects"]] == ["disclosure.list.every"]


def test_what_does_not_compile_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, with the first finding and where to find the others; so is a folder without a text."""
    (tmp_path / "empty").mkdir()
    assert main(["compare", str(GENK), str(tmp_path / "empty")], VOCABULARY) == 2
    text = changed(tmp_path, ('sender_role = "debt_team"', 'sender_role = "nobody"'))
    assert main(["compare", str(text), str(GENK)], VOCABULARY) == 2
    assert "kring instrument check" in capsys.readouterr().err
