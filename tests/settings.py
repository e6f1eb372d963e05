"""The settings of the tests: the real ones, in test mode, with keys that protect nothing; ``conftest`` adds the database."""

import os

KEYS = {"KRING_GUARD_KEY": "11" * 32, "KRING_MASTER_KEY": "22" * 32, "KRING_SECRET_KEY": "only for tests " * 4}
PASSWORD = "tests"  # of every login role, on a server that lives as long as the tests do

os.environ.update(KEYS)
os.environ.update(
    {
        "KRING_MODE": "test",
        "KRING_PROCESS": "web",
        "KRING_SEAL_WAIT": "20",
        "DATABASE_URL": f"postgresql://kring_app:{PASSWORD}@127.0.0.1:1/not-yet",
        "DATABASE_URL_IDENTITY": f"postgresql://kring_identity:{PASSWORD}@127.0.0.1:1/not-yet",
        "DATABASE_URL_OWNER": f"postgresql://kring_owner:{PASSWORD}@127.0.0.1:1/not-yet",
    }
)

from kring.config.settings import *  # noqa: E402, F403 - after the environment is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and only here
