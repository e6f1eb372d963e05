"""Enrolments at the directory, its tally of questions, and what an OCMW has yet to tell it."""

import uuid

from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own

_OWN = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                *_OWN,
                ("blind", models.BinaryField()),
                ("enrolling", models.UUIDField()),
                ("ref", models.CharField(max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("capacity", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("provenance", models.CharField(max_length=12)),
                ("stated_on", models.DateField()),
                ("batch", models.UUIDField()),
                ("current", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "enrolling", "ref", "number"), name="directory_enrolment_numbered"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("organisation_id", "enrolling", "ref"),
                        name="directory_enrolment_one_current",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["organisation_id", "blind", "enrolling"], name="directory_enrolment_whose")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                *_OWN,
                ("asker", models.UUIDField()),
                ("hour", models.DateTimeField()),
                ("asked", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "asker", "hour"), name="directory_tally_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                *_OWN,
                ("batch", models.UUIDField()),
                ("chunk", models.PositiveIntegerField()),
                ("chunks", models.PositiveIntegerField()),
                ("enrolment", models.UUIDField()),
                ("person", models.UUIDField()),
                ("capacity", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("provenance", models.CharField(max_length=12)),
                ("ended", models.BooleanField()),
                ("stopped", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "batch", "enrolment"), name="directory_outgoing_once_per_batch"
                    )
                ]
            },
        ),
        own("directory_enrolment"),
        own("directory_tally", privileges=("SELECT", "INSERT", "UPDATE")),
        own("directory_outgoing"),
    ]
