"""Kring: the data protocol as the machine. See docs/architecture.md."""
