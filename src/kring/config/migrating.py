"""Bring the database's tables up to date, as the owner, and declare the ones that are not ours."""

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from kring.config import tables


def migrate(*, verbosity: int = 0) -> None:
    """Run every migration as the owner, make the table of the limits on sign-in, declare other people's tables."""
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity, skip_checks=True)
    call_command("createcachetable", database="owner", verbosity=verbosity)
    tables.declare_others(using="owner")
    connections["owner"].close()


def missing(*, using: str = "default") -> list[str]:
    """The migrations that this database does not have yet, as ``app.name``."""
    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
