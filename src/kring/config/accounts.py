"""How allauth behaves in this house: accounts are made by an administrator, and second factors are stored encrypted."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: an account belongs to a person whom an organisation appointed."""
        return False


class EncryptingMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth carries no types
    """A copy of the accounts' tables gives nobody a second factor."""

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator, as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret of an authenticator, as it is used."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.blake2b(b"second factors", key=settings.KRING_MASTER_KEY, digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(key))
