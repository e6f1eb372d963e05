"""What stays of an instrument that is over: its evaluation, a cost that somebody enters, the certificate of erasure."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, own_link

_OWN = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                *_OWN,
                ("digest", models.CharField(max_length=80)),
                ("over_on", models.DateField()),
                ("why", models.CharField(max_length=12)),
                ("made_at", models.DateTimeField()),
                ("least", models.PositiveSmallIntegerField()),
                ("spread", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField()),
                ("tx", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "digest"), name="register_evaluation_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="Cost",
            fields=[
                *_OWN,
                ("cents", models.PositiveIntegerField()),
                ("position", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "evaluation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="costs",
                        to="register.evaluation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                *_OWN,
                ("digest", models.CharField(max_length=80)),
                ("over_on", models.DateField()),
                ("erased_at", models.DateTimeField()),
                ("tx", models.BigIntegerField()),
                ("erased", models.JSONField()),
                ("kept", models.JSONField()),
                ("recounted_at", models.DateTimeField(blank=True, null=True)),
                ("left", models.PositiveIntegerField(blank=True, null=True)),
                ("line", models.BigIntegerField(blank=True, null=True)),
                ("size", models.BigIntegerField(blank=True, null=True)),
                ("root", models.CharField(blank=True, max_length=64)),
                ("statement", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "digest"), name="register_erasure_once")
                ]
            },
        ),
        own("register_evaluation", privileges=("SELECT", "INSERT")),
        own("register_cost", privileges=("SELECT", "INSERT")),
        own("register_erasure", privileges=("SELECT", "INSERT", "UPDATE")),
        own_link("register_cost", "evaluation_id", "register_evaluation"),
    ]
