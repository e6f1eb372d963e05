-- A log per organisation: `log` is the id of the organisation. source: spikes/journal.md
--
-- entry         what was written; never changed. The application gives n (0, 1, 2 … within its transaction), log and body.
-- leaf, node    places and inner hashes of the tree; the sealer's
-- head          size, right edge and newest signed checkpoint of each log; the sealer's
-- seal          the one row that says up to which snapshot everything is sealed, by which keys, in which cluster
-- checkpoint    notes that were handed out, one a day of the own log, and those received from partners
-- person_key, entry_person   outside the tree: erased with the person, the tree stays whole
CREATE TABLE journal.entry (
  tx   xid8        NOT NULL DEFAULT pg_current_xact_id(),
  n    integer     NOT NULL CHECK (n >= 0),
  log  uuid        NOT NULL,
  at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  body bytea       NOT NULL CHECK (octet_length(body) BETWEEN 2 AND 65535),
  PRIMARY KEY (tx, n),
  -- a body says when it was written, and lies in the tree; `at` is the database's own and does not: they must agree
  CONSTRAINT entry_time_is_now CHECK (coalesce(
    abs(extract(epoch FROM at - (convert_from(body, 'UTF8')::jsonb ->> 'time')::timestamptz)) <= 300, false))
);
CREATE TABLE journal.leaf (
  log uuid NOT NULL, idx bigint NOT NULL, tx xid8 NOT NULL, n integer NOT NULL, hash bytea NOT NULL,
  PRIMARY KEY (log, idx), UNIQUE (tx, n)          -- an entry has one place, a place one entry: no fork, no double
);
CREATE TABLE journal.node (
  log uuid NOT NULL, level smallint NOT NULL, idx bigint NOT NULL, hash bytea NOT NULL,
  PRIMARY KEY (log, level, idx)                   -- of levels 8, 16, 24 …; the others are folded from these
);
CREATE TABLE journal.head (
  log uuid PRIMARY KEY, size bigint NOT NULL, edge bytea NOT NULL, note text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(), archived date NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE journal.seal (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  cluster bigint NOT NULL, snap pg_snapshot NOT NULL, round bigint NOT NULL DEFAULT 0,
  keys bytea[] NOT NULL DEFAULT '{}'              -- raw public keys of the sealers; pinned by their fingerprint elsewhere
);
INSERT INTO journal.seal (cluster, snap) SELECT system_identifier, '1:1:' FROM pg_control_system();
CREATE TABLE journal.checkpoint (
  log uuid NOT NULL, origin text NOT NULL CHECK (octet_length(origin) <= 200), size bigint NOT NULL, root bytea NOT NULL,
  note text NOT NULL CHECK (octet_length(note) <= 16384), at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (log, origin, size, root)           -- two roots for one size are kept both: that is the proof of a fork
);
CREATE TABLE journal.person_key (
  log uuid NOT NULL, person_ix bytea NOT NULL, year smallint NOT NULL, wrapped_key bytea NOT NULL,
  PRIMARY KEY (log, person_ix)
);
CREATE TABLE journal.entry_person (
  log uuid NOT NULL, person_ix bytea NOT NULL, tx xid8 NOT NULL, n integer NOT NULL,
  PRIMARY KEY (tx, n)
);
CREATE INDEX entry_person_found ON journal.entry_person (log, person_ix, tx, n);

-- Nobody changes or removes, whoever he is; also not while replicating. The owner can take these triggers away:
-- the posture check sees that, and the checkpoints see what he does then.
CREATE FUNCTION journal.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RAISE insufficient_privilege USING MESSAGE = format('journal: %s only grows', TG_TABLE_NAME); END $$;
CREATE FUNCTION journal.only_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.log <> OLD.log OR NEW.size < OLD.size THEN
    RAISE insufficient_privilege USING MESSAGE = 'journal: a head only moves forward';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION journal.refuse(), journal.only_forward() FROM PUBLIC;
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.leaf
  FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.node
  FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse();
CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON journal.head FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse();
CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON journal.seal FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse();
CREATE TRIGGER only_forward BEFORE UPDATE ON journal.head FOR EACH ROW EXECUTE FUNCTION journal.only_forward();
ALTER TABLE journal.entry ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE journal.leaf ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE journal.node ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE journal.checkpoint ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE journal.head ENABLE ALWAYS TRIGGER keep_rows, ENABLE ALWAYS TRIGGER only_forward;
ALTER TABLE journal.seal ENABLE ALWAYS TRIGGER keep_rows;

ALTER TABLE journal.entry        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal.leaf         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal.node         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal.head         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal.checkpoint   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal.person_key   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal.entry_person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The application: its own organisation's log, to read and to add to.
CREATE POLICY own_read  ON journal.entry      FOR SELECT TO kring_app USING (log = (SELECT guard.acting()));
CREATE POLICY own_write ON journal.entry      FOR INSERT TO kring_app WITH CHECK (log = (SELECT guard.acting()));
CREATE POLICY own_read  ON journal.leaf       FOR SELECT TO kring_app USING (log = (SELECT guard.acting()));
CREATE POLICY own_read  ON journal.node       FOR SELECT TO kring_app USING (log = (SELECT guard.acting()));
CREATE POLICY own_read  ON journal.head       FOR SELECT TO kring_app USING (log = (SELECT guard.acting()));
CREATE POLICY own_read  ON journal.checkpoint FOR SELECT TO kring_app USING (log = (SELECT guard.acting()));
CREATE POLICY own_write ON journal.checkpoint FOR INSERT TO kring_app WITH CHECK (log = (SELECT guard.acting()));
CREATE POLICY own ON journal.person_key   TO kring_app
  USING (log = (SELECT guard.acting())) WITH CHECK (log = (SELECT guard.acting()));
CREATE POLICY own ON journal.entry_person TO kring_app
  USING (log = (SELECT guard.acting())) WITH CHECK (log = (SELECT guard.acting()));
GRANT SELECT ON journal.entry, journal.leaf, journal.node, journal.head, journal.checkpoint TO kring_app;
GRANT INSERT (n, log, body) ON journal.entry TO kring_app;      -- tx and at cannot be chosen
GRANT INSERT (log, origin, size, root, note) ON journal.checkpoint TO kring_app;
GRANT SELECT, INSERT, DELETE ON journal.person_key TO kring_app;
GRANT SELECT, DELETE ON journal.entry_person TO kring_app;
GRANT INSERT (log, person_ix, tx, n) ON journal.entry_person TO kring_app;
GRANT SELECT (snap, keys) ON journal.seal TO kring_app;

-- The guard's definer functions: they ask whether a line is there, and whether it is sealed, for whoever acts.
CREATE POLICY guard_read  ON journal.entry FOR SELECT TO kring_guard USING (true);
GRANT SELECT ON journal.entry TO kring_guard;
GRANT SELECT (snap) ON journal.seal TO kring_guard;

-- The sealer: reads what was written, adds places and checkpoints. It writes no entry.
CREATE POLICY sealer_read   ON journal.entry      FOR SELECT TO kring_sealer USING (true);
CREATE POLICY sealer_read   ON journal.leaf       FOR SELECT TO kring_sealer USING (true);
CREATE POLICY sealer_write  ON journal.leaf       FOR INSERT TO kring_sealer WITH CHECK (true);
CREATE POLICY sealer_read   ON journal.node       FOR SELECT TO kring_sealer USING (true);
CREATE POLICY sealer_write  ON journal.node       FOR INSERT TO kring_sealer WITH CHECK (true);
CREATE POLICY sealer_read   ON journal.head       FOR SELECT TO kring_sealer USING (true);
CREATE POLICY sealer_write  ON journal.head       FOR INSERT TO kring_sealer WITH CHECK (true);
CREATE POLICY sealer_update ON journal.head       FOR UPDATE TO kring_sealer USING (true) WITH CHECK (true);
CREATE POLICY sealer_write  ON journal.checkpoint FOR INSERT TO kring_sealer WITH CHECK (origin = concat('kring/log/', log));
CREATE POLICY sealer_read   ON journal.checkpoint FOR SELECT TO kring_sealer USING (origin = concat('kring/log/', log));
GRANT SELECT ON journal.entry, journal.leaf, journal.node, journal.head, journal.seal, journal.checkpoint TO kring_sealer;
GRANT INSERT ON journal.leaf, journal.node, journal.head TO kring_sealer;
GRANT INSERT (log, origin, size, root, note) ON journal.checkpoint TO kring_sealer;
GRANT UPDATE (size, edge, note, at, archived) ON journal.head TO kring_sealer;
GRANT UPDATE (snap, round, keys) ON journal.seal TO kring_sealer;

COMMENT ON TABLE journal.entry        IS 'kring:own';
COMMENT ON TABLE journal.leaf         IS 'kring:own';
COMMENT ON TABLE journal.node         IS 'kring:own';
COMMENT ON TABLE journal.head         IS 'kring:own';
COMMENT ON TABLE journal.checkpoint   IS 'kring:own';
COMMENT ON TABLE journal.person_key   IS 'kring:own';
COMMENT ON TABLE journal.entry_person IS 'kring:own';
COMMENT ON TABLE journal.seal         IS 'kring:machinery';
