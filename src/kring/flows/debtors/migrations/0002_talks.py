"""What follows a mark: talks with clients and the signal to the city; and lists that wait to be confirmed."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, own_link

_CASE = {"db_constraint": False, "on_delete": django.db.models.deletion.CASCADE, "to": "debtors.case"}


class Migration(migrations.Migration):
    dependencies = [("debtors", "0001_initial")]
    operations = [
        migrations.AddField("upload", "handed_in_by", models.UUIDField(blank=True, null=True)),
        migrations.AddField("upload", "handed_in_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("round", "team", models.CharField(blank=True, max_length=80)),
        migrations.AddField("row", "signal", models.CharField(blank=True, max_length=60)),
        migrations.AddField("row", "signalled_on", models.DateField(blank=True, null=True)),
        migrations.AddField("row", "signal_tx", models.BigIntegerField(blank=True, null=True)),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("answer", models.CharField(max_length=20)),
                ("note_sealed", models.BinaryField(null=True)),
                ("again_on", models.DateField(blank=True, null=True)),
                ("position", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("case", models.ForeignKey(related_name="talks", **_CASE)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "case", "-at"], name="debtors_talk_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["wants_help", "declines_help", "no_solution", "solution"])),
                        name="debtors_talk_answer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField()),
                ("state", models.CharField(default="queued", max_length=10)),
                ("reasons", models.JSONField(default=list)),
                ("sent_on", models.DateField(blank=True, null=True)),
                ("case", models.ForeignKey(related_name="signals", **_CASE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "case"), name="debtors_signal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "stopped"])), name="debtors_signal_state"
                    ),
                ],
            },
        ),
        own("debtors_talk"),
        own("debtors_signal"),
        own_link("debtors_talk", "case_id", "debtors_case"),
        own_link("debtors_signal", "case_id", "debtors_case"),
    ]
