"""Paging: which rows of how many, and the links of ``face/parts/paging.html``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

PAGE_SIZE = 50
MOST = 10_000
"""A long list is counted no further than this; behind it the next page is known, the last is not."""


@dataclass(frozen=True)
class Paging:
    """One page of a list of ``total`` rows; ``number`` counts from 1. Rows are ``offset`` up to ``offset + size``.

    ``more``: there are more than ``total`` rows, how many is not counted, and which page is the last is not known.
    """

    number: int
    size: int
    total: int
    query: str = ""
    more: bool = False

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row shown; 0 in an empty list."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.offset + self.size, self.total)

    @property
    def links(self) -> tuple[tuple[int, str] | None, ...]:
        """Page numbers with their query string, ``None`` for a gap: first, last (where that is known) and two around this one."""
        last = () if self.more else (self.pages,)
        near = {1, *last, *range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)}
        links: list[tuple[int, str] | None] = []
        before = 0
        for page in sorted(near):
            if page - before == 2:
                links.append((page - 1, self.href(page - 1)))
            elif page - before > 2:
                links.append(None)
            links.append((page, self.href(page)))
            before = page
        return (*links, None) if self.more else tuple(links)

    @property
    def previous(self) -> str:
        """The query string of the page before; empty on the first."""
        return self.href(self.number - 1) if self.number > 1 else ""

    @property
    def following(self) -> str:
        """The query string of the next page; empty on the last."""
        return self.href(self.number + 1) if self.number < self.pages else ""

    def href(self, page: int) -> str:
        """The query string of ``page``, the other parameters kept."""
        return f"?{self.query}{'&' if self.query else ''}bladzijde={page}"


def paging_of(request: HttpRequest, total: int, size: int = PAGE_SIZE) -> Paging:
    """The page that the query string asks for (``?bladzijde=3``), kept within what there is."""
    pages = max(1, -(-total // size))
    return Paging(min(asked_page(request), pages), size, total, _kept(request))


def bounded_paging(request: HttpRequest, count: Callable[[int], int], size: int = PAGE_SIZE) -> Paging:
    """As ``paging_of``; ``count`` counts the rows no further than it is told: to ``MOST``, or just past the page asked for."""
    number = asked_page(request)
    most = max(MOST, (number + 1) * size)
    found = count(most + 1)
    total = min(found, most)
    return Paging(min(number, max(1, -(-total // size))), size, total, _kept(request), more=found > most)


def asked_page(request: HttpRequest) -> int:
    """``?bladzijde=3``; what is no number is the first page."""
    asked = (request.GET.getlist("bladzijde") or ["1"])[-1].strip()
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


def _kept(request: HttpRequest) -> str:
    """The other parameters."""
    parameters = request.GET.copy()
    parameters.pop("bladzijde", None)
    return parameters.urlencode()
