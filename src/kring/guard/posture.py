"""The posture check: does the database stand as the guard needs it? Run at start, hourly, and first in every test worker.

Each check is one query over the catalogue that answers a sentence per fault; no answer means sound.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_CHECKS: tuple[str, ...] = (
    # The roles are what they claim to be.
    """SELECT format('role %s has %s', rolname, right_) FROM pg_roles, LATERAL (VALUES
         ('SUPERUSER', rolsuper), ('BYPASSRLS', rolbypassrls), ('CREATEROLE', rolcreaterole),
         ('CREATEDB', rolcreatedb), ('REPLICATION', rolreplication)) AS r(right_, held)
       WHERE held AND rolname IN ('kring_owner', 'kring_guard', 'kring_app', 'kring_identity', 'kring_sealer')""",
    """SELECT format('role %s is a member of %s', m.rolname, g.rolname) FROM pg_auth_members a
       JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
       WHERE m.rolname IN ('kring_guard', 'kring_app', 'kring_identity', 'kring_sealer')
          OR (m.rolname = 'kring_owner' AND g.rolname <> 'kring_guard')""",
    """SELECT format('%s.%s belongs to %s, which serves requests', n.nspname, c.relname, r.rolname) FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
       WHERE r.rolname IN ('kring_app', 'kring_identity', 'kring_sealer')""",
    """SELECT format('%s may create in schema %s', r.rolname, n.nspname) FROM pg_roles r, pg_namespace n
       WHERE r.rolname IN ('kring_app', 'kring_identity', 'kring_sealer')
         AND n.nspname IN ('kring', 'journal', 'guard', 'public') AND has_schema_privilege(r.oid, n.oid, 'CREATE')""",
    """SELECT format('%s may create %s in this database', r.rolname, p) FROM pg_roles r, unnest(ARRAY['CREATE', 'TEMP']) p
       WHERE r.rolname IN ('kring_app', 'kring_identity', 'kring_sealer')
         AND has_database_privilege(r.oid, current_database(), p)""",
    # Every table is declared, and guarded as its kind demands.
    """SELECT format('table %s.%s is not declared', n.nspname, c.relname) FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p', 'f')
         AND coalesce(obj_description(c.oid), '') NOT IN ('kring:own', 'kring:public', 'kring:identity', 'kring:machinery')""",
    """SELECT format('table %s.%s has no forced row security', n.nspname, c.relname) FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE obj_description(c.oid) IN ('kring:own', 'kring:public') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""",
    """SELECT format('policy %s on %s.%s does not ask who acts', p.policyname, p.schemaname, p.tablename) FROM pg_policies p
       JOIN pg_namespace n ON n.nspname = p.schemaname
       JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
       WHERE 'kring_app' = ANY (p.roles) AND obj_description(c.oid) IN ('kring:own', 'kring:public')
         AND NOT (obj_description(c.oid) = 'kring:public' AND p.cmd = 'SELECT')
         AND concat(p.qual, p.with_check) NOT LIKE '%guard.acting()%'""",
    """SELECT format('policy %s on %s.%s is for everyone', policyname, schemaname, tablename) FROM pg_policies
       WHERE 'public' = ANY (roles)""",
    """SELECT format('kring_app may %s %s.%s', p, n.nspname, c.relname) FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
       WHERE c.relkind IN ('r', 'p') AND has_table_privilege('kring_app', c.oid, p)
         AND (obj_description(c.oid) = 'kring:identity' OR n.nspname = 'guard')""",
    """SELECT format('kring_identity may %s %s.%s', p, n.nspname, c.relname) FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
       WHERE c.relkind IN ('r', 'p') AND has_table_privilege('kring_identity', c.oid, p)
         AND coalesce(obj_description(c.oid), '') <> 'kring:identity'
         AND n.nspname IN ('kring', 'journal', 'guard')""",
    """SELECT format('%s may truncate or add triggers to %s.%s', r.rolname, n.nspname, c.relname) FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace, pg_roles r
       WHERE r.rolname IN ('kring_app', 'kring_identity', 'kring_sealer') AND c.relkind IN ('r', 'p')
         AND n.nspname IN ('kring', 'journal', 'guard')
         AND (has_table_privilege(r.oid, c.oid, 'TRUNCATE') OR has_table_privilege(r.oid, c.oid, 'TRIGGER'))""",
    # The log can only grow.
    """SELECT 'the log may be changed by kring_app' WHERE has_table_privilege('kring_app', 'journal.entry', 'UPDATE')
          OR has_table_privilege('kring_app', 'journal.entry', 'DELETE')""",
    """SELECT format('the trigger %s that keeps journal.%s is off or gone', kept.name, kept.place)
       FROM (VALUES ('entry', 'keep_rows'), ('leaf', 'keep_rows'), ('node', 'keep_rows'), ('checkpoint', 'keep_rows'),
                    ('head', 'keep_rows'), ('head', 'only_forward'), ('seal', 'keep_rows')) AS kept(place, name)
       WHERE NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'journal' AND c.relname = kept.place AND t.tgname = kept.name AND t.tgenabled = 'A')""",
    """SELECT format('rule %s on %s.%s', rulename, schemaname, tablename) FROM pg_rules
       WHERE schemaname IN ('kring', 'journal', 'guard')""",
    # Nothing goes around row security.
    """SELECT format('view %s.%s runs as its owner', n.nspname, c.relname) FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('kring', 'journal', 'guard')
         AND (c.relkind = 'm' OR (c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)))""",
    """SELECT format('%s.%s runs as its owner without a fixed search path', n.nspname, p.proname) FROM pg_proc p
       JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('kring', 'journal', 'guard') AND p.prosecdef
         AND p.prosqlbody IS NULL AND NOT coalesce(array_to_string(p.proconfig, ',') LIKE '%search_path=pg_catalog%', false)""",
    """SELECT format('everyone may call %s.%s', n.nspname, p.proname) FROM pg_proc p
       JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'guard' AND p.prosecdef
         AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)""",
)


def findings(connection: BaseDatabaseWrapper) -> list[str]:
    """What is wrong with the database's posture, a sentence each; an empty list means sound."""
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        (user,) = cursor.fetchone()
        if user != "kring_app":
            found.append(f"the application is connected as {user}, not as kring_app")
        for check in _CHECKS:
            cursor.execute(check)
            found += [sentence for (sentence,) in cursor.fetchall()]
    return found
