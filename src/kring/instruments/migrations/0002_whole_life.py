"""Decisions, notices, conditions, changes; the agreement between a pair; a statement is found by the text that it is about."""

import uuid

from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own

ADD_ONLY = ("SELECT", "INSERT")


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]
    operations = [
        migrations.AddField("statement", "key", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("statement", "effect_on", models.DateField(blank=True, null=True)),
        migrations.RemoveConstraint("statement", "instruments_statement_once_per_party"),
        migrations.AddConstraint(
            "statement",
            models.UniqueConstraint(
                fields=["organisation_id", "digest", "made_by", "kind"],
                condition=models.Q(kind__in=("advice", "decision", "signature", "publication")),
                name="instruments_statement_once_per_party",
            ),
        ),
        migrations.AddIndex(
            "statement", models.Index(fields=["organisation_id", "digest"], name="instruments_statement_of_text")
        ),
        migrations.CreateModel(
            name="PairRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("said", models.UUIDField()),
                ("pair", models.CharField(max_length=71)),
                ("kind", models.CharField(max_length=8)),
                ("other", models.UUIDField()),
                ("made_by", models.UUIDField()),
                ("content", models.JSONField()),
                ("signed", models.BinaryField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organisation_id", "said"], name="instruments_pairrecord_taken_once"
                    ),
                    models.UniqueConstraint(
                        fields=["organisation_id", "pair", "made_by", "kind"],
                        name="instruments_pairrecord_once_per_party",
                    ),
                ],
                "indexes": [models.Index(fields=["organisation_id", "other"], name="instruments_pairrecord_of_pair")],
            },
        ),
        own("instruments_pairrecord", privileges=ADD_ONLY),
    ]
