"""`{% icon "name" %}`: one icon of the set (Lucide), drawn in the colour of the text beside it."""

import re
from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tutorial.setup import places

register = template.Library()

ICONS = places.NODE_MODULES / "lucide-static" / "icons"


@register.simple_tag
def icon(name: str, label: str = "", css_class: str = "") -> SafeString:
    """The icon `name`, hidden from screen readers unless it has a `label` of its own."""
    hearing = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false">{}</svg>',
        f"icon {css_class}".strip(),
        hearing,
        shapes(name),
    )


@cache
def shapes(name: str) -> SafeString:
    """What stands inside the icon's <svg>."""
    file = ICONS / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        raise template.TemplateSyntaxError(f"No icon is called {name!r}; the names are those of lucide-static.")
    inside = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(), re.DOTALL)
    assert inside is not None, f"{file} holds no <svg>"
    return mark_safe(" ".join(inside[1].split()))
