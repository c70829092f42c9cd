"""Several processes: a page whose path names no cluster is answered by the process that has the visitor's cluster.

nginx sends `/c/<cluster>/…` to the cluster's home by itself. Any other page may come to any process. One that does not have
the cluster says so to nginx (`X-Accel-Redirect`), which asks the cluster's home the same again: deploy/nginx.conf, `@home`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from clusterviz.live import ownership

ROUTES = "X-Glass-Routes"  # nginx says that it can do so
AT_HOME = "X-Glass-Home"  # … and that it has done so: there is no better place
CLUSTER, COOKIE = "X-Glass-Cluster", "X-Glass-Cookie"  # what we say: where to go, and as whom
OWN_PATHS = "/c/"


class Homing:
    """Middleware; outside of that of the sessions, whose cookies a newcomer takes along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        by_chance = ROUTES in request.headers and AT_HOME not in request.headers
        before = ownership.ONLY_MINE.set(by_chance and not request.path.startswith(OWN_PATHS))
        try:
            response = self.get_response(request)
        finally:
            ownership.ONLY_MINE.reset(before)
        if CLUSTER in response.headers:
            cookies = request.COOKIES | {name: morsel.value for name, morsel in response.cookies.items()}
            response.headers[COOKIE] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Nothing was done yet that may not be done again."""
        if not isinstance(error, ownership.NotHere):
            return None
        return HttpResponse(headers={"X-Accel-Redirect": "@home", CLUSTER: error.cluster_id})
