"""Signing in, as the database sees it: what is kept opens nothing for whoever copies it."""

from datetime import date
from typing import Any

import psycopg
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from kring.core.clock import system_clock
from kring.guard.acting import machine_of
from kring.parties.actions import appoint, found_organisation
from kring.parties.identity.actions import open_account, seat

PASSWORD = "een lang wachtwoord"


@pytest.fixture
def address(committed: None) -> str:
    """The address of somebody with one position, signed in with a password only."""
    number = 19_500_001
    city = found_organisation(
        name="Stad Zandhoven-op-Proef",
        enterprise_number=f"{number}{97 - number % 97:02d}",
        kind="city",
        fictitious=True,
        clock=system_clock,
    )
    account = open_account(email="hilde.mertens@proef.example", password=PASSWORD)
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    position = appoint(by=machine_of(city.id), name="Hilde Mertens", function="debt_team", valid_from=date(2026, 1, 1))
    seat(account=account, organisation=city.id, position=position.id)
    return account.email


@pytest.mark.req("V12")
def test_a_copy_of_the_accounts_signs_nobody_in(address: str, server: Any, database: str) -> None:
    """No table holds the cookie of a session, the password, or the secret of a second factor in clear."""
    client = Client()
    answer = client.post("/aanmelden/login/", {"login": address, "password": PASSWORD})
    assert answer.status_code == 302
    cookie = client.cookies["kring"].value
    client.get("/aanmelden/2fa/")
    assert client.get("/vandaag/").headers["Location"].startswith("/aanmelden/2fa/")

    secret = "JBSWY3DPEHPK3PXP"
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415

    from kring.parties.identity.models import Account  # noqa: PLC0415

    TOTP.activate(Account.objects.get(email=address), secret)
    assert Authenticator.objects.filter(user__email=address).exists()
    assert client.get("/vandaag/").status_code == 200

    with psycopg.connect(server.conninfo(database)) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('kring', 'guard', 'journal')"
        ).fetchall()
        for (table,) in tables:
            held = connection.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t").fetchone()
            kept = (held and held[0]) or ""
            assert cookie not in kept, f"{table} holds the cookie"
            assert PASSWORD not in kept, f"{table} holds the password"
            assert secret not in kept, f"{table} holds the secret"
