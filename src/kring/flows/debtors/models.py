"""What each side keeps of a debtor comparison. No row is shared: a city's rows and an OCMW's are joined by a reference only.

City: ``Upload``, ``Round``, ``Chunk``, ``Row``. OCMW: ``ReceivedRound``, ``ReceivedChunk``, ``Case``, ``Talk``, ``Signal``.
source: 002 §3, §8; D1-D5
"""

from django.db import models
from django.db.models import Q

from kring.guard.models import OwnRow
from kring.persons.models import Person


class Upload(OwnRow):
    """City. The file as it was handed in, encrypted; opened again only to give it back with its added column. source: D5

    Columns that no round needs are in here and nowhere else: never read into rows, never sent. ``layout`` says where the
    list stands (sheet, rows, headings, columns), ``dropped_columns`` the headings of those other columns. Until somebody of
    ``team`` confirms that the headings were understood there is no round of it, ``layout`` says what the check found and
    ``sample_sealed`` holds its first rows; what nobody confirms is deleted.
    """

    SEALED = {
        "name_sealed": "debtors.upload.name",
        "file_sealed": "debtors.upload.file",
        "sample_sealed": "debtors.upload.sample",
    }

    name_sealed = models.BinaryField()
    file_sealed = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    layout = models.JSONField()
    dropped_columns = models.JSONField()
    handed_in_by = models.UUIDField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    team = models.CharField(max_length=80, blank=True)
    sample_sealed = models.BinaryField(null=True)


class Round(OwnRow):
    """City. One list, sent once to one OCMW under one version of an instrument. Its id is the id of the batch.

    How far it is follows from its chunks. Starting it declares that the *dwangbevel* is prepared. source: D1; 002 §3a
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    partner = models.UUIDField()
    version = models.UUIDField()
    document = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    started_by = models.UUIDField()
    team = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    day = models.DateField()
    answer_by = models.DateField()
    rows = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField()
    chunks = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "-started_at"], name="debtors_round_newest")]


class Chunk(OwnRow):
    """City. A part of a round that leaves in one envelope: ``queued``, then ``sent`` and ``answered``, or ``stopped``.

    ``reasons`` of a stop are ``[{"code", "text": {"nl", …}}]``; ``withheld`` counts rows that could not leave. The answer is
    shown once the log covers ``answered_tx``, the transaction that took it in. ``marked`` is how many of its rows it marked; null
    where nobody counted.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, db_constraint=False, related_name="parts")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="queued")
    withheld = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_tx = models.BigIntegerField(null=True, blank=True)
    marked = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "round", "number"], name="debtors_chunk_once"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "answered", "stopped"]), name="debtors_chunk_state"
            ),
        ]


class Row(OwnRow):
    """City. One debtor's row of the list. ``number`` is the row in the sheet: the key of the mark, not the file number.

    ``state`` is ``ready``, ``withheld`` (could not leave; ``fault`` says why) or ``invalid`` (``fault`` says what to mend; no
    number is kept). ``note`` warns of something odd in a row that is sent all the same. ``signal`` may follow a mark and is
    shown once the log covers ``signal_tx``, the transaction that took it in. The table has one column more, of the database's own
    making: ``folded``, the name as ``search`` looks for it. source: D1, D2, D4
    """

    SEALED = {"ssin_sealed": "debtors.row.ssin"}
    BLIND = ("ssin_blind",)

    round = models.ForeignKey(Round, on_delete=models.CASCADE, db_constraint=False, related_name="debtors")
    number = models.PositiveIntegerField()
    chunk = models.PositiveIntegerField(null=True, blank=True)
    file_number = models.CharField(max_length=100, blank=True)
    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    ssin_sealed = models.BinaryField(null=True)
    ssin_blind = models.BinaryField(null=True)
    street = models.CharField(max_length=200, blank=True)
    house_number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="ready")
    fault = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=40, blank=True)
    mark = models.CharField(max_length=40, blank=True)
    marked_on = models.DateField(null=True, blank=True)
    signal = models.CharField(max_length=60, blank=True)
    signalled_on = models.DateField(null=True, blank=True)
    signal_tx = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "round", "number"], name="debtors_row_once"),
            models.CheckConstraint(condition=Q(state__in=["ready", "withheld", "invalid"]), name="debtors_row_state"),
            models.CheckConstraint(
                condition=Q(state="invalid", ssin_sealed__isnull=True, ssin_blind__isnull=True, chunk__isnull=True)
                | Q(ssin_sealed__isnull=False, ssin_blind__isnull=False, chunk__isnull=False),
                name="debtors_row_number_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "round", "chunk"], name="debtors_row_chunk"),
            models.Index(fields=["organisation_id", "ssin_blind"], name="debtors_row_blind"),
            *(
                models.Index(
                    fields=["organisation_id", "round", "number"], condition=only, name=f"debtors_row_{name}_only"
                )
                for name, only in (("marked", ~Q(mark="")), ("odd", ~Q(fault="", note="")), ("kept", ~Q(state="ready")))
            ),
            models.Index(
                fields=["organisation_id", "signalled_on"],
                condition=Q(signalled_on__isnull=False),
                name="debtors_row_signalled",
            ),
        ]


