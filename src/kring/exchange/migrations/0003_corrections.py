"""Faults that were reported, on both sides; the envelope of codes and the function that lets it out."""

import uuid
from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import as_guard, own

_OWN = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_asked")]
    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                *_OWN,
                ("report", models.UUIDField()),
                ("source", models.UUIDField()),
                ("about", models.UUIDField()),
                ("digest", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("batch", models.UUIDField()),
                ("chunk", models.PositiveIntegerField()),
                ("ref", models.UUIDField()),
                ("holder", models.CharField(max_length=80)),
                ("row", models.UUIDField()),
                ("blind", models.BinaryField(null=True)),
                ("items", ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ("fault", models.CharField(blank=True, max_length=20)),
                ("position", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("corrected", ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ("valued", ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("told_tx", models.BigIntegerField(blank=True, null=True)),
                ("arrived_tx", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "source", "report"), name="exchange_report_once")
                ],
                "indexes": [models.Index(fields=["organisation_id", "holder", "row"], name="exchange_report_row")],
            },
        ),
        migrations.CreateModel(
            name="Investigation",
            fields=[
                *_OWN,
                ("report", models.UUIDField()),
                ("reporter", models.UUIDField()),
                ("digest", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("batch", models.UUIDField()),
                ("chunk", models.PositiveIntegerField()),
                ("ref", models.UUIDField()),
                ("blind", models.BinaryField(null=True)),
                ("items", ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ("fault", models.CharField(max_length=20)),
                ("taken_at", models.DateTimeField()),
                ("taken_tx", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("corrected", ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ("valued", ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ("also", models.JSONField(default=list)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "reporter", "report"), name="exchange_investigation_once"
                    )
                ],
                "indexes": [
                    models.Index(fields=["organisation_id", "batch"], name="exchange_inquiry_batch"),
                    models.Index(fields=["organisation_id", "due_on"], name="exchange_inquiry_due"),
                ],
            },
        ),
        own("exchange_report"),
        own("exchange_investigation"),
        as_guard((Path(__file__).parents[1] / "correction.sql").read_text(encoding="utf-8")),
    ]
