"""What a line of the log looks like: its kinds, and the names that its content uses.

A line lies in the tree for ever, so nothing in it may say who a person is: keyed pseudonyms, item names, codes and
digests only. What must be erasable goes into ``own``, which is encrypted before it is written.
source: DESIGN "The log is proof"; spikes/journal.md "Erasure and retention"
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from kring.core.canonical import Json
from kring.journal import note

Kind = Literal[
    "permit",  # the discloser decided that something may leave
    "subject",  # one person of a batch, under the permit of the batch
    "release",  # it left: names the permit and the digest of the sealed envelope
    "abandoned",  # decided again at release, and it was less than the permit
    "refused",  # the discloser decided that nothing may leave; or a statement that arrived is never taken in
    "receive",  # the recipient took it in
    "look",  # an employee saw a person's data
    "action",  # an employee did something else that the log must know
    "standing",  # a statement about an instrument: advice, signature, publication, suspension, end
    "correction",  # a fault in received data was reported, or what came of it: sent or taken in
    "sweep",  # received items reached the end of their clock and were erased
]
KINDS: Final[frozenset[str]] = frozenset(get_args(Kind))

# What every line carries, written by ``append`` and refused in a caller's content.
VERSION: Final = "v"
TIME: Final = "time"
KIND: Final = "kind"
EXCHANGE: Final = "exchange"
SUBJECT: Final = "subject"
OWN: Final = "own"
NONCE: Final = "nonce"
RESERVED: Final = frozenset({VERSION, TIME, KIND, EXCHANGE, SUBJECT, OWN, NONCE})

# Names that the content of several kinds shares; a caller may add its own beside them.
INSTRUMENT: Final = "instrument"  # document id
INSTRUMENT_VERSION: Final = "instrument_version"
INSTRUMENT_HASH: Final = "instrument_hash"  # "sha256:…"
DISCLOSURE: Final = "disclosure"  # key of the disclosure in the document
PURPOSE: Final = "purpose"  # list of purpose keys
ITEMS: Final = "items"  # list of item names, sorted
DECISION: Final = "decision"  # "permitted" or "refused"
REASONS: Final = "reasons"  # list of reason codes
RECIPIENT: Final = "recipient"  # organisation, as text
DISCLOSER: Final = "discloser"  # organisation, as text
PERMIT: Final = "permit"  # permit id: a release names the permit it uses
ENVELOPE: Final = "envelope"  # envelope id
SEALED: Final = "sealed"  # sha256, in hexadecimal, of the ciphertext that left
BATCH: Final = "batch"  # batch id
COUNT: Final = "count"  # how many persons a batch holds
ROOT: Final = "root"  # base64 of the root over the persons of a batch
JUDGED_ON: Final = "judged_on"  # the day judged, when it is not the day of writing
PEER: Final = "peer"  # {"origin", "size", "root"}: the other side's newest checkpoint, so that logs hold each other
WHAT: Final = "what"  # what was looked at or done, a code
AT: Final = "at"  # where it was done, when not through the pages: "console"; written by ``append`` (see ``written_at``)
POSITION: Final = "position"  # only inside ``own``: the acting employee


@dataclass(frozen=True)
class Line:
    """One line to be written.

    ``content`` is readable by whoever holds the log and lies in the tree for ever: codes, names of items, digests.
    ``subject`` names the person for the own organisation (stable bytes, such as the id of the person's row); only a
    keyed pseudonym of it is written, another one in each exchange. ``own`` is written encrypted, under the person's
    key when there is a subject, and goes when that key is erased; the acting employee is put in it by ``append``.
    """

    kind: Kind
    content: Mapping[str, Json] = field(default_factory=dict)
    subject: bytes | None = None
    exchange: str = ""
    own: Mapping[str, Json] | None = None


def peer(signed_note: str) -> dict[str, Json]:
    """The content of ``PEER`` for a partner's checkpoint; raises ``ValueError`` when it is not one."""
    checkpoint = note.parse(signed_note).checkpoint
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
