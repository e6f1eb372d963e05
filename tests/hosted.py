"""Organisations that outlive the test that made them, because later tests of the same worker go on with them."""

from uuid import UUID

SHARED: set[UUID] = set()
"""They stay in the house when the test is over (``committed``)."""
