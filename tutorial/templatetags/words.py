"""`{% interface_language %}`, `{% interface_languages as list %}`, `{% script_words %}`: the languages of the interface."""

from __future__ import annotations

import json

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext, ngettext

from lessons import course_map
from tutorial.words import extracting

register = template.Library()


@register.simple_tag
def interface_language() -> str:
    """The language that the page's own words are in: the reader's, or English where there is no catalogue of it."""
    return course_map.interface_language()


@register.simple_tag
def interface_languages() -> list[dict[str, object]]:
    """Each language of the interface, by its own name."""
    now = interface_language()
    return [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize(), "now": code == now}
        for code in settings.INTERFACE_LANGUAGES
    ]


@register.simple_tag
def script_words() -> SafeString:
    """What scripts say in this language, as data that they read (static/js/language.js); nothing for English."""
    words: dict[str, str | list[str]] = {}
    for message in extracting.of_scripts():
        if message.plural:
            words[message.text] = [ngettext(message.text, message.plural, number) for number in (1, 2)]
        else:
            words[message.text] = gettext(message.text)
    told = {text: said for text, said in words.items() if said not in (text, [text])}
    if not told or interface_language() == "en":
        return mark_safe("")
    escaped = json.dumps(told).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html('<script type="application/json" id="page-words">{}</script>', mark_safe(escaped))
