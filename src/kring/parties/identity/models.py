"""Accounts and seats: what must be read before it is known for whom one acts.

Kept behind a login role of its own: the role that serves pages holds no privilege here, so an injection in a flow finds
neither credentials nor a way to give itself a seat. source: DESIGN, "Whose row is it?"
"""

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; nobody registers by themselves."""

    def create_user(self, email: str, password: str | None = None) -> "Account":
        """A new account for ``email``; without password it can only be opened through a reset mail."""
        account = self.model(email=self.normalize_email(email))
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account with this address, whatever the case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """One person's way in. What the person may do follows from seats, never from the account."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.id)


class Seat(models.Model):
    """This account may act under that position of that organisation. source: REQUIREMENTS E18"""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats")
    organisation_id = models.UUIDField()
    position_id = models.UUIDField(unique=True)


class Side(models.Model):
    """On which side of a matter (a round: its batch) an account stands. Whoever saw one side never gets the other.

    Kept here, where both positions of one person are known; each organisation knows only its own. source: REQUIREMENTS E18
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sides")
    matter = models.UUIDField()
    organisation_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "matter"], name="identity_side_one_per_matter")]
