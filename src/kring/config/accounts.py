"""How allauth behaves in this house: accounts are made by an administrator, and second factors are stored encrypted."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from kring.parties.identity import second_factors


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: an account belongs to a person whom an organisation appointed."""
        return False


class EncryptingMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth carries no types
    """A copy of the accounts' tables gives nobody a second factor."""

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator, as it is stored."""
        return second_factors.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret of an authenticator, as it is used."""
        return second_factors.decrypt(encrypted_text)
