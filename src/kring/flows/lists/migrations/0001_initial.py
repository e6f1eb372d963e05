"""Sendings and received lists of any instrument: the discloser's tables and the recipient's, none of them shared."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, own_link


class Migration(migrations.Migration):
    initial = True

    dependencies = [("guard", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ReceivedList",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("batch", models.UUIDField()),
                ("partner", models.UUIDField()),
                ("document", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("purpose", models.CharField(blank=True, max_length=80)),
                ("day", models.DateField()),
                ("chunks", models.PositiveIntegerField()),
                ("in_reply_to", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "in_reply_to"], name="lists_received_answers")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "partner", "batch", "disclosure"), name="lists_received_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("partner", models.UUIDField()),
                ("version", models.UUIDField()),
                ("document", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("role", models.CharField(max_length=80)),
                ("purpose", models.CharField(blank=True, max_length=80)),
                ("declared", models.JSONField(default=list)),
                ("origin", models.CharField(max_length=10)),
                ("in_reply_to", models.UUIDField(blank=True, null=True)),
                ("team", models.CharField(blank=True, max_length=80)),
                ("started_by", models.UUIDField()),
                ("started_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("valid", models.PositiveIntegerField()),
                ("invalid", models.PositiveIntegerField()),
                ("chunks", models.PositiveIntegerField()),
                ("missing", models.JSONField(default=list)),
                ("dropped", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "-started_at"], name="lists_sending_newest"),
                    models.Index(fields=["organisation_id", "in_reply_to"], name="lists_sending_answers"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["workbook", "form", "reply"])), name="lists_sending_origin"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedPart",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("tx", models.BigIntegerField()),
                (
                    "received",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="lists.receivedlist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "received", "number"), name="lists_received_part_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("chunk", models.PositiveIntegerField()),
                ("position", models.PositiveIntegerField()),
                ("ref", models.CharField(max_length=80)),
                ("blind", models.BinaryField(null=True)),
                ("plain", models.JSONField(default=dict)),
                ("sealed", models.BinaryField()),
                (
                    "received",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="lists.receivedlist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "received", "ref"], name="lists_received_ref"),
                    models.Index(fields=["organisation_id", "blind"], name="lists_received_blind"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "received", "chunk", "position"), name="lists_received_row_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingPart",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("state", models.CharField(default="queued", max_length=10)),
                ("withheld", models.PositiveIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                (
                    "sending",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="lists.sending",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "sending", "number"), name="lists_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "stopped"])), name="lists_part_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SentRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("chunk", models.PositiveIntegerField(blank=True, null=True)),
                ("ref", models.CharField(max_length=36)),
                ("blind", models.BinaryField(null=True)),
                ("plain", models.JSONField(default=dict)),
                ("sealed", models.BinaryField()),
                ("decided", models.JSONField(default=dict)),
                ("state", models.CharField(default="ready", max_length=10)),
                ("faults", models.JSONField(default=list)),
                ("reasons", models.JSONField(default=list)),
                (
                    "sending",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="lists.sending",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "sending", "chunk"], name="lists_row_chunk"),
                    models.Index(fields=["organisation_id", "blind"], name="lists_row_blind"),
                    models.Index(fields=["organisation_id", "ref"], name="lists_row_ref"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "sending", "ref"), name="lists_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chunk__isnull", True), ("state", "invalid")),
                            models.Q(("chunk__isnull", False), ("state__in", ["ready", "sent", "withheld"])),
                            _connector="OR",
                        ),
                        name="lists_row_state",
                    ),
                ],
            },
        ),
        *[
            own(f"lists_{table}")
            for table in ("sending", "sendingpart", "sentrow", "receivedlist", "receivedpart", "receivedrow")
        ],
        own_link("lists_sendingpart", "sending_id", "lists_sending"),
        own_link("lists_sentrow", "sending_id", "lists_sending"),
        own_link("lists_receivedpart", "received_id", "lists_receivedlist"),
        own_link("lists_receivedrow", "received_id", "lists_receivedlist"),
    ]
