"""`{% import_map %}`: tells the browser where each JavaScript module lies, under the name that its contents gave it.

Scripts import each other by plain relative paths (`./scene.js`) and packages by bare names (`cytoscape`); the map turns
both into addresses that may be cached for ever. It must stand before the first module script.
"""

import json
from functools import cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tutorial.vendor import MODULES

register = template.Library()


@register.simple_tag(takes_context=True)
def import_map(context: template.Context) -> SafeString:
    nonce = getattr(context["request"], "csp_nonce", "")
    text = _import_map() if not settings.DEBUG else _import_map.__wrapped__()
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))


@cache
def _import_map() -> str:
    imports = {name: static(path) for name, path in MODULES.items()}
    for path in sorted(_own_modules()):
        plain, hashed = f"{settings.STATIC_URL}{path}", static(path)
        if plain != hashed:
            imports[plain] = hashed
    return json.dumps({"imports": imports}).replace("<", "\\u003c")


def _own_modules() -> set[str]:
    """The scripts in static/js, as addresses below /static/."""
    return {
        path.replace("\\", "/")
        for finder in finders.get_finders()
        for path, _storage in finder.list([])
        if path.replace("\\", "/").startswith("js/") and path.endswith(".js")
    }
