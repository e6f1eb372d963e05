"""The machine's own environment, without what this run of the tests set: where a process of its own begins."""

import os

OURS = ("KRING", "DATABASE_URL", "DJANGO")


def outside(*more: str) -> dict[str, str]:
    """Every variable whose name begins with none of ``OURS`` nor ``more``."""
    return {name: value for name, value in os.environ.items() if not name.startswith((*OURS, *more))}
