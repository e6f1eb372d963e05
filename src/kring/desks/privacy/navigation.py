"""The log's place in the main navigation; ``config`` wires it."""

from django.utils.translation import gettext_lazy as _

from kring.face.navigation import Entry

DPO = frozenset({"dpo"})
"""Who opens the log: the organisation's own data protection officer, and nobody else. source: REQUIREMENTS E6"""

ENTRIES = (Entry(label=_("Log"), url="privacy:log", functions=DPO, order=70),)
