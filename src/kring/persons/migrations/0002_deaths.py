"""Who died, found without reading everybody."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("persons", "0001_initial")]
    operations = [
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["organisation_id", "id"], condition=Q(died_on__isnull=False), name="persons_person_died"
            ),
        )
    ]
