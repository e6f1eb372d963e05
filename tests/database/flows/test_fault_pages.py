"""The pages of reported faults: what each desk fills in and reads, and that there is no place for a word or a value too many."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kring.exchange.models import Investigation, Report
from kring.flows.debtors.models import Case
from kring.guard.jobs import work_through
from tests.database.flows.story import all_sealed
from tests.database.flows.talks import Stage, a_case, a_stage, at, browser

pytestmark = [pytest.mark.usefixtures("committed", "in_march", "one_factor"), pytest.mark.req("E8")]
STREET = "person.street"


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _report(stage: Stage, client: Client, **data: object) -> Any:
    """Fill the form in; whatever leaves is delivered."""
    answered = client.post(
        reverse("debtors:case_faults", args=[stage.case]), {"items": [STREET], "fault": "wrong", **data}
    )
    work_through()
    all_sealed(stage.pair)
    return answered


def _task(stage: Stage) -> Any:
    with at(stage.pair.ocmw.worker):
        ref = Case.objects.get(id=stage.case).ref
    with at(stage.pair.city.worker):
        return Investigation.objects.get(ref=ref).id


def test_from_the_client_s_page_to_the_answer() -> None:
    """Reported, seen on the city's start page, corrected, and read at the OCMW."""
    stage = a_stage()
    worker, team = browser(stage.pair.ocmw.worker), browser(stage.pair.city.worker)
    address = reverse("debtors:case_faults", args=[stage.case])
    assert address in _text(worker.get(reverse("debtors:case", args=[stage.case])))
    assert "Eerder gemeld" not in _text(worker.get(address))
    assert _report(stage, worker).status_code == 302
    assert "wordt uitgezocht" in _text(worker.get(address))
    task = _task(stage)
    assert "meldt een fout: zoek het uit" in _text(team.get(reverse("today")))
    assert reverse("debtors:fault", args=[task]) in _text(team.get(reverse("debtors:faults")))
    page = _text(team.get(reverse("debtors:fault", args=[task])))
    assert 'name="street" value="Bloemenstraat"' in page
    assert 'name="house_number"' not in page
    corrected = team.post(reverse("debtors:fault_correct", args=[task]), {"street": "Tulpenstraat"})
    assert corrected.status_code == 302
    work_through()
    all_sealed(stage.pair)
    assert "De gemelde fout is rechtgezet" in _text(worker.get(reverse("today")))
    seen = _text(worker.get(address))
    assert "Nieuwe waarde ingevuld: Straat." in seen
    assert "Tulpenstraat" in _text(worker.get(reverse("debtors:case", args=[stage.case])))
    assert "De gemelde fout is rechtgezet" not in _text(worker.get(reverse("today")))
    again = _text(team.get(reverse("debtors:fault", args=[task])))
    assert "Zoals het nu staat" in again
    assert "<form" not in again.split("<main")[1].split("</main")[0]


def test_it_stays_and_the_worker_reads_why() -> None:
    """One sentence out of three."""
    stage = a_case()
    worker, team = browser(stage.pair.ocmw.worker), browser(stage.pair.city.worker)
    _report(stage, worker)
    task = _task(stage)
    assert team.post(reverse("debtors:fault_keep", args=[task])).status_code == 422
    same = team.post(reverse("debtors:fault_correct", args=[task]), {"street": "Bloemenstraat"})
    assert (same.status_code, "Niets verschilt" in _text(same)) == (422, True)
    emptied = team.post(reverse("debtors:fault_correct", args=[task]), {"street": " "})
    assert (emptied.status_code, "Vul in wat juist is" in _text(emptied)) == (422, True)
    too_long = team.post(reverse("debtors:fault_correct", args=[task]), {"street": "x" * 201})
    assert too_long.status_code == 422
    assert team.post(reverse("debtors:fault_keep", args=[task]), {"why": "right"}).status_code == 302
    later = team.post(reverse("debtors:fault_correct", args=[task]), {"street": "Te laat"}, follow=True)
    assert "Een collega was u voor" in _text(later)
    work_through()
    all_sealed(stage.pair)
    assert "Onderzocht: het klopt." in _text(worker.get(reverse("debtors:case_faults", args=[stage.case])))


def test_there_is_no_place_for_a_value_or_a_word() -> None:
    """Boxes and choices only; what is sent along beside them is not read."""
    stage = a_case()
    worker = browser(stage.pair.ocmw.worker)
    page = _text(worker.get(reverse("debtors:case_faults", args=[stage.case]))).split("<main")[1].split("</main")[0]
    assert set(re.findall(r'<input type="(\w+)"', page)) == {"hidden", "checkbox", "radio"}
    assert "<textarea" not in page
    _report(stage, worker, value="Tulpenstraat", note="ze is verhuisd")
    with at(stage.pair.ocmw.worker):
        kept = Report.objects.filter(row=stage.case).values()
    assert "Tulpenstraat" not in str(list(kept))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"items": []}, "Kies welke gegevens bedoeld zijn."),
        ({"fault": ""}, "Kies wat er mis mee is."),
        ({"fault": "missing"}, "is niet leeg en ontbreekt dus niet"),
        ({"items": ["person.ssin"]}, "Mend this first|Zet dit eerst recht|person.ssin"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(data: dict[str, object], said: str) -> None:
    """Nothing chosen, a fault that cannot be, an item that nobody offered."""
    stage = a_case()
    answered = _report(stage, browser(stage.pair.ocmw.worker), **data)
    assert answered.status_code == 422
    assert re.search(said, _text(answered))
    with at(stage.pair.ocmw.worker):
        assert not Report.objects.filter(row=stage.case).exists()


def test_what_was_reported_is_not_offered_again() -> None:
    """Item by item; when all of them are being looked into there is no form."""
    stage = a_case()
    worker = browser(stage.pair.ocmw.worker)
    address = reverse("debtors:case_faults", args=[stage.case])
    _report(stage, worker)
    assert f'value="{STREET}"' not in _text(worker.get(address))
    rest = ["person.last_name", "person.first_name", "person.house_number", "debt.file_number"]
    _report(stage, worker, items=rest, fault="outdated")
    assert "Alle gegevens zijn gemeld" in _text(worker.get(address))


@pytest.mark.req("D6", "E5")
def test_the_pages_open_for_their_own_desk_only() -> None:
    """The other desk, the officers, another city: nobody sees what is reported of whom."""
    stage, other = a_case(), a_stage()
    _report(stage, browser(stage.pair.ocmw.worker))
    task = _task(stage)
    for by in (stage.pair.ocmw.worker, stage.pair.city.dpo, stage.pair.city.secretary):
        client = browser(by)
        for name, arguments in (("faults", []), ("fault", [task])):
            assert client.get(reverse(f"debtors:{name}", args=arguments)).status_code == 403
        for name in ("fault_correct", "fault_keep"):
            assert client.post(reverse(f"debtors:{name}", args=[task])).status_code == 403
    for by in (stage.pair.city.worker, stage.pair.ocmw.dpo):
        assert browser(by).get(reverse("debtors:case_faults", args=[stage.case])).status_code == 403
    assert browser(other.pair.city.worker).get(reverse("debtors:fault", args=[task])).status_code == 404
    assert browser(other.pair.ocmw.worker).get(reverse("debtors:case_faults", args=[stage.case])).status_code == 404
