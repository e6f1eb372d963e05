"""Enrolments, client files and the imports of the register."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, own_link


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial"), ("persons", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="RegisterImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.PositiveIntegerField()),
                ("refused", models.PositiveIntegerField()),
                ("position_id", models.UUIDField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClientFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("team", models.CharField(blank=True, max_length=80)),
                ("position_id", models.UUIDField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="persons.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("organisation_id", "person"),
                        name="clients_clientfile_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="clients_clientfile_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("capacity", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("source_row", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="persons.person",
                    ),
                ),
                (
                    "source_import",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.registerimport",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "person", "capacity", "valid_from"), name="clients_enrolment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="clients_enrolment_period",
                    ),
                ],
            },
        ),
        own("clients_registerimport", privileges=("SELECT", "INSERT")),
        own("clients_enrolment"),
        own("clients_clientfile"),
        own_link("clients_enrolment", "person_id", "persons_person"),
        own_link("clients_enrolment", "source_import_id", "clients_registerimport"),
        own_link("clients_clientfile", "person_id", "persons_person"),
    ]
