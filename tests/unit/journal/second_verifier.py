"""A second verifier, written from docs/journal.md alone: it imports nothing of Kring and looks like nothing of Kring.

Slow and obvious where the other is quick: roots by recursion, everything compared with everything. What a bundle says is read in
``second_reading``, which imports nothing of Kring either. ``look`` answers the verdict and the set of findings.
"""

import json
import re
from hmac import digest as mac
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .second_reading import Bad, H, Ring, canon, line_of, logs_in, need, note, ring, un64

# --- the tree


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else H()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return H(b"\1", root(leaves[:half]), root(leaves[half:]))


def grow(edge: list[bytes], size: int, leaf: bytes) -> None:
    while size % 2:
        leaf, size = H(b"\1", edge.pop(), leaf), size // 2
    edge.append(leaf)


def fold(edge: list[bytes]) -> bytes:
    if not edge:
        return H()
    top = edge[-1]
    for left in edge[-2::-1]:
        top = H(b"\1", left, top)
    return top


def included(leaf: bytes, place: int, size: int, path: list[bytes], top: bytes) -> bool:
    """By recursion over the shape of the tree, from the root down: the last hash of the path is the topmost."""

    def climb(place: int, size: int, path: list[bytes]) -> bytes | None:
        if size == 1:
            return None if path else leaf
        if not path:
            return None
        half = 1 << (size - 1).bit_length() - 1
        inner = climb(place, half, path[:-1]) if place < half else climb(place - half, size - half, path[:-1])
        if inner is None:
            return None
        return H(b"\1", inner, path[-1]) if place < half else H(b"\1", path[-1], inner)

    return 0 <= place < size and climb(place, size, path) == top


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    """Steps of the page (RFC 9162 2.1.4.2)."""
    if not path:
        return False
    rest = ([old_root] if old.bit_count() == 1 else []) + path
    f, s = old - 1, new - 1
    while f % 2:
        f, s = f // 2, s // 2
    x = y = rest.pop(0)
    for p in rest:
        if s == 0:
            return False
        if f % 2 or f == s:
            x, y = H(b"\1", p, x), H(b"\1", p, y)
            while f and f % 2 == 0:
                f, s = f // 2, s // 2
        else:
            y = H(b"\1", y, p)
        f, s = f // 2, s // 2
    return s == 0 and (x, y) == (old_root, new_root)


# --- one log of one bundle


class Read:
    """A folder, read: its notes, its lines by place, its start, and its paths."""

    def __init__(self, log: dict[str, Any], known: Ring) -> None:
        self.newest = note(text_of(log["checkpoint"]), known, ours=True)
        self.older = [note(text_of(body), known, ours=True) for body in log["checkpoints"].values()]
        need(log.get("origin_of_keys", self.newest.origin) == self.newest.origin)
        for size, one in zip(log["checkpoints"], self.older, strict=True):
            need(one.size == size < self.newest.size and one.origin == self.newest.origin)
        self.growth = {size: hashes(body) for size, body in log["growth"].items()}
        self.whole, self.torn, self.damaged = "entries" in log, False, log["damaged"]
        self.first, self.edge = 0, []
        if "start" in log:
            size, _, rest = text_of(log["start"]).partition("\n")
            self.first, self.edge = int(size) if re.fullmatch("[1-9][0-9]{0,14}", size) else 0, hashes(rest.encode())
            need(0 < self.first <= self.newest.size and len(self.edge) == self.first.bit_count())
        self.lines: dict[int, bytes] = {}
        self.paths: dict[int, list[bytes]] = {}
        self.person = log.get("person")
        if self.whole:
            data, place = log["entries"], self.first
            while data and not self.torn:
                length = int.from_bytes(data[:2], "big")
                self.torn = len(data) < 2 + length
                if not self.torn:
                    self.lines[place], data, place = data[2 : 2 + length], data[2 + length :], place + 1
        else:
            listed = canon(log["lines"])
            need(isinstance(listed, list) and listed)
            for one in listed:
                need(isinstance(one, dict) and one.keys() == {"line", "path", "place"} and isinstance(one["line"], str))
                place = one["place"]
                need(isinstance(place, int) and not isinstance(place, bool) and place > max(self.lines, default=-1))
                need(isinstance(one["path"], list) and all(re.fullmatch("[0-9a-f]{64}", str(p)) for p in one["path"]))
                self.lines[place], self.paths[place] = one["line"].encode(), [bytes.fromhex(p) for p in one["path"]]

    @property
    def count(self) -> int:
        return self.first + len(self.lines)

    def roots(self) -> dict[int, bytes]:
        """The root after each size that this whole log reaches."""
        edge, found = list(self.edge), {}
        found[self.first] = fold(edge)
        for place, body in self.lines.items():
            grow(edge, place, H(b"\0", body))
            found[place + 1] = fold(edge)
        return found


