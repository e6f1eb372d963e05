"""How long the own log can be tied to people, where the organisation chose another term than the usual one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_cosignatures")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE journal.term (
              log uuid PRIMARY KEY, years smallint NOT NULL CHECK (years BETWEEN 1 AND 100),
              at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
            ALTER TABLE journal.term ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY own ON journal.term TO kring_app
              USING (log = (SELECT guard.acting())) WITH CHECK (log = (SELECT guard.acting()));
            GRANT SELECT, INSERT (log, years), UPDATE (years, at) ON journal.term TO kring_app;
            COMMENT ON TABLE journal.term IS 'kring:own';
            """,
            migrations.RunSQL.noop,
        )
    ]
