"""Levels: privileged, baseline, restricted; and the labels of a namespace that choose them."""

from __future__ import annotations

import re
from typing import NamedTuple

PRIVILEGED = "privileged"
LEVELS = (PRIVILEGED, "baseline", "restricted")
ENFORCE = "enforce"
PREFIX = "pod-security.kubernetes.io/"
LABELS = tuple(f"{PREFIX}{mode}" for mode in (ENFORCE, "audit", "warn"))
LATEST = "latest"
STRICTEST = LEVELS[-1]


class Policy(NamedTuple):
    """A level in the words of one version: `restricted:latest`. This model knows the words of its own version only."""

    level: str
    version: str

    def __str__(self) -> str:
        return f"{self.level}:{self.version}"

    @property
    def rank(self) -> int:
        """How strict it is."""
        return LEVELS.index(self.level)


class Policies(NamedTuple):
    """What a namespace wants."""

    enforce: Policy
    warn: Policy


def policy_of(labels: dict[str, str]) -> Policies:
    """The policies that the labels of a namespace choose. Without a word about warnings, they are as strict as the refusals."""
    enforce = _policy(labels, ENFORCE)
    if f"{PREFIX}warn" not in labels and enforce.level != PRIVILEGED:
        return Policies(enforce, enforce)
    return Policies(enforce, _policy(labels, "warn"))


def _policy(labels: dict[str, str], mode: str) -> Policy:
    level = labels.get(f"{PREFIX}{mode}", PRIVILEGED)
    version = labels.get(f"{PREFIX}{mode}-version", LATEST)
    return Policy(STRICTEST if level_error(level) else level, LATEST if version_error(version) else version)


def level_error(level: str) -> str:
    """Why this is no level; "" if it is one."""
    return "" if level in LEVELS else f"must be one of {', '.join(LEVELS)}"


def version_error(version: str) -> str:
    """Why this is no version; "" if it is one."""
    return "" if version == LATEST or re.fullmatch(r"v1\.\d+", version) else 'must be "latest" or "v1.x"'
