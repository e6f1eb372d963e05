"""The colours of Kring can be told apart by people who see little contrast (WCAG 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

import kring.face

STATIC = Path(kring.face.__file__).parent / "static" / "face"
_BY_DAY, _, _BY_NIGHT = (STATIC / "theme.css").read_text().partition("@media screen and (prefers-color-scheme: dark)")


def _variables(css: str) -> dict[str, str]:
    return dict(re.findall(r"--(?:ds-color-)?([\w-]+):\s*(#[0-9a-f]{3,6})\b", css))


SCHEMES = {"day": _variables(_BY_DAY), "night": {**_variables(_BY_DAY), **_variables(_BY_NIGHT)}}
SCHEMES["day"]["kr-header"] = SCHEMES["day"]["accent-base-default"]
for _scheme in SCHEMES.values():
    _scheme["paper"] = _scheme["neutral-background-tinted"]

TEXT = [
    ("accent-text-subtle", "neutral-background-default"),
    ("accent-text-subtle", "paper"),
    ("accent-text-subtle", "accent-surface-tinted"),
    ("accent-text-default", "accent-surface-active"),
    ("neutral-text-default", "paper"),
    ("neutral-text-default", "neutral-surface-active"),
    ("neutral-text-subtle", "paper"),
    ("neutral-text-subtle", "neutral-surface-tinted"),
    ("accent-base-contrast-default", "accent-base-default"),
    ("accent-base-contrast-default", "accent-base-hover"),
    ("accent-base-contrast-subtle", "accent-base-default"),
    ("accent-text-default", "accent-background-tinted"),
    ("neutral-text-default", "neutral-background-default"),
    ("kr-band-text", "kr-band"),
    ("kr-header-text", "kr-header"),
]
SHAPES = [
    ("accent-border-default", "neutral-background-default"),
    ("accent-border-default", "paper"),
    ("neutral-border-default", "neutral-background-default"),
    ("neutral-border-default", "paper"),
    ("accent-base-default", "paper"),
    ("focus-outer", "paper"),
    ("focus-outer", "neutral-background-default"),
    ("focus-inner", "accent-base-default"),
]


def luminance(colour: str) -> float:
    """source: WCAG 2.2, relative luminance"""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(scheme: str, first: str, second: str) -> float:
    """source: WCAG 2.2, contrast ratio"""
    colours = SCHEMES[scheme]
    light, dark = sorted((luminance(colours[first]), luminance(colours[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_every_text_can_be_read_on_its_ground(text: str, ground: str, scheme: str) -> None:
    """At least 4.5 to 1, by day and by night."""
    assert contrast(scheme, text, ground) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_every_border_and_focus_ring_can_be_seen(shape: str, ground: str, scheme: str) -> None:
    """At least 3 to 1, which no automatic checker of pages tests."""
    assert contrast(scheme, shape, ground) >= 3


def test_the_night_changes_every_colour_that_the_day_has() -> None:
    """A colour that was forgotten would be a light spot, or text on its own colour."""
    same = {name for name, colour in _variables(_BY_DAY).items() if SCHEMES["night"][name] == colour}
    assert same == {"kr-header-text"}


def test_the_design_system_speaks_no_norwegian() -> None:
    """Each text that the style sheets put on a page by themselves has our own words, or its component is not used."""
    vendor = STATIC.parent / "vendor" / "designsystemet" / "index.css"
    if not vendor.exists():
        pytest.skip("the style sheets are not fetched (make assets)")
    spoken = set(re.findall(r'(--dsc-[a-z-]+):"[^"\\]*[a-zåæø]{3,}[^"]*"', vendor.read_text()))
    ours = set(re.findall(r"(--dsc-[a-z-]+): \"", (STATIC / "kring.css").read_text()))
    unused = {name for name in spoken if name.startswith("--dsc-suggestion")}
    assert spoken - ours - unused == set()
    templates = STATIC.parents[3].rglob("templates/**/*.html")
    assert not [path for path in templates if "ds-suggestion" in path.read_text()]
