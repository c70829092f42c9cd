"""The server's front door: pages go to Django, websockets to the live clusters."""

import os
import sys
from typing import Any

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutorial.settings")
pages = get_asgi_application()  # before the routes: they import models

from clusterviz.live import boots, garbage  # noqa: E402
from clusterviz.live.registry import drain as drain  # noqa: E402
from clusterviz.routing import websocket_urlpatterns  # noqa: E402
from lessons import course_map, futures  # noqa: E402
from tutorial.held_open import hold_open  # noqa: E402
from tutorial.origins import SameOrigin  # noqa: E402
from tutorial.patience import Patience  # noqa: E402

NO_SUCH_SOCKET = 4404
# So long a page may keep the frames of all others waiting, each time: Python's own 5 ms add up, and a tenth of this costs a
# fifth more CPU.
SWITCH_S = 0.001


async def no_such_socket(scope: Any, receive: Any, send: Any) -> None:
    """Refuse an address that nobody serves; the router alone would fill the log with errors."""
    await receive()
    await send({"type": "websocket.close", "code": NO_SUCH_SOCKET})


def begin() -> None:
    """The server begins to serve: what the first visitor of a class would wait for, and everybody with them, is made now."""
    sys.setswitchinterval(SWITCH_S)
    lessons = course_map.course().lessons.values()
    boots.make_ready({(lesson.setting.preset, lesson.setting.nodes) for lesson in lessons})
    hold_open(settings.DATABASES["default"])
    garbage.begin()
    futures.begin()
    if settings.LTI:
        from tutorial.lti import sending

        sending.begin()


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    """The server begins and ends (daphne does not say so: `manage.py up` drains there)."""
    while True:
        event = (await receive())["type"]
        if event == "lifespan.startup":
            begin()
        if event == "lifespan.shutdown":
            await sync_to_async(drain, thread_sensitive=False)()
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return


sockets = URLRouter([*websocket_urlpatterns, re_path("", no_such_socket)])
application = ProtocolTypeRouter(
    {
        "http": Patience(pages),
        "lifespan": lifespan,
        # The Origin first: a stranger's page must not ride on a visitor's cookie.
        "websocket": SameOrigin(AuthMiddlewareStack(sockets), no_such_socket),
    }
)
