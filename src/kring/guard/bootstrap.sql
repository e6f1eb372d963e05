-- What a database administrator runs once per database, as a superuser; safe to repeat.
-- Roles belong to the cluster; everything else here belongs to this database, so a clone needs it again.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kring_owner')    THEN CREATE ROLE kring_owner LOGIN NOINHERIT; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kring_guard')    THEN CREATE ROLE kring_guard NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kring_app')      THEN CREATE ROLE kring_app LOGIN NOINHERIT; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kring_identity') THEN CREATE ROLE kring_identity LOGIN NOINHERIT; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kring_sealer')   THEN CREATE ROLE kring_sealer LOGIN NOINHERIT; END IF;
  IF NOT pg_has_role('kring_owner', 'kring_guard', 'MEMBER') THEN GRANT kring_guard TO kring_owner; END IF;

  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());       -- no TEMP: no shadow tables
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO kring_owner, kring_app, kring_identity, kring_sealer', current_database());
  EXECUTE format('ALTER ROLE kring_owner    IN DATABASE %I SET search_path = kring, pg_temp', current_database());
  EXECUTE format('ALTER ROLE kring_app      IN DATABASE %I SET search_path = kring, pg_temp', current_database());
  EXECUTE format('ALTER ROLE kring_identity IN DATABASE %I SET search_path = kring, pg_temp', current_database());
  EXECUTE format('ALTER ROLE kring_sealer   IN DATABASE %I SET search_path = journal, pg_temp', current_database());
  EXECUTE format('ALTER ROLE kring_app      IN DATABASE %I SET track_activities = off', current_database());
  EXECUTE format('ALTER ROLE kring_identity IN DATABASE %I SET track_activities = off', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS kring   AUTHORIZATION kring_owner;
CREATE SCHEMA IF NOT EXISTS journal AUTHORIZATION kring_owner;
CREATE SCHEMA IF NOT EXISTS guard   AUTHORIZATION kring_guard;
GRANT USAGE ON SCHEMA kring   TO kring_app, kring_identity, kring_guard;
GRANT USAGE ON SCHEMA journal TO kring_app, kring_guard, kring_sealer;
GRANT USAGE ON SCHEMA guard   TO kring_app, kring_owner, kring_sealer;

SET ROLE kring_guard;

-- The key of the proof, as the two pads of HMAC. One row; two while it is being rotated.
CREATE TABLE IF NOT EXISTS guard.secret (id smallint PRIMARY KEY, ipad bytea NOT NULL, opad bytea NOT NULL);
COMMENT ON TABLE guard.secret IS 'kring:machinery';

-- Names this transaction: a proof made for it is worthless in any other.
CREATE OR REPLACE FUNCTION guard.stamp() RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED BEGIN ATOMIC
  SELECT concat(pg_backend_pid(), '.', (extract(epoch FROM now()) * 1000000)::bigint);
END;

-- HMAC-SHA-256, without pgcrypto.
CREATE OR REPLACE FUNCTION guard.proven(message text, proof text) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED BEGIN ATOMIC
  SELECT EXISTS (SELECT FROM guard.secret WHERE proof =
    encode(sha256(opad || sha256(ipad || convert_to(concat(guard.stamp(), '|', message), 'UTF8'))), 'hex'));
END;

-- The organisation for which this transaction acts: none set, no rows; set but not proven, an error.
CREATE OR REPLACE FUNCTION guard.acting() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  claim text := current_setting('kring.acting', true);    -- organisation|position|proof
BEGIN
  IF coalesce(claim, '') = '' THEN
    RETURN NULL;
  END IF;
  IF guard.proven('acting|' || left(claim, 73), substr(claim, 75)) THEN
    RETURN left(claim, 36)::uuid;
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'guard: organisation not proven in this transaction';
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA guard FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA guard FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA guard REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.stamp(), guard.acting() TO kring_app, kring_owner;

RESET ROLE;
