"""Two invented organisations under a text of their own, and a list of people between them."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from kring.core.clock import Clock
from kring.flows.lists import actions
from kring.flows.lists.actions import Choice, NotStarted, Started
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.parties.actions import appoint, found_organisation
from tests.database.exchange.cast import CLOCK, Desk, a_number, all_lines
from tests.database.flows.unseen import a_text

HEADINGS = ("RRN", "Naam", "person.first_name", "Postcode", "Gemeente", "Straat", "Saldo")
DECLARED = frozenset({"dwangbevel_prepared"})


class Partners:
    """A water company and a welfare association, each with its own copy of the text, in force unless said otherwise.

    Without ``adopt`` neither has seen the text yet: somebody adopts it in another way.
    """

    def __init__(
        self, *, clock: Clock = CLOCK, in_force: bool = True, adopt: bool = True, edit: Callable[[str], str] = str
    ) -> None:
        self.clock = clock
        self.water = _desk("Waterbedrijf Bronwater", "debt_team", clock)
        self.welfare = _desk("Welzijnsvereniging Lindedal", "social_worker", clock)
        self.edit = edit
        if adopt:
            self.digest, self.version, self.welfare_version = self.adopted(1)
        if adopt and in_force:
            self.brought_into_force(self.digest)

    @property
    def both(self) -> tuple[Desk, Desk]:
        return self.water, self.welfare

    def adopted(self, version: int, *, without: str = "") -> tuple[str, UUID, UUID]:
        """Each side takes its copy of this version."""
        text = self.edit(a_text(self.water.number, self.welfare.number, version=version, without=without))
        parties = {"water": self.water.id, "welfare": self.welfare.id}
        mine, theirs = (
            instruments.adopt(by=desk.secretary, document=text, parties_are=parties, clock=self.clock)
            for desk in self.both
        )
        return mine.digest, mine.id, theirs.id

    def brought_into_force(self, digest: str) -> None:
        """Advice, signature and publication of both, each heard by the other."""
        day = date(2026, 2, 2)
        said: dict[str, object] = {"digest": digest, "on": day, "clock": self.clock, "fictitious": True}
        for desk in self.both:
            instruments.give_advice(by=desk.dpo, outcome="positive", text="Gunstig.", **said)  # type: ignore[arg-type]
        work_through()
        for desk in self.both:
            instruments.record_paper_signature(by=desk.secretary, offices="bestuur", **said)  # type: ignore[arg-type]
        work_through()
        for desk in self.both:
            instruments.publish(by=desk.secretary, ref="website", **said)  # type: ignore[arg-type]
        work_through()

    def choice(self, **other: object) -> Choice:
        """Send arrears to keep the water on, all declared; unless said otherwise."""
        usual: dict[str, object] = {
            "version": self.version,
            "disclosure": "arrears",
            "purpose": "keep_water",
            "declared": DECLARED,
        }
        return Choice(**{**usual, **other})  # type: ignore[arg-type]

    def begins(
        self,
        people: Sequence[Mapping[str, str]],
        *,
        by: Acting | None = None,
        clock: Clock | None = None,
        **other: object,
    ) -> Started | NotStarted:
        """The water company hands a workbook in; nothing is sent yet."""
        return actions.send_workbook(
            by=by or self.water.worker,
            data=a_file(people),
            filename="klanten.csv",
            choice=self.choice(**other),
            clock=clock or self.clock,
        )

    def sends(self, people: Sequence[Mapping[str, str]], **other: object) -> UUID:
        """The same, sent and received, and covered by both logs."""
        started = self.begins(people, **other)  # type: ignore[arg-type]
        assert isinstance(started, Started), started
        self.worked()
        return started.sending

    def worked(self) -> None:
        """All that is queued is done, and both logs are sealed."""
        work_through()
        for desk in self.both:
            all_lines(desk)


def someone(ssin: str, last_name: str = "Yılmaz", first_name: str = "Elif", **other: str) -> dict[str, str]:
    """One row of the water company's workbook."""
    usual = {"Postcode": "9999", "Gemeente": "Lindedal", "Straat": "Bronweg", "Saldo": "120"}
    return {"RRN": ssin, "Naam": last_name, "person.first_name": first_name, **usual, **other}


def a_file(people: Sequence[Mapping[str, str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """The workbook, as .csv."""
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(people)
    return out.getvalue().encode()


def at(acting: Acting) -> AbstractContextManager[Acting]:
    """``acting_for`` of this position."""
    return acting_for(acting.organisation, acting.position)


def _desk(name: str, worker: str, clock: Clock) -> Desk:
    number = a_number()
    organisation = found_organisation(name=name, enterprise_number=number, kind="other", fictitious=True, clock=clock)
    machine = machine_of(organisation.id)
    people = [
        appoint(
            by=machine,
            name=f"{function} van {name}",
            function=function,
            valid_from=date(2025, 1, 1),
            bound_by_secrecy=True,
        )
        for function in (worker, "dpo", "secretary_general")
    ]
    return Desk(organisation.id, number, *(Acting(organisation.id, one.id) for one in people))
