"""Authentication: who is asking? Fact sheet §4.1, §4.3 (401)."""

from __future__ import annotations

from ...machinery.api import User
from . import errors


def check(user: User) -> None:
    """Refuse a request without a user. The network delivers each with the name that its sender's certificate gives."""
    if not user.name:
        raise errors.unauthorized()
