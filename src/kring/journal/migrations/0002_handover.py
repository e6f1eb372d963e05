"""The sealer's keys may hand over to each other: the statements by which they do lie beside the keys."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE journal.seal ADD COLUMN handovers text[] NOT NULL DEFAULT '{}';
            GRANT UPDATE (handovers) ON journal.seal TO kring_sealer;
            GRANT SELECT (handovers) ON journal.seal TO kring_app;
            """,
            migrations.RunSQL.noop,
        )
    ]
