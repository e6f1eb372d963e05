"""``{% csrf_token %}`` of this house: Django's, and beside it whose form it is. Loaded for every template (``builtins``)."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kring.face.whose import FIELD, mark_of

register = template.Library()


class _Marked(CsrfTokenNode):
    """Django's own hidden field and, on a page of somebody who acts, the mark."""

    def render(self, context: Context) -> SafeString:
        """Both fields."""
        token, request = SafeString(super().render(context)), context.get("request")
        mark = mark_of(request) if token and request is not None else ""
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, mark) if mark else token


@register.tag
def csrf_token(parser: Parser, token: Token) -> _Marked:  # noqa: ARG001 - as Django asks
    """The hidden fields of a form."""
    return _Marked()