def text_of(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Bad from None


def hashes(body: bytes) -> list[bytes]:
    *lines, last = text_of(body).split("\n")
    need(last == "")
    found = [un64(one) for one in lines]
    need(all(len(one) == 32 for one in found))
    return found


class Claim(NamedTuple):
    size: int
    root: bytes
    is_note: bool


# --- the judgement


def look(
    raw: bytes,
    keys: list[str],
    notes: list[str] = (),
    earlier: list[bytes] = (),
    witnesses: list[str] = (),  # type: ignore[assignment]
) -> tuple[str, set[str]]:
    try:
        return judge(raw, keys, list(notes), list(earlier), list(witnesses))
    except Bad:
        return "unreadable", set()


def judge(
    raw: bytes, keys: list[str], notes: list[str], earlier: list[bytes], witnesses: list[str]
) -> tuple[str, set[str]]:
    opened = [logs_in(raw), *map(logs_in, earlier)]
    known = ring([log for bundle in opened for log in bundle])
    mine, *theirs = [[Read(log, known) for log in bundle] for bundle in opened]
    own = [note(text, known, ours=False) for text in notes]
    here = {one.newest.origin for one in mine}
    need(len(here) == len(mine))
    said: set[str] = set()
    everything = [n for bundle in (mine, *theirs) for one in bundle for n in (one.newest, *one.older)] + own
    said |= {"bad_signature" for n in everything if not n.sound}
    said |= {"log_missing" for n in everything if n.origin not in here}
    claims: dict[str, list[Claim]] = {origin: [] for origin in here}
    for n in everything:
        if n.origin in here:
            claims[n.origin].append(Claim(n.size, n.root, True))
    for one in (one for bundle in (mine, *theirs) for one in bundle):
        for body in one.lines.values():
            peer = (line_of(body) or ({}, 0.0))[0].get("peer")
            if isinstance(peer, dict) and peer.get("origin") in here and type(peer.get("size")) is int:
                top = str(peer.get("root"))
                if re.fullmatch("[0-9a-f]{64}", top):
                    claims[peer["origin"]].append(Claim(peer["size"], bytes.fromhex(top), False))
    for one in mine:
        origin = one.newest.origin
        times = [(n.size, n.time) for n in everything if n.origin == origin and n.time is not None]
        said |= about_lines(one, times)
        trees = [t for bundle in theirs for t in bundle if t.newest.origin == origin and t.whole]
        said |= about_tree(one, claims[origin]) if one.whole else about_parts(one, claims[origin], trees)
        said |= about_person(one) if one.person is not None else set()
    if said:
        return "finding", said
    pinned = set(keys)
    for _ in known.steps:
        pinned |= {H(new).hex() for old, new in known.steps if H(old).hex() in pinned}
    if not all(any(H(key).hex() in pinned for key in one.newest.by) for one in mine):
        return "unknown_signer", said
    marks = {o: {H(k).hex() for n in everything if n.origin == o for k in n.cosigned} for o in here}
    if witnesses and not all(marks[o] & set(witnesses) for o in here):
        return "unwitnessed", said
    return "verified", said


def about_lines(one: Read, times: list[tuple[int, int]]) -> set[str]:
    said = ({"damaged"} if one.damaged else set()) | ({"torn_frame"} if one.torn else set())
    for place, body in one.lines.items():
        found = line_of(body)
        if found is None:
            said.add("not_canonical")
        elif any(size <= place and found[1] < at - 3600 for size, at in times):
            said.add("time_before")
        elif any(size > place and found[1] > at + 600 for size, at in times):
            said.add("time_after")
    return said


def about_tree(one: Read, claims: list[Claim]) -> set[str]:
    above = [c for c in claims if c.size >= one.first]
    said = held_against(one, above) | by_path(one, [c for c in claims if c.size < one.first])
    return said | ({"log_longer"} if one.count > one.newest.size else set())


def held_against(tree: Read, claims: list[Claim]) -> set[str]:
    roots, said = tree.roots(), set()
    for c in claims:
        if c.size > tree.count:
            said.add("log_shorter")
        elif roots[c.size] != c.root:
            said.add("root_differs")
        if any(c.size == d.size and c.root != d.root for d in claims):
            said.add("fork")
    return said


def by_path(one: Read, claims: list[Claim]) -> set[str]:
    said = set()
    for c in claims:
        if c.size == one.newest.size:
            said |= {"fork"} if c.root != one.newest.root else set()
        elif c.size == 0:
            said |= {"root_differs"} if c.root != H() else set()
        elif c.size in one.growth:
            fits = consistent(c.size, c.root, one.newest.size, one.newest.root, one.growth[c.size])
            said |= set() if fits else {"root_differs"}
        elif c.is_note:
            said.add("not_compared")
    return said


def about_parts(one: Read, claims: list[Claim], trees: list[Read]) -> set[str]:
    newest, said = one.newest, set()
    for place, body in one.lines.items():
        if not included(H(b"\0", body), place, newest.size, one.paths[place], newest.root):
            said.add("not_in_tree")
    left = list(claims)
    for tree in trees:
        if tree.first <= newest.size <= tree.newest.size:
            within = [c for c in left if tree.first <= c.size <= tree.newest.size]
            said |= held_against(tree, within) | ({"log_longer"} if tree.count > tree.newest.size else set())
            left = [c for c in left if c not in within]
    return said | by_path(one, left)


def is_text(form: str, value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(form, value) is not None


def about_person(one: Read) -> set[str]:
    assert one.person is not None
    file = canon(one.person)
    need(isinstance(file, dict) and file.keys() - {"own_keys"} == {"keys", "salt", "ssin", "told", "v"})
    need(file["v"] == 1 and not isinstance(file["v"], bool))
    need(is_text("[0-9]{11}", file["ssin"]) and is_text("[0-9a-f]{64}", file["salt"]))
    for by_year in (file["keys"], file.get("own_keys", {})):
        need(isinstance(by_year, dict))
        need(all(is_text("[0-9]{4}", year) and is_text("[0-9a-f]{64}", key) for year, key in by_year.items()))
    need(isinstance(file["told"], dict))
    need(all(is_text("0|[1-9][0-9]{0,14}", place) and isinstance(part, dict) for place, part in file["told"].items()))
    said, vouching = set(), set()
    log = UUID(one.newest.origin.rpartition("/")[2]).bytes
    for place, body in one.lines.items():
        line = (line_of(body) or ({}, 0.0))[0]
        year = str(line.get("time"))[:4]
        about = str(line.get("exchange") or line.get("nonce") or "").encode() + log
        subject = mac(bytes.fromhex(file["keys"][year]), about, "sha256") if year in file["keys"] else b"?"
        if subject.hex() != line.get("subject"):
            said.add("not_this_person")
        elif (line["kind"], line.get("what"), line.get("sha256")) == (
            "action",
            "log.person_taken_out",
            H(one.person).hex(),
        ):
            vouching.add(place)
        elif "own_keys" in file:
            try:
                sealed = un64(line["own"])
                inside = json.loads(
                    AESGCM(bytes.fromhex(file["own_keys"][year])).decrypt(sealed[:12], sealed[12:], subject)
                )
            except (InvalidTag, KeyError, ValueError, TypeError, Bad):
                inside = None
            said |= set() if inside == file["told"].get(str(place)) else {"own_differs"}
    others = {str(place) for place in one.lines if place not in vouching}
    return said | ({"person_differs"} if not vouching or file["told"].keys() != others else set())
