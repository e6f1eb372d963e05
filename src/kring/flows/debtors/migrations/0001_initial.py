"""Rounds of the debtor comparison: the city's tables and the OCMW's, none of them shared."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, own_link


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial"), ("persons", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("name_sealed", models.BinaryField()),
                ("file_sealed", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("layout", models.JSONField()),
                ("dropped_columns", models.JSONField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReceivedRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("batch", models.UUIDField()),
                ("reply", models.UUIDField()),
                ("partner", models.UUIDField()),
                ("document", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=80)),
                ("day", models.DateField()),
                ("chunks", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "partner", "batch"), name="debtors_received_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("partner", models.UUIDField()),
                ("version", models.UUIDField()),
                ("document", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("started_by", models.UUIDField()),
                ("started_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("answer_by", models.DateField()),
                ("rows", models.PositiveIntegerField()),
                ("valid", models.PositiveIntegerField()),
                ("invalid", models.PositiveIntegerField()),
                ("chunks", models.PositiveIntegerField()),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="debtors.upload",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReceivedChunk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("matched", models.PositiveIntegerField()),
                ("doubtful", models.PositiveIntegerField()),
                ("withheld", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(default="compared", max_length=10)),
                ("reasons", models.JSONField(default=list)),
                ("tx", models.BigIntegerField()),
                (
                    "received",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="debtors.receivedround",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "received", "number"), name="debtors_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["compared", "answered", "stopped"])),
                        name="debtors_part_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("chunk", models.PositiveIntegerField()),
                ("ref", models.CharField(max_length=36)),
                ("partner", models.UUIDField()),
                ("file_number", models.CharField(blank=True, max_length=100)),
                ("first_name", models.CharField(blank=True, max_length=200)),
                ("last_name", models.CharField(blank=True, max_length=200)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("house_number", models.CharField(blank=True, max_length=40)),
                ("marked_on", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="persons.person",
                    ),
                ),
                (
                    "received",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="debtors.receivedround",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "person"], name="debtors_case_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "received", "ref"), name="debtors_case_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Chunk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("state", models.CharField(default="queued", max_length=10)),
                ("withheld", models.PositiveIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_tx", models.BigIntegerField(blank=True, null=True)),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="debtors.round",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "round", "number"), name="debtors_chunk_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "answered", "stopped"])),
                        name="debtors_chunk_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("chunk", models.PositiveIntegerField(blank=True, null=True)),
                ("file_number", models.CharField(blank=True, max_length=100)),
                ("first_name", models.CharField(blank=True, max_length=200)),
                ("last_name", models.CharField(blank=True, max_length=200)),
                ("ssin_sealed", models.BinaryField(null=True)),
                ("ssin_blind", models.BinaryField(null=True)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("house_number", models.CharField(blank=True, max_length=40)),
                ("state", models.CharField(default="ready", max_length=10)),
                ("fault", models.CharField(blank=True, max_length=40)),
                ("note", models.CharField(blank=True, max_length=40)),
                ("mark", models.CharField(blank=True, max_length=40)),
                ("marked_on", models.DateField(blank=True, null=True)),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="debtors",
                        to="debtors.round",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "round", "chunk"], name="debtors_row_chunk"),
                    models.Index(fields=["organisation_id", "ssin_blind"], name="debtors_row_blind"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "round", "number"), name="debtors_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["ready", "withheld", "invalid"])), name="debtors_row_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("chunk__isnull", True),
                                ("ssin_blind__isnull", True),
                                ("ssin_sealed__isnull", True),
                                ("state", "invalid"),
                            ),
                            models.Q(
                                ("chunk__isnull", False), ("ssin_blind__isnull", False), ("ssin_sealed__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="debtors_row_number_whole",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["organisation_id", "-started_at"], name="debtors_round_newest"),
        ),
        *[
            own(f"debtors_{table}")
            for table in ("upload", "round", "chunk", "row", "receivedround", "receivedchunk", "case")
        ],
        own_link("debtors_round", "upload_id", "debtors_upload"),
        own_link("debtors_chunk", "round_id", "debtors_round"),
        own_link("debtors_row", "round_id", "debtors_round"),
        own_link("debtors_receivedchunk", "received_id", "debtors_receivedround"),
        own_link("debtors_case", "received_id", "debtors_receivedround"),
        own_link("debtors_case", "person_id", "persons_person", on_delete="CASCADE"),
    ]
