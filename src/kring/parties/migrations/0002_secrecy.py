"""Whether a position is bound by professional secrecy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="position",
            name="bound_by_secrecy",
            field=models.BooleanField(default=False),
            preserve_default=True,
        ),
    ]
