"""Let a person in: an account with a known address, and the mail through which the person chooses a password.

The second factor is asked for at the first sign-in; nobody gives it from here. source: REQUIREMENTS V12
"""

import smtplib
from io import BytesIO
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIRequest
from django.core.validators import validate_email
from django.db import transaction

from kring.core.errors import Fault
from kring.parties.identity.actions import open_account, seat
from kring.parties.identity.models import Account, Seat


def account_of(email: str) -> Account | None:
    """The account with this address, whatever the case; a person's further addresses count once they are verified.

    Only then: else somebody could write a newcomer's address under the own account, and be appointed in that person's place.
    """
    known = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    if known is not None:
        account: Account = known.user
        return account
    return Account.objects.filter(email__iexact=email).first()


def admit(*, email: str) -> Account:
    """The account with this address, opened without a usable password when there is none; the address counts as verified.

    One transaction of the identity role; doing it again changes nothing. An account alone opens no page: that takes a seat.
    Raises ``Fault``: ``wrong_email``, ``account_closed``.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Fault("wrong_email", "Dit is geen e-mailadres. Er is niets veranderd.") from None
    with transaction.atomic(using="identity"):
        account = account_of(address) or open_account(email=address)
        if not account.is_active:
            raise Fault("account_closed", "De account met dit adres is afgesloten. Er is niets veranderd.")
        known = EmailAddress.objects.filter(user=account)
        if not known.filter(email__iexact=address).update(verified=True):
            EmailAddress.objects.create(
                user=account, email=address, verified=True, primary=not known.filter(primary=True).exists()
            )
    return account


def seat_once(*, account: Account, organisation: UUID, position: UUID) -> bool:
    """Seat ``account`` under ``position`` unless it sits there already; whether that was needed.

    Raises ``Fault("seat_taken")`` when somebody else sits there.
    """
    taken = Seat.objects.filter(position_id=position).first()
    if taken is None:
        seat(account=account, organisation=organisation, position=position)
        return True
    if taken.account_id != account.id:
        raise Fault("seat_taken", "Op deze functie zit al iemand anders.")
    return False


def send_password_mail(account: Account, *, origin: str) -> None:
    """Send the mail with the link to choose a password, on the public address ``origin``.

    Raises ``Fault("mail_not_sent")`` when the mail server does not take it; sending it again is harmless.
    """
    request = _request_to(origin)
    form = ResetPasswordForm({"email": account.email})
    with request_context(request):
        if not form.is_valid():
            raise Fault("wrong_email", "Naar dit adres gaat geen mail.")
        try:
            form.save(request)
        except (smtplib.SMTPException, OSError) as broken:
            raise Fault(
                "mail_not_sent", "De mailserver nam de mail niet aan (KRING_EMAIL, KRING_EMAIL_FROM)."
            ) from broken


def _request_to(origin: str) -> WSGIRequest:
    """What allauth builds its link from, where no browser asked."""
    address = urlsplit(origin)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "HTTP_HOST": address.netloc,
            "SERVER_NAME": address.hostname or "",
            "SERVER_PORT": str(address.port or (443 if address.scheme == "https" else 80)),
            "wsgi.url_scheme": address.scheme,
            "wsgi.input": BytesIO(),
        }
    )
