"""A session store whose table holds no usable cookie: rows are found by the digest of the key, and data fit only their own key.

Tried in docs/decisions/0004-acting-proof.md: an injected SELECT read another organisation's session key and was signed in.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db


def _row(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's database sessions, with hashed keys."""

    @property
    def key_salt(self) -> str:
        """Signed data of one session cannot be copied under another key."""
        return f"kring.sessions.{self.session_key}"

    def _get_session_from_db(self) -> Any:
        real, self._session_key = self.session_key, _row(self.session_key or "")
        try:
            return super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._session_key = self._session_key and real

    def exists(self, session_key: str) -> bool:
        """Whether a session with this (clear) key exists."""
        return super().exists(_row(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row to store, under the digest of the key."""
        row = super().create_model_instance(data)
        row.session_key = _row(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget the session."""
        if key := session_key or self.session_key:
            super().delete(_row(key))
