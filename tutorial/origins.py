"""Whose page may open a socket here: only a page of this very site, scheme, host and port. A cookie goes to all ports of a host."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


class SameOrigin:
    """Lets through the sockets of the site's own pages; the others go to `refuse`."""

    def __init__(self, application: Any, refuse: Any) -> None:
        self.application = application
        self.refuse = refuse

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        application = self.application if is_own(scope) else self.refuse
        return await application(scope, receive, send)


def is_own(scope: Any) -> bool:
    """Whether the page that asks is of this site, as Django decides it for a form: behind a proxy too."""
    request = HttpRequest()
    for name, value in scope["headers"]:
        header = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        request.META[header] = value.decode("latin-1")
    server = scope.get("server") or ("", 0)
    request.META |= {"SERVER_NAME": server[0] or "", "SERVER_PORT": str(server[1] or "")}
    origin = request.META.get("HTTP_ORIGIN", "")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    secure = request.is_secure() or scope.get("scheme") == "wss"
    try:
        return origin == f"{'https' if secure else 'http'}://{request.get_host()}"
    except DisallowedHost:
        return False
