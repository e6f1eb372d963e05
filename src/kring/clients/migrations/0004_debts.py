"""A client's whole of debts."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own, own_link


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_provenance"), ("persons", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Debt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("creditor", models.CharField(max_length=200)),
                ("amount_cents", models.BigIntegerField(blank=True, null=True)),
                ("note_sealed", models.BinaryField(null=True)),
                ("given_on", models.DateField()),
                ("given_to", models.UUIDField()),
                ("settled_on", models.DateField(blank=True, null=True)),
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
                "indexes": [models.Index(fields=["organisation_id", "person"], name="clients_debt_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__isnull", True), ("amount_cents__gt", 0), _connector="OR"),
                        name="clients_debt_amount",
                    )
                ],
            },
        ),
        own("clients_debt"),
        own_link("clients_debt", "person_id", "persons_person"),
    ]
