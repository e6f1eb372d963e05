"""Make docs/vectors anew: ``python tools/vectors.py [FOLDER]``. Fixed keys, times and nonces: the same bytes each time.

Lines, hashes, notes, proofs and bundles of two invented logs, good ones and bad ones, each with what a verifier must say. The
keys are public and good for nothing else. docs/journal.md is the format; tests/unit/journal/test_vectors.py holds them.
"""

import json
import sys
from pathlib import Path
from typing import Any

from vector_bad import cases
from vector_cases import LINES
from vector_parts import (
    CITY,
    NEXT,
    OCMW,
    PERSONS,
    POSITION,
    SEALER,
    WITNESS,
    cosigned,
    keys_of,
    leaves,
    seconds,
    signed,
    subtree,
)

from kring.core.canonical import canonical
from kring.journal import merkle, note

HERE = Path(__file__).parents[1] / "docs" / "vectors"


def tables() -> dict[str, Any]:
    """Lines, hashes, roots, notes, paths, and what follows from keys."""
    hashes = leaves(LINES)
    return {
        "about": "docs/journal.md. Bytes are hexadecimal unless the page says base64; seeds are those of Ed25519 private keys.",
        "keys": {
            name: {"seed": seed.hex(), "public": key.public.hex(), "fingerprint": key.fingerprint}
            for name, seed, key in (
                ("sealer", bytes([1]) * 32, SEALER),
                ("next_sealer", bytes([2]) * 32, NEXT),
                ("witness", bytes([3]) * 32, WITNESS),
            )
        },
        "lines": [{"line": body.decode(), "leaf": leaf.hex()} for body, leaf in zip(LINES, hashes, strict=True)],
        "roots": [merkle.root(hashes[:size]).hex() for size in range(len(hashes) + 1)],
        "nodes": [
            {"level": level, "index": index, "hash": subtree(LINES)(level, index).hex()}
            for level in (1, 2, 3)
            for index in range(len(LINES) >> level)
        ],
        "inclusion": [
            {
                "place": place,
                "size": size,
                "leaf": hashes[place].hex(),
                "path": [p.hex() for p in merkle.inclusion_path(place, size, subtree(LINES))],
                "root": merkle.root(hashes[:size]).hex(),
            }
            for size in range(1, len(hashes) + 1)
            for place in range(size)
        ],
        "consistency": [
            {
                "old": old,
                "new": new,
                "path": [p.hex() for p in merkle.consistency_path(old, new, subtree(LINES))],
                "old_root": merkle.root(hashes[:old]).hex(),
                "new_root": merkle.root(hashes[:new]).hex(),
            }
            for new in range(2, len(hashes) + 1)
            for old in range(1, new)
        ],
        "notes": [
            {"size": size, "note": signed(CITY, LINES[:size]), "time": seconds(size - 0.5), "key": SEALER.fingerprint}
            for size in (0, 1, 7, 12)
        ],
        "cosignature": {
            "note": signed(CITY, LINES[:7]) + cosigned(CITY, LINES[:7]),
            "name": note.witness_of(OCMW),
            "time": seconds(7),
            "key": WITNESS.fingerprint,
        },
        "subject": {
            "person_key": PERSONS["an"].hex(),
            "subject_key": keys_of("an")[0].hex(),
            "own_key": keys_of("an")[1].hex(),
            "log": str(CITY),
            "line": LINES[3].decode(),
            "own": json.loads(canonical({"ref": "7", "position": POSITION})),
        },
    }


def files() -> dict[str, bytes]:
    """Every file of docs/vectors but the README, by its path there."""
    out: dict[str, bytes] = {}
    listed = []
    for one in cases():
        out[f"bundles/{one['name']}.zip"] = one["data"]
        entry: dict[str, Any] = {"bundle": f"{one['name']}.zip", "says": one["says"], "keys": [SEALER.fingerprint]}
        for name, text in one.get("notes", {}).items():
            out[f"bundles/{one['name']}.{name}.note"] = text.encode()
            entry.setdefault("checkpoints", []).append(f"{one['name']}.{name}.note")
        for name, data in one.get("bundles", {}).items():
            out[f"bundles/{one['name']}.{name}.zip"] = data
            entry.setdefault("earlier", []).append(f"{one['name']}.{name}.zip")
        if "witnesses" in one:
            entry["witnesses"] = one["witnesses"]
        listed.append({**entry, "verdict": one["verdict"], "findings": one["findings"]})
    out["cases.json"] = (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()
    out["tables.json"] = (json.dumps(tables(), ensure_ascii=False, indent=1) + "\n").encode()
    return out


def main() -> int:
    here = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    (here / "bundles").mkdir(parents=True, exist_ok=True)
    for old in here.glob("bundles/*"):
        old.unlink()
    made = files()
    for path, data in made.items():
        (here / path).write_bytes(data)
    print(f"{len(made)} files, {sum(map(len, made.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
