"""The register's place in the main navigation; ``config`` wires it."""

from django.utils.translation import gettext_lazy as _

from kring.face.navigation import Entry

ENTRIES = (
    Entry(
        label=_("Agreements"),
        url="register:list",
        functions=frozenset({"debt_team", "social_worker", "dpo", "secretary_general"}),
        order=80,
    ),
)
