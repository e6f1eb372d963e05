"""What everybody finds first in the navigation."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from kring.face.navigation import Entry

ENTRIES = (
    Entry(pgettext_lazy("page", "Today"), "today", None, order=0),
    Entry(gettext_lazy("Our circle"), "circle", None, order=5),
)
