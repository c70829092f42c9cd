"""The link that begins a teacher's account: signed, for one person, for one day, and for one time.

What is signed holds the password's hash: once a password is set, the link is worth nothing. No row is stored for it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from lessons import teachers


class _Links(PasswordResetTokenGenerator):
    key_salt = "tutorial.accounts.links"


_links = _Links()


def link_for(name: str) -> str:
    """The address, without the host, under which `name` sets a password. The account is made if there is none."""
    user, made = get_user_model().objects.get_or_create(username=name)
    if made:
        user.set_unusable_password()
        user.save()
    teachers.welcome(user)
    return reverse("teacher-link", args=[user.pk, _links.make_token(user)])


def whose(user_id: int, token: str) -> Any:
    """The user to whom this link belongs; None if it is too old, used, or never was one."""
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    return user if user is not None and _links.check_token(user, token) else None
