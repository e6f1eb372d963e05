"""Cosignatures: what witnesses signed of a log's checkpoints."""

from pathlib import Path

from django.db import migrations

TABLES = Path(__file__).with_name("0003_cosignatures.sql")


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_handover")]
    operations = [migrations.RunSQL(TABLES.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
