"""Persons, restrictions, objections."""

import uuid

from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("blind", models.BinaryField()),
                ("ground", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("decided_by", models.UUIDField()),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["organisation_id", "blind"], name="persons_objection_blind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="persons_objection_period",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("ssin_sealed", models.BinaryField(null=True)),
                ("ssin_blind", models.BinaryField(null=True)),
                ("first_name", models.CharField(blank=True, max_length=200)),
                ("last_name", models.CharField(blank=True, max_length=200)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("house_number", models.CharField(blank=True, max_length=40)),
                ("postcode", models.CharField(blank=True, max_length=12)),
                ("municipality", models.CharField(blank=True, max_length=100)),
                ("died_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "ssin_blind"), name="persons_person_one_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ssin_blind__isnull", True), ("ssin_sealed__isnull", True)),
                            models.Q(("ssin_blind__isnull", False), ("ssin_sealed__isnull", False)),
                            _connector="OR",
                        ),
                        name="persons_person_number_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("blind", models.BinaryField()),
                ("ground", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("decided_by", models.UUIDField()),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["organisation_id", "blind"], name="persons_restriction_blind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="persons_restriction_period",
                    )
                ],
            },
        ),
        own("persons_person"),
        own("persons_restriction"),
        own("persons_objection"),
    ]
