"""``kring verify BUNDLE``: the standalone verifier, under the house's own command.

The file that does the work is kring/journal/verify.py; it runs as well by itself, on a machine that never saw Kring.
"""

from collections.abc import Sequence

from kring.journal import verify


def main(arguments: Sequence[str]) -> int:
    """Verify a bundle; answers the exit code: 0 verified, 1 finding, 2 unreadable, 3 signer unknown, 4 not cosigned as asked."""
    return verify.main(arguments)
