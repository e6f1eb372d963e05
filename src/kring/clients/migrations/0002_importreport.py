"""The report of each import of the register."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, own_link


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="ImportReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("rows", models.JSONField()),
                ("persons", models.PositiveIntegerField()),
                ("taken", models.PositiveIntegerField()),
                ("updated", models.PositiveIntegerField()),
                ("unchanged", models.PositiveIntegerField()),
                ("layout", models.JSONField()),
                (
                    "source_import",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.registerimport",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "source_import"), name="clients_importreport_once"
                    ),
                ],
            },
        ),
        own("clients_importreport", privileges=("SELECT", "INSERT")),
        own_link("clients_importreport", "source_import_id", "clients_registerimport"),
    ]
