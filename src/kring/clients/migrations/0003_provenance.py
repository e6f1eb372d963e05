"""How an enrolment is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_importreport")]
    operations = [
        migrations.AddField(
            model_name="enrolment", name="provenance", field=models.CharField(default="declared", max_length=10)
        ),
    ]
