"""Key files of an installation that Kring sets up itself (demo, compare, tests): made once, readable by their owner only.

They lie in a folder beside the data folder, never inside it: a copy of the data is then not a copy of the keys.
"""

import os
import secrets
from pathlib import Path

HEX_KEYS = ("KRING_GUARD_KEY", "KRING_MASTER_KEY", "KRING_SECRET_KEY")


def secret(folder: Path, name: str) -> str:
    """The 64 hexadecimal digits in ``folder/name``; made when there is no such file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        write_once(path, secrets.token_hex(32).encode())
    return path.read_text(encoding="ascii").strip()


def installation(folder: Path) -> dict[str, str]:
    """The installation's keys, by the name of their setting."""
    return {name: secret(folder, name.removeprefix("KRING_").lower().replace("_", "-")) for name in HEX_KEYS}


def sealer_key(folder: Path) -> Path:
    """The sealer's key file in ``folder``: 64 hexadecimal digits, the seed of an Ed25519 key; made when there is none."""
    secret(folder, "sealer-key")
    return folder / "sealer-key"


def write_once(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; whoever comes second keeps what is there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
