"""Organisations, their public keys and the positions of people."""

import uuid

from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, public


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("enterprise_number", models.CharField(max_length=10, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("region", models.CharField(default="flanders", max_length=20)),
                ("language", models.CharField(default="nl", max_length=2)),
                ("fictitious", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="OrganisationKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("use", models.CharField(max_length=8)),
                ("public", models.BinaryField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("account_id", models.UUIDField(blank=True, null=True)),
                ("name", models.CharField(max_length=200)),
                ("function", models.CharField(max_length=40)),
                ("team", models.CharField(blank=True, max_length=80)),
                ("territory", models.CharField(blank=True, max_length=80)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
            ],
            options={"abstract": False},
        ),
        public("parties_organisation", owner_column="id", privileges=("SELECT", "INSERT", "UPDATE")),
        public("parties_organisationkey", privileges=("SELECT", "INSERT", "UPDATE")),
        own("parties_position", privileges=("SELECT", "INSERT", "UPDATE")),
    ]
