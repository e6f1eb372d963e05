"""The wrapped data keys of organisations."""

import uuid

from django.db import migrations, models

import kring.guard.acting
from kring.guard.operations import own


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(default=kring.guard.acting.acting_organisation, editable=False)),
                ("purpose", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("wrapped", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "purpose", "version"), name="guard_datakey_one_per_version"
                    )
                ],
            },
        ),
        own("guard_datakey"),
    ]
