"""A list that waits to be confirmed: whose team may confirm it, and its first rows for the page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("debtors", "0002_talks")]
    operations = [
        migrations.AddField("upload", "team", models.CharField(blank=True, max_length=80)),
        migrations.AddField("upload", "sample_sealed", models.BinaryField(null=True)),
    ]
