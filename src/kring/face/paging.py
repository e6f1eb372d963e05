"""Paging: which rows of how many, and the links of ``face/parts/paging.html``."""

from dataclasses import dataclass

from django.http import HttpRequest

PAGE_SIZE = 50


@dataclass(frozen=True)
class Paging:
    """One page of a list of ``total`` rows; ``number`` counts from 1. Rows are ``offset`` up to ``offset + size``."""

    number: int
    size: int
    total: int
    query: str = ""

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
        """Page numbers with their query string, ``None`` for a gap: first, last and two around this one."""
        near = {1, self.pages, *range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)}
        links: list[tuple[int, str] | None] = []
        before = 0
        for page in sorted(near):
            if page - before == 2:
                links.append((page - 1, self.href(page - 1)))
            elif page - before > 2:
                links.append(None)
            links.append((page, self.href(page)))
            before = page
        return tuple(links)

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
    parameters = request.GET.copy()
    asked = (parameters.pop("bladzijde", ["1"])[-1] or "1").strip()
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    pages = max(1, -(-total // size))
    return Paging(min(max(number, 1), pages), size, total, parameters.urlencode())
