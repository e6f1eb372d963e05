"""The adopted text of Genk, made over into what a test needs: another kind, another end, a condition, a newer version."""

from typing import Any

from tests.database.instruments.stage import GENK, Side, text_between

ISSUED = '\n[issued]\nby = "Toezichtcommissie (fictief)"\non = 2025-07-25\nreference = "VTC/32/2025"\n'
CONDITIONS = """
[[condition]]
key = "plan"
of = "city"
due = 2026-02-01
text.nl = "De stad heeft een veiligheidsplan."
evidence = "het plan"

[[condition]]
key = "model_notice"
of = "ocmw"
due = "as_soon_as_possible"
text.nl = "Het OCMW gebruikt het modelbericht."
evidence = "het bericht"
"""


def made_over(
    city: Side,
    ocmw: Side,
    *,
    kind: str = "protocol",
    version: int = 2,
    until: str = "2027-12-31",
    begins: str = "2026-01-01",
    notice: str = "",
    conditions: bool = False,
    follow_ups: bool = False,
) -> str:
    """The text between these two, with what is said otherwise."""
    changes: list[tuple[str, Any]] = [
        ("version = 2", f"version = {version}"),
        ('kind = "protocol"', f'kind = "{kind}"'),
        ("from = 2026-01-01", f"from = {begins}" + (f'\nnotice = "{notice}"' if notice else "")),
        ("until = 2027-12-31", f"until = {until}"),
    ]
    if follow_ups:
        changes.append(('key = "mark"\n', 'key = "mark"\nafter_end = true\n'))
    text = text_between(city, ocmw)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    issued = ISSUED if kind in ("authorisation", "deliberation") else ""
    return text + issued + (CONDITIONS if conditions else "")


def model() -> str:
    """A model that every city and every OCMW of the Flemish Region may accede to."""

    text = (GENK / "document.toml").read_text()
    for key, number, class_ in (("city", "0000000097", "city"), ("ocmw", "0000000196", "ocmw")):
        assert f'enterprise_number = "{number}"' in text, key
        text = text.replace(f'enterprise_number = "{number}"', f'class = "{class_}"')
    return text.replace('name = "Stad Genk"\n', "").replace('name = "OCMW Genk"\n', "")
