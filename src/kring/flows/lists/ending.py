"""Lists of any instrument at its end: what was sent and received under it, in counts of rows, and how it is erased."""

from collections.abc import Sequence
from uuid import UUID

from kring.core.ending import Figures, Group, Holding, Kept, Part, TakeOut, Text
from kring.flows.lists.actions import SENDINGS
from kring.flows.lists.models import ReceivedList, ReceivedPart, ReceivedRow, Sending, SendingPart, SentRow
from kring.flows.lists.receive import ROWS


class ListsEnding:
    """Registered as ``lists``. Its people may have no number, so that it counts rows: each is one person of one list."""

    holders = frozenset({SENDINGS, ROWS})

    def figures(self, text: Text) -> Figures | None:
        """How many lists, and rows of them that left or came in."""
        sent, received = Sending.objects.filter(digest=text.digest), ReceivedList.objects.filter(digest=text.digest)
        if not (sent.exists() or received.exists()):
            return None
        left = SentRow.objects.filter(sending__in=sent, state="sent").count()
        came = ReceivedRow.objects.filter(received__in=received).values("received", "ref").distinct().count()
        return Figures(
            groups=(
                Group(
                    "lists.lists",  # a list may be of one person
                    {"nl": "Lijsten", "en": "Lists"},
                    (
                        Part("lists.sent", {"nl": "verstuurd", "en": "sent"}, sent.count()),
                        Part("lists.received", {"nl": "ontvangen", "en": "received"}, received.count()),
                    ),
                ),
                Group(
                    "lists.rows",
                    {"nl": "Mensen op die lijsten", "en": "People on those lists"},
                    (
                        Part("lists.rows.sent", {"nl": "verstuurd", "en": "sent"}, left),
                        Part("lists.rows.received", {"nl": "ontvangen", "en": "received"}, came),
                    ),
                ),
            ),
        )

    def held(self, text: Text) -> Sequence[Holding]:
        """Everything of those lists, by table."""
        sent, received = Sending.objects.filter(digest=text.digest), ReceivedList.objects.filter(digest=text.digest)
        return (
            Holding(SENDINGS, {"nl": "verstuurde lijsten", "en": "lists sent"}, sent.count()),
            Holding(
                "lists.SendingPart",
                {"nl": "delen ervan", "en": "parts of them"},
                SendingPart.objects.filter(sending__in=sent).count(),
            ),
            Holding(
                "lists.SentRow",
                {"nl": "rijen ervan", "en": "rows of them"},
                SentRow.objects.filter(sending__in=sent).count(),
            ),
            Holding(
                "lists.ReceivedList",
                {"nl": "ontvangen lijsten", "en": "lists received"},
                received.count(),
            ),
            Holding(
                "lists.ReceivedPart",
                {"nl": "delen daarvan", "en": "parts of those"},
                ReceivedPart.objects.filter(received__in=received).count(),
            ),
            Holding(
                ROWS,
                {"nl": "rijen daarvan", "en": "rows of those"},
                ReceivedRow.objects.filter(received__in=received).count(),
            ),
        )

    def erase(self, text: Text) -> Sequence[UUID]:
        """Delete those lists with everything in them."""
        sent, received = Sending.objects.filter(digest=text.digest), ReceivedList.objects.filter(digest=text.digest)
        gone = [*sent.values_list("id", flat=True), *received.values_list("id", flat=True)]
        sent.delete()
        received.delete()
        return gone

    def kept(self, text: Text) -> Sequence[Kept]:  # noqa: ARG002 - the protocol names it
        """Nothing: what was taken over elsewhere is that other record's own."""
        return ()

    def beforehand(self, text: Text) -> Sequence[TakeOut]:
        """Received lists, as a workbook, by whoever reads them."""
        if not ReceivedList.objects.filter(digest=text.digest).exists():
            return ()
        return (
            TakeOut(
                {"nl": "ontvangen lijsten, als werkmap", "en": "received lists, as a workbook"},
                frozenset(),
                "lists:home",
            ),
        )
