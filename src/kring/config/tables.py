"""What the tables of other people's packages are: declared after every migration, by name.

Tables of the house declare themselves in their own migrations. What stands in neither place fails the posture check.
"""

from django.db import connections

from kring.guard.declare import declare

IDENTITY = (
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_session",
    "identity_cache",
    "mfa_authenticator",
)
MACHINERY = (
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)


def declare_others(*, using: str = "owner") -> None:
    """Say what each of them is and grant it to the role that needs it. Safe to repeat; run as the owner."""
    connection = connections[using]
    declare(connection, "identity", IDENTITY)
    declare(connection, "machinery", MACHINERY)
    declare(connection, "machinery", ["django_migrations"], grant=False)
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON kring.django_migrations TO kring_app")  # "are the tables up to date?"
