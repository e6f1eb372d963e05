"""Reading an instrument's folder from disk."""

from pathlib import Path

from kring.core.errors import Fault


def read_text(folder: Path, name: str) -> str:
    """The text of a file in an instrument's folder; raises ``Fault('no_document')`` when it cannot be read."""
    try:
        return (folder / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise Fault(
            "no_document",
            f"In de map “{folder}” staat geen leesbaar bestand {name}.",
            en=f"The folder “{folder}” holds no readable file {name}.",
        ) from broken
