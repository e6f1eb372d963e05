"""The settings of an installation: what is wrong is told at once, with an id, and never with a secret."""

from pathlib import Path

import pytest

from kring.config.environment import MESSAGES, UnsoundSettingsError, parse_database, read

SOUND = {
    "DATABASE_URL": "postgresql://kring_app:s3cret-app@db.example.be/kring?sslmode=verify-full",
    "DATABASE_URL_IDENTITY": "postgresql://kring_identity:s3cret-id@db.example.be/kring?sslmode=verify-full",
    "KRING_GUARD_KEY": "a1" * 32,
    "KRING_MASTER_KEY": "b2" * 32,
    "KRING_SECRET_KEY": "a long secret that signs cookies, and more of it",
    "KRING_ORIGIN": "https://kring.example.be",
    "KRING_EMAIL": "smtp+tls://kring:s3cret-mail@mail.example.be",
    "KRING_EMAIL_FROM": "kring@example.be",
}


def codes(source: dict[str, str], process: str = "web") -> set[str]:
    """The ids of the problems with these settings."""
    try:
        read(source, process=process)  # type: ignore[arg-type]
    except UnsoundSettingsError as unsound:
        return {problem.code for problem in unsound.problems}
    return set()


def test_a_sound_installation_is_real_and_relaxes_nothing() -> None:
    """Without KRING_MODE an installation is real; its own name is the only host it answers to."""
    here = read(SOUND, process="web")
    assert here.real
    assert here.hosts == ("kring.example.be",)
    assert not here.demo_sign_in
    assert here.app is not None
    assert here.app.options == {"sslmode": "verify-full"}


def test_an_administrator_sees_all_that_is_wrong_at_once() -> None:
    """An empty environment lists every missing setting, not only the first."""
    assert codes({}) == {"KRING-C002", "KRING-C006", "KRING-C007", "KRING-C012", "KRING-C013", "KRING-C016"}


def test_serving_without_a_database_is_refused_and_says_how() -> None:
    """The message names the variable, the role, and the demo for who only wants to look."""
    with pytest.raises(UnsoundSettingsError) as raised:
        read({**SOUND, "DATABASE_URL": "", "LANG": "en_GB.UTF-8"}, process="web")
    assert "KRING-C002: DATABASE_URL is missing" in raised.value.message
    assert "postgresql://kring_app:" in raised.value.message
    assert "make demo" in raised.value.message


@pytest.mark.parametrize("language", ["nl_BE.UTF-8", "en_GB.UTF-8"])
def test_no_message_repeats_a_secret(language: str) -> None:
    """Wrong values of every secret setting are refused without being shown."""
    wrong = {
        "DATABASE_URL": "mysql://someone:s3cret-one@host/x",
        "DATABASE_URL_IDENTITY": "postgresql://postgres:s3cret-two@elsewhere/x",
        "KRING_GUARD_KEY": "s3cret-three",
        "KRING_MASTER_KEY": "s3cret-four",
        "KRING_SECRET_KEY": "s3cret-five",
        "KRING_EMAIL": "ftp://x:s3cret-six@y",
        "LANG": language,
    }
    with pytest.raises(UnsoundSettingsError) as raised:
        read(wrong, process="web")
    assert "s3cret" not in raised.value.message
    assert "s3cret" not in str(raised.value)


def test_a_role_with_other_privileges_is_refused() -> None:
    """The application never runs as the owner, nor as a superuser."""
    url = SOUND["DATABASE_URL"].replace("kring_app", "kring_owner")
    assert codes({**SOUND, "DATABASE_URL": url}) == {"KRING-C004"}


def test_a_database_over_the_network_says_how_it_is_protected() -> None:
    """Without sslmode libpq would accept a connection in clear."""
    assert codes({**SOUND, "DATABASE_URL": SOUND["DATABASE_URL"].split("?")[0]}) == {"KRING-C005"}


@pytest.mark.parametrize("mode", ["real", "test", "compare"])
def test_nobody_switches_the_demo_shortcut_on_in_another_mode(mode: str) -> None:
    """Signing in without password exists in the demo only."""
    local = {name: url.replace("db.example.be", "127.0.0.1").split("?")[0] for name, url in SOUND.items()}
    assert "KRING-C011" in codes({**local, "KRING_MODE": mode, "KRING_DEMO_SIGN_IN": "1"})
    assert codes({**local, "KRING_MODE": "demo", "KRING_DEMO_SIGN_IN": "1"}) == set()


def test_the_demo_refuses_a_database_on_another_machine() -> None:
    """With a real configuration neither the demo nor its shortcut starts."""
    assert codes({**SOUND, "KRING_MODE": "demo", "KRING_DEMO_SIGN_IN": "1"}) == {"KRING-C010", "KRING-C011"}


def test_each_process_needs_only_its_own_settings(tmp_path: Path) -> None:
    """The one who migrates holds no key of the guard; the sealer holds its own key and nothing of the application."""
    owner = {"DATABASE_URL_OWNER": "postgresql://kring_owner:x@localhost/kring"}
    assert codes(owner, "migrate") == set()
    key = tmp_path / "key"
    key.touch()
    sealer = {"DATABASE_URL_SEALER": "postgresql://kring_sealer:x@localhost/kring", "KRING_SEALER_KEY": str(key)}
    assert codes(sealer, "sealer") == {"KRING-C015"}
    assert codes({**sealer, "KRING_ANCHOR": str(tmp_path / "anchor")}, "sealer") == set()


def test_a_password_with_odd_characters_survives() -> None:
    """Percent signs in the address are read, and libpq's own form is quoted."""
    database = parse_database("postgresql://kring_app:p%40ss%20w%27rd@localhost:5433/kring")
    assert database is not None
    assert database.password == "p@ss w'rd"
    assert database.port == 5433
    assert "password='p@ss w\\'rd'" in database.conninfo
    assert "p@ss" not in repr(database)


def test_every_message_is_told_in_both_languages() -> None:
    """No id is used twice, none is without Dutch or English."""
    assert all(len(texts) == 2 and all(texts) and texts[0] != texts[1] for texts in MESSAGES.values())
