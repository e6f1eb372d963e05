"""Copies of instruments, and the statements about them: added to, never changed."""

import uuid

from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own

ADD_ONLY = ("SELECT", "INSERT")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="InstrumentVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("document_id", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=71)),
                ("document", models.JSONField()),
                ("parties", models.JSONField()),
                ("adopted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["organisation_id", "digest"], name="instruments_version_one_copy"),
                    models.UniqueConstraint(
                        fields=["organisation_id", "document_id", "version"], name="instruments_version_one_text"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("said", models.UUIDField()),
                ("digest", models.CharField(max_length=71)),
                ("kind", models.CharField(max_length=24)),
                ("made_by", models.UUIDField()),
                ("office", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("text", models.TextField(blank=True)),
                ("ref", models.CharField(blank=True, max_length=200)),
                ("about", models.UUIDField(blank=True, null=True)),
                ("fictitious", models.BooleanField()),
                ("signed", models.BinaryField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organisation_id", "said"], name="instruments_statement_taken_once"
                    ),
                    models.UniqueConstraint(
                        fields=["organisation_id", "digest", "made_by", "kind"],
                        condition=models.Q(kind__in=("advice", "signature", "publication")),
                        name="instruments_statement_once_per_party",
                    ),
                ],
            },
        ),
        own("instruments_instrumentversion", privileges=ADD_ONLY),
        own("instruments_statement", privileges=ADD_ONLY),
    ]
