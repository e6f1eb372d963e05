"""Which role reads and writes which table: accounts and sessions by the identity role, everything else by the application's.

Two login roles on one database: an injection in a flow cannot read a session, and sign-in cannot read a debtor.
"""

from typing import Any

from django.db.models import Model

IDENTITY_APPS = frozenset(
    {"auth", "contenttypes", "sessions", "account", "mfa", "socialaccount", "identity", "django_cache"}
)


class Router:
    """Sends each app to the alias of the role that may touch it; migrations run as the owner only."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """The alias that reads ``model``."""
        return _alias(model)

    def db_for_write(self, model: type[Model], **_hints: Any) -> str:
        """The alias that writes ``model``."""
        return _alias(model)

    def allow_relation(self, first: Model, second: Model, **_hints: Any) -> bool:
        """Whether two rows may be linked: never between accounts and an organisation's rows."""
        return _alias(first) == _alias(second)

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:  # noqa: ARG002
        """Only the owner makes tables."""
        return db == "owner"


def _alias(model: type[Model] | Model) -> str:
    # Asked of the row itself, not of its type: ``request.user`` is a lazy stand-in for one.
    return "identity" if model._meta.app_label in IDENTITY_APPS else "default"
