"""Take out of the own log what leaves it: the whole, the proof of one disclosure, or all about one person.

Each writes its own line, and if possible waits for its seal, before the file is made. Everything here runs outside any
``acting_for``, for a bundle is made in one of its own.
"""

import tempfile
from collections.abc import Callable
from typing import IO

from django.conf import settings

from kring.core.errors import Fault
from kring.core.ssin import Ssin, read_ssin
from kring.guard.acting import Acting, acting_for
from kring.journal import bundle, extract, receipts, waiting
from kring.journal import lines as names
from kring.journal.append import append
from kring.journal.lines import Line
from kring.persons.queries import pseudonym

_IN_MEMORY = 8 << 20
_TOLD = ("nothing_sealed", "bundle_too_large", "no_such_line", "no_disclosure", "ssin", "nobody_in_log", "not_sealed")
"""Faults that a page tells, in the words that they bring; others are mistakes of ours."""


def whole(by: Acting) -> IO[bytes]:
    """The bundle of the own log, as a file that goes when it is closed. Raises ``Fault``: ``nothing_sealed``, ``bundle_too_large``.

    A log that is no longer sealed can be taken out all the same: that is when somebody most needs to.
    """
    with acting_for(by.organisation, by.position):
        written = append([Line("action", {names.WHAT: "log.taken_out"})])
    waiting.wait(written.tx, settings.KRING_SEAL_WAIT)
    return _file(lambda file: bundle.write([by], file))


def disclosure(by: Acting, place: int, *, all_persons: bool) -> IO[bytes]:
    """The proof of the disclosure to which the line at ``place`` belongs, with the lines of all its persons or only the one
    at ``place``. Raises ``Fault``: ``no_disclosure``, ``no_such_line``.
    """
    with acting_for(by.organisation, by.position):
        found = receipts.disclosure_of(place)
        if found is None:
            raise Fault(
                "no_disclosure",
                "Deze regel hoort bij geen doorgifte: er is geen bewijs van mee te nemen.",
                en="This line belongs to no disclosure: there is no proof of it to take out.",
            )
        places = {*found.lines, place, *(found.persons if all_persons else ())}
        append([Line("action", {names.WHAT: "log.proof_taken_out", "line": place, "lines": len(places)})])
    return _file(lambda file: bundle.write_part(by, places, file))


def person(by: Acting, number: str, *, with_who: bool) -> IO[bytes]:
    """All lines about the person with this national number. Raises ``Fault``: ``ssin``, ``nobody_in_log``, ``not_sealed``.

    The number goes into the file only; looking for somebody about whom there is nothing is written too, without a person.
    """
    ssin = read_ssin(number)
    if not isinstance(ssin, Ssin):
        raise Fault("ssin", ssin.nl, en=ssin.en)
    with acting_for(by.organisation, by.position):
        begun = extract.begin(subject=pseudonym(ssin.number), ssin=ssin.number, with_who=with_who)
        if begun is None:
            append([Line("look", {names.WHAT: "log.person"})])
    if begun is None:
        raise Fault(
            "nobody_in_log",
            "Over deze persoon staat niets in het logboek, of de sleutel ervan is gewist.",
            en="There is nothing about this person in the log, or the key to it was erased.",
        )
    waiting.wait(begun.written.tx, settings.KRING_SEAL_WAIT)
    with acting_for(by.organisation, by.position):
        place = extract.place_of(begun.written)
    if place is None:
        raise Fault(
            "not_sealed",
            "Nieuwe regels worden niet gezegeld, en een uittreksel heeft zijn eigen regel nodig. Probeer het later opnieuw.",
            en="New lines are not being sealed, and an extract needs its own line. Try again later.",
        )
    return _file(lambda file: bundle.write_part(by, {*begun.places, place}, file, person=begun.person))


def is_told(fault: Fault) -> bool:
    """Whether a page tells this fault; any other is a mistake of ours."""
    return fault.code in _TOLD


def _file(fill: Callable[[IO[bytes]], None]) -> IO[bytes]:
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the response
    try:
        fill(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
