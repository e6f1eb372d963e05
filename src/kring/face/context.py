"""What the shell shows on every page: for whom one acts, the navigation, the band of an invented organisation."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kring.core.clock import house_clock
from kring.face import navigation
from kring.face.language import languages
from kring.face.seats import Sitting, sitting_of
from kring.face.words import function_label


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor. Lazy: a page without the shell asks the database nothing."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "languages": tuple(languages().items()),
        "demo_sign_in": settings.KRING_DEMO_SIGN_IN,
    }


def _shell(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    sitting = sitting_of(request) if user is not None and user.is_authenticated else None
    if not isinstance(sitting, Sitting):
        return {"fictitious": settings.KRING_DEMO_SIGN_IN, "navigation": ()}
    view_name = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "organisation": sitting.party.name,
        "person": sitting.held.name,
        "function": function_label(sitting.held.function),
        "several": sitting.several,
        "fictitious": sitting.party.fictitious,
        "now": house_clock(),
        "navigation": navigation.shown_to(sitting.held.function, view_name),
    }
