"""The log: entries, their places in the tree, the checkpoints, and the keys that make its pseudonyms erasable."""

from pathlib import Path

from django.db import migrations

TABLES = Path(__file__).with_name("0001_tables.sql")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guard", "0001_initial")]
    operations = [migrations.RunSQL(TABLES.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
