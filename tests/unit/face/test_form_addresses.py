"""The address of a form, opened as if it were a page: after a reload, from the history, out of a mail."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve

ID = UUID("00000000-0000-4000-8000-000000000001")
_SAMPLES = {"uuid": str(ID), "int": "7", "slug": "iets", "str": "iets"}


def _addresses(resolver: URLResolver, above: str = "/") -> Iterator[tuple[str, object]]:
    """Every address with its view; parameters get a sample."""
    for one in resolver.url_patterns:
        route = above + str(one.pattern)
        for kind, sample in _SAMPLES.items():
            while f"<{kind}:" in route:
                head, rest = route.split(f"<{kind}:", 1)
                route = head + sample + rest.split(">", 1)[1]
        if isinstance(one, URLResolver):
            yield from _addresses(one, route)
        elif isinstance(one, URLPattern):
            yield route, one.callback


FORMS = [path for path, view in _addresses(get_resolver()) if "GET" not in getattr(view, "methods", ("GET",))]


def test_there_are_addresses_that_only_take_a_form() -> None:
    """Else the next test says nothing."""
    assert f"/debiteuren/nakijken/{ID}/versturen/" in FORMS
    assert len(FORMS) > 10


@pytest.mark.parametrize("path", FORMS)
def test_whoever_opens_the_address_of_a_form_comes_to_a_page(path: str) -> None:
    """An empty 405 would be the browser's own page, in its own language. Where one comes is a page above it that exists."""
    answer = resolve(path).func(RequestFactory().get(path))
    assert answer.status_code == 302
    assert path.startswith(answer["Location"])
    assert "GET" in getattr(resolve(answer["Location"]).func, "methods", ())


def test_the_nearest_page_is_given_whatever_exists() -> None:
    """The list that was about to leave, the client to be taken on; nothing is read to know it."""
    for path, page in (
        (f"/debiteuren/nakijken/{ID}/versturen/", f"/debiteuren/nakijken/{ID}/"),
        (f"/debiteuren/client/{ID}/opnemen/", f"/debiteuren/client/{ID}/"),
        (f"/debiteuren/{ID}/werkmap/", f"/debiteuren/{ID}/"),
    ):
        assert resolve(path).func(RequestFactory().get(path))["Location"] == page


def test_any_other_method_is_still_refused() -> None:
    """Only somebody who looks is led on."""
    path = f"/debiteuren/client/{ID}/opnemen/"
    assert resolve(path).func(RequestFactory().put(path)).status_code == 405
