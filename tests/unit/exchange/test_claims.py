"""Whose a disclosure is: an item that a flow knows does not make another's answer that flow's."""

import pytest

from kring.core.registry import receivers, sources
from kring.exchange.claims import claimed
from tests.database.flows.unseen import TEXT
from tests.unit.policy.samples import ROOT, compiled

GENK = (ROOT / "instruments" / "genk" / "document.toml").read_text("utf-8")


@pytest.mark.parametrize("registry", [sources, receivers], ids=["sources", "receivers"])
def test_the_debtors_flow_has_its_own_three(registry: dict[str, object]) -> None:
    """The list, the marks in reply to it and the signal that follows them."""
    policy = compiled(GENK)
    assert {key: claimed(policy, rule, registry) for key, rule in policy.disclosures.items()} == {
        "list": "debt.file_number",
        "mark": "debt.client_mark",
        "signal": "debt.recovery_signal",
    }


@pytest.mark.req("P9")
@pytest.mark.parametrize("registry", [sources, receivers], ids=["sources", "receivers"])
def test_an_answer_to_a_list_of_nobody_in_particular_is_nobodys_in_particular(registry: dict[str, object]) -> None:
    """It carries the recovery signal, which the debtors' flow knows, on a list of which that flow has no row."""
    policy = compiled(TEXT)
    assert "debt.recovery_signal" in registry
    assert {key: claimed(policy, rule, registry) for key, rule in policy.disclosures.items()} == {
        "arrears": None,
        "outcome": None,
    }
