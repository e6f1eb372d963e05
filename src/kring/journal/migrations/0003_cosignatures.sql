-- Cosignatures of witnesses on checkpoints: those that partners gave on the own log's, and those that the organisation gave.
CREATE TABLE journal.cosignature (
  log uuid NOT NULL, origin text NOT NULL CHECK (octet_length(origin) <= 200), size bigint NOT NULL, root bytea NOT NULL,
  name text NOT NULL CHECK (octet_length(name) <= 200), public bytea NOT NULL CHECK (octet_length(public) = 32),
  line text NOT NULL CHECK (octet_length(line) <= 600), at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (log, origin, size, root, name, public)
);
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.cosignature
  FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse();
ALTER TABLE journal.cosignature ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE journal.cosignature ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_read  ON journal.cosignature FOR SELECT TO kring_app USING (log = (SELECT guard.acting()));
CREATE POLICY own_write ON journal.cosignature FOR INSERT TO kring_app WITH CHECK (log = (SELECT guard.acting()));
GRANT SELECT ON journal.cosignature TO kring_app;
GRANT INSERT (log, origin, size, root, name, public, line) ON journal.cosignature TO kring_app;
COMMENT ON TABLE journal.cosignature IS 'kring:own';
