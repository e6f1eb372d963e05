"""The client register's place in the main navigation; ``config`` wires it."""

from django.utils.translation import gettext_lazy as _

from kring.clients.register import SOCIAL_WORKER
from kring.face.navigation import Entry

WORKERS = frozenset({SOCIAL_WORKER})

ENTRIES = (Entry(label=_("Client register"), url="clients_desk:register", functions=WORKERS, order=30),)
