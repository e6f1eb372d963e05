"""The page on the limits of the seventeen clusters is made from the document, and says all of it."""

import re

import pytest
from tools.limits import DOCUMENT, PAGE, main, page

from kring.config.vocabulary import VOCABULARY

from .test_kbi import dossier


def test_the_page_says_what_the_document_says() -> None:
    """If this fails: ``python tools/limits.py``."""
    assert PAGE.read_text("utf-8") == page(DOCUMENT.read_text("utf-8"))
    assert main(["--check"]) == 0


@pytest.mark.req("K5", "K15")
def test_every_cluster_and_every_item_is_on_it() -> None:
    """One row for each group of the dossier, with each of its items and the purposes that it serves."""
    rows = re.findall(r"^\| (\d*) \| .* \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert set(rows) >= {str(number) for number in range(1, 18)}
    for group in dossier().item or ():
        row = next(
            line for line in PAGE.read_text("utf-8").splitlines() if VOCABULARY.items[group.names[0]].text["en"] in line
        )
        assert all(VOCABULARY.items[name].text["en"] in row for name in group.names)
        assert all(f"`{purpose}`" in row for purpose in group.purpose or dossier().purpose)


def test_a_changed_limit_makes_it_stale() -> None:
    """Two years in stead of one, or another purpose: the page is no longer the same."""
    text = DOCUMENT.read_text("utf-8")
    assert 'within = "P1Y"' in text
    assert page(text.replace('within = "P1Y"', 'within = "P2Y"')) != page(text)
    assert page(text.replace("max = 1500", "max = 1600")) != page(text)
