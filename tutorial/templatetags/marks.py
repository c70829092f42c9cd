"""`{{ sentence|marks }}`: a sentence in which `code` and **words** are marked, as in Markdown; all else stands as it is."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_CODE = re.compile(r"`([^`\n]+)`")
_STRONG = re.compile(r"\*\*([^*\n]+)\*\*")


@register.filter
def marks(sentence: str) -> SafeString:
    """The sentence as HTML: escaped first, so that nothing in it is markup but these marks."""
    found = []
    for index, part in enumerate(_CODE.split(str(sentence))):
        told = str(escape(part))
        found.append(f"<code>{told}</code>" if index % 2 else _STRONG.sub(r"<strong>\1</strong>", told))
    return mark_safe("".join(found))
