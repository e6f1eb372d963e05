-- The envelope, and the only functions that touch it. The application has no privilege on the table.
-- release()            writes it, for a permit that was committed before
-- release_statement()  writes it, for a statement on standing: needs no permit, holds no personal data
-- collect()            hands the ciphertext to the recipient, only once the log covers its release
-- settle()             empties the ciphertext and keeps the row, so that the permit stays used
-- waiting(), posted()  what waits for the acting organisation; what became of its own
CREATE TABLE guard.envelope (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('disclosure', 'standing')),
  permit     uuid UNIQUE,
  sender     uuid NOT NULL,
  recipient  uuid NOT NULL,
  body       bytea NOT NULL CHECK (octet_length(body) <= 4096),
  sealed     bytea,
  tx         xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  settled_at timestamptz,
  CHECK ((kind = 'disclosure') = (permit IS NOT NULL)),
  CHECK ((sealed IS NULL) = (settled_at IS NOT NULL))
);
CREATE INDEX envelope_waiting ON guard.envelope (recipient) WHERE settled_at IS NULL;
COMMENT ON TABLE guard.envelope IS 'kring:machinery';

-- The log line of this kind that names this thing, at place n of a transaction, in the log of one organisation.
CREATE FUNCTION guard.line_says(log uuid, tx xid8, n integer, kind text, name text, value text) RETURNS boolean
  LANGUAGE sql STABLE BEGIN ATOMIC
  SELECT EXISTS (
    SELECT FROM journal.entry e, LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) s
     WHERE e.tx = line_says.tx AND e.n = line_says.n AND e.log = line_says.log
       AND s.said ->> 'kind' = line_says.kind AND s.said ->> line_says.name = line_says.value);
END;

CREATE FUNCTION guard.release(permit uuid, envelope uuid, line integer, items text[], body bytea, sealed bytea, proof text)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  acting uuid := guard.acting();
  said   jsonb := convert_from(body, 'UTF8')::jsonb;
  digest text := encode(sha256(sealed), 'hex');
  given  record;
BEGIN
  IF acting IS NULL OR NOT guard.proven(concat('release|', permit, '|', envelope, '|', digest), proof) THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: release not proven';
  END IF;
  SELECT p.* INTO given FROM kring.exchange_permit p
   WHERE p.id = release.permit AND p.organisation_id = acting
     AND p.tx <> pg_current_xact_id()                            -- committed: no rollback takes its line back
     AND p.at > clock_timestamp() - interval '5 minutes'
     AND guard.line_says(acting, p.tx, p.line, 'permit', 'permit', p.id::text);
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: no permit';
  END IF;
  IF (release.items <@ given.items::text[]) IS NOT TRUE THEN                -- no list is no list that is covered
    RAISE insufficient_privilege USING MESSAGE = 'guard: more than the permit';
  END IF;
  IF said ->> 'permit' IS DISTINCT FROM release.permit::text OR said ->> 'sealed' IS DISTINCT FROM digest
     OR said ->> 'recipient' IS DISTINCT FROM given.recipient::text OR said ->> 'sender' IS DISTINCT FROM acting::text
     OR said ->> 'envelope' IS DISTINCT FROM release.envelope::text THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: the body does not name its permit';
  END IF;
  IF NOT guard.line_says(acting, pg_current_xact_id(), line, 'release', 'sealed', digest)
     OR NOT guard.line_says(acting, pg_current_xact_id(), line, 'release', 'permit', release.permit::text) THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: the release is not in the log';
  END IF;
  INSERT INTO guard.envelope (id, kind, permit, sender, recipient, body, sealed)
  VALUES (release.envelope, 'disclosure', release.permit, acting, given.recipient, release.body, release.sealed);
END $$;

CREATE FUNCTION guard.release_statement(envelope uuid, recipient uuid, line integer, body bytea, sealed bytea, proof text)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  acting uuid := guard.acting();
  said   jsonb := convert_from(body, 'UTF8')::jsonb;
  digest text := encode(sha256(sealed), 'hex');
BEGIN
  IF acting IS NULL OR NOT guard.proven(concat('statement|', recipient, '|', envelope, '|', digest), proof) THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: release not proven';
  END IF;
  IF octet_length(sealed) > 65536 OR said ->> 'sealed' IS DISTINCT FROM digest
     OR said ->> 'recipient' IS DISTINCT FROM release_statement.recipient::text OR said ->> 'sender' IS DISTINCT FROM acting::text
     OR NOT guard.line_says(acting, pg_current_xact_id(), line, 'standing', 'statement', said ->> 'statement') THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: the statement is not in the log';
  END IF;
  INSERT INTO guard.envelope (id, kind, sender, recipient, body, sealed)
  VALUES (release_statement.envelope, 'standing', acting, release_statement.recipient, release_statement.body, release_statement.sealed);
END $$;

-- Holds the envelope until the transaction ends: delivered twice at once, the second waits and finds it settled.
CREATE FUNCTION guard.collect(envelope uuid) RETURNS TABLE (kind text, sender uuid, body bytea, sealed bytea)
  LANGUAGE sql VOLATILE SECURITY DEFINER BEGIN ATOMIC
  SELECT e.kind, e.sender, e.body, e.sealed FROM guard.envelope e
   WHERE e.id = collect.envelope AND e.recipient = guard.acting() AND e.settled_at IS NULL
     AND pg_visible_in_snapshot(e.tx, (SELECT s.snap FROM journal.seal s))
   FOR UPDATE OF e;
END;

CREATE FUNCTION guard.settle(envelope uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE guard.envelope e SET sealed = NULL, settled_at = clock_timestamp()
   WHERE e.id = settle.envelope AND e.recipient = guard.acting() AND e.settled_at IS NULL;
  RETURN FOUND;
END $$;

CREATE FUNCTION guard.waiting() RETURNS TABLE (envelope uuid, sender uuid, kind text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER BEGIN ATOMIC
  SELECT e.id, e.sender, e.kind, e.at FROM guard.envelope e
   WHERE e.recipient = guard.acting() AND e.settled_at IS NULL
     AND pg_visible_in_snapshot(e.tx, (SELECT s.snap FROM journal.seal s))
   ORDER BY e.at;
END;

CREATE FUNCTION guard.posted(envelope uuid) RETURNS TABLE (permit uuid, recipient uuid, at timestamptz, settled_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER BEGIN ATOMIC
  SELECT e.permit, e.recipient, e.at, e.settled_at FROM guard.envelope e
   WHERE e.id = posted.envelope AND e.sender = guard.acting();
END;

REVOKE ALL ON FUNCTION guard.line_says(uuid, xid8, integer, text, text, text),
  guard.release(uuid, uuid, integer, text[], bytea, bytea, text),
  guard.release_statement(uuid, uuid, integer, bytea, bytea, text),
  guard.collect(uuid), guard.settle(uuid), guard.waiting(), guard.posted(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.release(uuid, uuid, integer, text[], bytea, bytea, text),
  guard.release_statement(uuid, uuid, integer, bytea, bytea, text),
  guard.collect(uuid), guard.settle(uuid), guard.waiting(), guard.posted(uuid) TO kring_app;
