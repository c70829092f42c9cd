"""Subresources: parts of an object, or deeds on it, with a URL of their own. Fact sheet §4.7."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import (
    approval,
    binding,
    ephemeralcontainers,
    eviction,
    exec,
    finalize,
    log,
    portforward,
    resize,
    scale,
    status,
    token,
)

# (plural or *, subresource) → what answers it
SUBRESOURCES: dict[tuple[str, str], Callable[..., Any]] = {
    ("*", "status"): status.serve,
    ("*", "scale"): scale.serve,
    ("pods", "binding"): binding.serve,
    ("pods", "eviction"): eviction.serve,
    ("pods", "ephemeralcontainers"): ephemeralcontainers.serve,
    ("pods", "exec"): exec.serve,
    ("pods", "log"): log.serve,
    ("pods", "portforward"): portforward.serve,
    ("pods", "resize"): resize.serve,
    ("certificatesigningrequests", "approval"): approval.serve,
    ("serviceaccounts", "token"): token.serve,
    ("namespaces", "finalize"): finalize.serve,
}
