-- Corrections: what may be said about a row that was released before, in codes only. No permit, no value, no free text.
-- The body is composed here, from typed arguments and from the permit of that release: nothing else fits in it. What is sealed
-- is the digest of those codes, always as long.
ALTER TABLE guard.envelope DROP CONSTRAINT envelope_kind_check;
ALTER TABLE guard.envelope ADD CONSTRAINT envelope_kind_check CHECK (kind IN ('disclosure', 'standing', 'correction'));

-- A report goes from whoever took that release in to whoever made it; an outcome the other way. To nobody else, in any state
-- of the instrument, about the items of that release's permit only.
CREATE FUNCTION guard.release_correction(envelope uuid, about uuid, line integer, report uuid, ref uuid, said text, code text,
                                         items text[], valued text[], sealed bytea, proof text)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  acting uuid := guard.acting();
  digest text := encode(sha256(sealed), 'hex');
  was    record;
BEGIN
  IF acting IS NULL OR NOT guard.proven(concat_ws('|', 'correction', envelope, about, report, ref, said, code,
       array_to_string(items, ','), array_to_string(valued, ','), digest), proof) THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: release not proven';
  END IF;
  SELECT e.sender, e.recipient, p.batch, p.chunk, p.digest, p.disclosure, p.items::text[] AS items INTO was
    FROM guard.envelope e JOIN kring.exchange_permit p ON p.id = e.permit
   WHERE e.id = release_correction.about AND e.kind = 'disclosure' AND e.settled_at IS NOT NULL
     AND acting = CASE release_correction.said WHEN 'report' THEN e.recipient WHEN 'outcome' THEN e.sender END;
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: nothing was received under this release';
  END IF;
  IF (items <@ was.items AND cardinality(items) > 0 AND valued <@ items) IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: more than was released';
  END IF;
  IF (CASE said WHEN 'report' THEN cardinality(valued) = 0
                  AND code IN ('wrong', 'imprecise', 'incomplete', 'missing', 'outdated', 'superfluous')
                WHEN 'outcome' THEN code = 'corrected'
                  OR cardinality(valued) = 0 AND code IN ('right', 'not_established', 'needed', 'not_kept') END) IS NOT TRUE
     OR (octet_length(sealed) = 124) IS NOT TRUE OR ref IS NULL OR report IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: not a correction';
  END IF;
  IF NOT guard.line_says(acting, pg_current_xact_id(), line, 'correction', 'sealed', digest)
     OR NOT guard.line_says(acting, pg_current_xact_id(), line, 'correction', 'report', report::text) THEN
    RAISE insufficient_privilege USING MESSAGE = 'guard: the correction is not in the log';
  END IF;
  INSERT INTO guard.envelope (id, kind, sender, recipient, body, sealed)
  VALUES (release_correction.envelope, 'correction', acting,
          CASE said WHEN 'report' THEN was.sender ELSE was.recipient END,
          convert_to(jsonb_build_object(
            'v', 1, 'envelope', envelope, 'about', about, 'report', report, 'said', said, 'code', code,
            'batch', was.batch, 'chunk', was.chunk, 'digest', was.digest, 'disclosure', was.disclosure, 'ref', ref,
            'items', to_jsonb(items), 'valued', to_jsonb(valued), 'sealed', digest)::text, 'UTF8'),
          release_correction.sealed);
END $$;

-- As before; of a correction the codes go too: which row it was about, nobody needs to know once it was taken in.
CREATE OR REPLACE FUNCTION guard.settle(envelope uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE guard.envelope e SET sealed = NULL, settled_at = clock_timestamp(),
         body = CASE e.kind WHEN 'correction' THEN convert_to('{}', 'UTF8') ELSE e.body END
   WHERE e.id = settle.envelope AND e.recipient = guard.acting() AND e.settled_at IS NULL;
  RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION guard.release_correction(uuid, uuid, integer, uuid, uuid, text, text, text[], text[], bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.release_correction(uuid, uuid, integer, uuid, uuid, text, text, text[], text[], bytea, text) TO kring_app;
