"""``kring migrate``: bring the tables up to date, or show what the database's administrator runs once."""

import argparse
from collections.abc import Callable, Sequence


def main(argv: Sequence[str], *, bootstrap_sql: Callable[[], str], migrate: Callable[[], None]) -> int:
    """Migrate as the owner (``DATABASE_URL_OWNER``), or print the SQL that makes roles and schemas."""
    parser = argparse.ArgumentParser(
        prog="kring migrate",
        description="Bring the tables up to date, as the owner of the tables (DATABASE_URL_OWNER).",
    )
    parser.add_argument(
        "--bootstrap-sql",
        action="store_true",
        help="only print the SQL that a superuser runs once in the new database (psql -v ON_ERROR_STOP=1 -f …)",
    )
    if parser.parse_args(argv).bootstrap_sql:
        print(bootstrap_sql())
        return 0
    migrate()
    print("De tabellen zijn bijgewerkt.")
    return 0
