"""What must hold before this installation serves anyone. Each finding has a stable id.

KRING-E001 the database does not answer · KRING-E002 migrations are missing · KRING-E003 the posture is not sound ·
KRING-E004 the demo's shortcut on a server that Kring did not start · KRING-E005 a relaxed setting in real service
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections

from kring.config import migrating
from kring.guard import posture
from kring.local.postgres import CLUSTER_NAME

_SERVING = ("default", "identity")


@checks.register(checks.Tags.security)
def nothing_is_relaxed(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """In real service every guard of the browser and of sign-in is on."""
    if settings.KRING_MODE != "real":
        return []
    wanted = {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "KRING_DEMO_SIGN_IN": False,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }
    relaxed = [name for name, value in wanted.items() if getattr(settings, name) != value]
    return [checks.Error(f"{name} is relaxed in real service.", id="KRING-E005") for name in relaxed]


def problems() -> list[str]:
    """What stands in the way of serving, a sentence each with its id; an empty list means: go ahead."""
    found = [f"{message.id}: {message.msg}" for message in checks.run_checks() if message.level >= checks.ERROR]
    try:
        return found + _problems_of_database()
    except DatabaseError as error:
        told = (str(error).splitlines() or [type(error).__name__])[0]  # libpq names host and role, never the password
        return [*found, f"KRING-E001: de databank antwoordt niet of weigert ons: {told}"]
    finally:
        connections.close_all()


def _problems_of_database() -> list[str]:
    for alias in _SERVING:
        connections[alias].ensure_connection()
    if missing := migrating.missing():
        return [f"KRING-E002: de tabellen zijn niet bijgewerkt ({len(missing)} stappen). Voer uit: kring migrate."]
    found = [f"KRING-E003: {sentence}" for sentence in posture.findings(connections["default"])]
    if settings.KRING_DEMO_SIGN_IN and not _embedded():
        found.append("KRING-E004: aanmelden zonder wachtwoord mag alleen op de ingebouwde databank van de demo.")
    return found


def _embedded() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW cluster_name")
        return bool(cursor.fetchone() == (CLUSTER_NAME,))