class ReceivedRound(OwnRow):
    """OCMW. A round that a city sent: whose, when, under what; ``batch`` is the city's id, ``reply`` that of the marks."""

    batch = models.UUIDField()
    reply = models.UUIDField()
    partner = models.UUIDField()
    document = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)
    day = models.DateField()
    chunks = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "partner", "batch"], name="debtors_received_once")
        ]


class ReceivedChunk(OwnRow):
    """OCMW. What became of one chunk, in numbers only: of those who are not clients nothing else is kept. source: trap 9

    ``state``: ``compared``, then ``answered``, or ``stopped`` with ``reasons`` as in ``Chunk``. Shown once the log covers
    ``tx``, the transaction that took it in.
    """

    received = models.ForeignKey(ReceivedRound, on_delete=models.CASCADE, db_constraint=False, related_name="parts")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    matched = models.PositiveIntegerField()
    doubtful = models.PositiveIntegerField()
    withheld = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="compared")
    reasons = models.JSONField(default=list)
    tx = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "received", "number"], name="debtors_part_once"),
            models.CheckConstraint(
                condition=Q(state__in=["compared", "answered", "stopped"]), name="debtors_part_state"
            ),
        ]


class Case(OwnRow):
    """OCMW. A debt of a client, as the city named it; ``ref`` is the city's reference. Marked when the mark left.

    Between comparison and answer it is not marked yet; a case whose mark may not leave is deleted with the answer. The
    number is not kept again: it is the client's own. ``folded`` as in ``Row``. source: D2, D3
    """

    received = models.ForeignKey(ReceivedRound, on_delete=models.CASCADE, db_constraint=False, related_name="cases")
    chunk = models.PositiveIntegerField()
    ref = models.CharField(max_length=36)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    partner = models.UUIDField()
    file_number = models.CharField(max_length=100, blank=True)
    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    house_number = models.CharField(max_length=40, blank=True)
    marked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "received", "ref"], name="debtors_case_once")]
        indexes = [models.Index(fields=["organisation_id", "person"], name="debtors_case_person")]


class Talk(OwnRow):
    """OCMW. What a social worker laid down after talking with a client about one debt; never changed, the newest holds.

    ``answer`` is one of ``ocmw.talk.ANSWERS``; ``note_sealed`` and ``again_on`` (the day to come back to it) stay here, always.
    source: D3, D9; 002 §2b
    """

    SEALED = {"note_sealed": "debtors.talk.note"}

    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_constraint=False, related_name="talks")
    answer = models.CharField(max_length=20)
    note_sealed = models.BinaryField(null=True)
    again_on = models.DateField(null=True, blank=True)
    position = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "case", "-at"], name="debtors_talk_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["wants_help", "declines_help", "no_solution", "solution"]),
                name="debtors_talk_answer",
            )
        ]


class Signal(OwnRow):
    """OCMW. That recovery may go on for one debt, on its way to the city or there; its id is the id of its batch.

    ``state``: ``queued``, then ``sent``, or ``stopped`` with ``reasons`` as in ``Chunk``. One per case: what left cannot be
    taken back. The reason stands in the talk and never travels. source: D4, D9; 002 §3b
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_constraint=False, related_name="signals")
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="queued")
    reasons = models.JSONField(default=list)
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "case"], name="debtors_signal_once"),
            models.CheckConstraint(condition=Q(state__in=["queued", "sent", "stopped"]), name="debtors_signal_state"),
        ]
