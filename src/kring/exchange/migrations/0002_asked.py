"""Questions that wait for their answer, the parties that laid a text down with an evaluator, and whence received rows came."""

import uuid

from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own

_OWN = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="clock",
            name="disclosure",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="clock", index=models.Index(fields=["organisation_id", "row"], name="exchange_clock_row")
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                *_OWN,
                ("envelope", models.UUIDField()),
                ("asker", models.UUIDField()),
                ("digest", models.CharField(max_length=80)),
                ("disclosure", models.CharField(max_length=80)),
                ("content", models.BinaryField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "envelope"), name="exchange_question_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Deposit",
            fields=[
                *_OWN,
                ("digest", models.CharField(max_length=80)),
                ("party", models.UUIDField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "digest", "party"), name="exchange_deposit_once")
                ],
            },
        ),
        own("exchange_question", privileges=("SELECT", "INSERT", "DELETE")),
        own("exchange_deposit", privileges=("SELECT", "INSERT")),
    ]
