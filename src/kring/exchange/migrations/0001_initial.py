"""Batches, permits, clocks; the envelope and the functions that are the only way out."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import as_guard, own

_OWN = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial"), ("journal", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                *_OWN,
                ("batch", models.UUIDField()),
                ("document", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("recipient", models.UUIDField()),
                ("first_permit_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "batch", "disclosure"), name="exchange_batch_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Permit",
            fields=[
                *_OWN,
                ("batch", models.UUIDField()),
                ("chunk", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("recipient", models.UUIDField()),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                ("line", models.PositiveIntegerField()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                *_OWN,
                ("holder", models.CharField(max_length=80)),
                ("row", models.UUIDField()),
                ("digest", models.CharField(max_length=80)),
                ("rule", models.CharField(max_length=80)),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "holder", "row"), name="exchange_clock_once")
                ],
                "indexes": [models.Index(fields=["organisation_id", "due_on"], name="exchange_clock_due")],
            },
        ),
        own("exchange_batch", privileges=("SELECT", "INSERT")),
        own("exchange_permit", privileges=("SELECT",)),
        own("exchange_clock"),
        migrations.RunSQL(
            """
            -- The application chooses neither the transaction nor the time of a permit, and never changes one.
            ALTER TABLE kring.exchange_permit
              ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
              ADD COLUMN at timestamptz NOT NULL DEFAULT clock_timestamp();
            GRANT INSERT (id, organisation_id, batch, chunk, digest, disclosure, recipient, items, line)
              ON kring.exchange_permit TO kring_app;
            CREATE POLICY guard ON kring.exchange_permit FOR SELECT TO kring_guard USING (true);
            GRANT SELECT ON kring.exchange_permit TO kring_guard;
            """,
            migrations.RunSQL.noop,
        ),
        as_guard((Path(__file__).parents[1] / "envelope.sql").read_text(encoding="utf-8")),
    ]
