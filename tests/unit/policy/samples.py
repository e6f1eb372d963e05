"""The adopted document of Genk as text, compiled, and requests under it: what the tests of the policy start from."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kring.config.vocabulary import VOCABULARY
from kring.core.days import start_of
from kring.core.vocabulary import Vocabulary
from kring.policy.compile import compile as compile_document
from kring.policy.decide import Decision, Request, decide
from kring.policy.document import Document, read
from kring.policy.rules import Policy
from kring.policy.standing import Standing

ROOT = Path(__file__).resolve().parents[3]
GENK = ROOT / "instruments" / "genk"
GENK_2021 = ROOT / "instruments" / "sources" / "genk-2021"

IN_FORCE = Standing(signed=date(2025, 12, 10), advised=date(2025, 11, 18), published=date(2025, 12, 15))
ROUND = date(2026, 3, 2)
DECLARED = {"declared": ["dwangbevel_prepared"]}
CLIENT = {"client_on": [{"capacity": 2, "from": "2026-01-01", "until": None}]}


@lru_cache(maxsize=1)
def genk_text() -> str:
    """The text of the adopted document."""
    return (GENK / "document.toml").read_text("utf-8")


@lru_cache(maxsize=1)
def genk_document() -> Document:
    """The adopted document."""
    return read(genk_text())


@lru_cache(maxsize=1)
def genk() -> Policy:
    """The adopted policy."""
    return compiled(genk_text())


def compiled(text: str, vocabulary: Vocabulary = VOCABULARY) -> Policy:
    """The policy of a text that must compile."""
    policy = compile_document(read(text), vocabulary)
    assert isinstance(policy, Policy), [(one.code, one.where) for one in policy]
    return policy


def ask(disclosure: str, facts: Mapping[str, Any], **changed: Any) -> Decision:
    """A decision under the adopted policy, all of it right unless ``changed``: on, role, asked, standing, purpose, policy."""
    policy = changed.get("policy") or genk()
    rule = policy.disclosures[disclosure]
    request = Request(
        disclosure=disclosure,
        acting_role=changed.get("role", rule.sender_roles[0]),
        asked=tuple(changed.get("asked", rule.items)),
        purpose=changed.get("purpose"),
        period_asked=changed.get("period_asked"),
        facts=changed.get("batch", {}),
    )
    return decide(policy, changed.get("standing", IN_FORCE), request, facts, start_of(changed.get("on", ROUND)))


def codes(decision: Decision) -> list[str]:
    """The codes of its reasons."""
    return [one.code for one in decision.reasons]
