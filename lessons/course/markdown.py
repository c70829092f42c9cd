"""Markdown to HTML for a lesson's prose: sanitised, and with each component's name in its colour, tied to its box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .claims import without_marks

# A component's names in prose -> (colour in static/css, its box in the diagram; "" where there is one on each node).
TERMS: dict[str, tuple[str, str]] = {
    "kube-apiserver": ("apiserver", "kube-apiserver"),
    "API server": ("apiserver", "kube-apiserver"),
    "etcd": ("etcd", "etcd"),
    "kube-scheduler": ("scheduler", "kube-scheduler"),
    "scheduler": ("scheduler", "kube-scheduler"),
    "kube-controller-manager": ("controllers", "kube-controller-manager"),
    "controller manager": ("controllers", "kube-controller-manager"),
    "controllers": ("controllers", "kube-controller-manager"),
    "controller": ("controllers", "kube-controller-manager"),
    "kubelets": ("kubelet", ""),
    "kubelet": ("kubelet", ""),
    "kube-proxy": ("proxy", ""),
    "container runtime": ("runtime", ""),
    "containerd": ("runtime", ""),
    "CoreDNS": ("addon", ""),
}
_TERM = re.compile(r"(?<![\w/-])(" + "|".join(re.escape(term) for term in TERMS) + r")(?![\w/-])")
_CALM = {"link_open": 1, "link_close": -1, "strong_open": 0, "strong_close": 0}

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "img", "kbd", "li", "ol", "p", "pre", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "class", "data-element"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "span": {"class"},
}


def html(text: str) -> str:
    """A stretch of prose."""
    return _clean(_MARKDOWN.render(without_marks(text)))


def inline(text: str) -> str:
    """A sentence, without a paragraph around it."""
    return _clean(_MARKDOWN.renderInline(without_marks(text)))


def _clean(drawn: str) -> str:
    return nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}).strip()


def _colour_terms(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_with_terms(token.children))


def _with_terms(children: list[Token]) -> Iterator[Token]:
    within_link = 0
    for child in children:
        within_link += _CALM.get(child.type, 0)
        if child.type != "text" or within_link:
            yield child
            continue
        for index, part in enumerate(_TERM.split(child.content)):
            yield _term(part) if index % 2 else _text(part)


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _term(name: str) -> Token:
    colour, element = TERMS[name]
    token = Token("html_inline", "", 0)
    if element:
        token.content = f'<a class="tc k-{colour}" href="#{element}" data-element="{element}">{name}</a>'
    else:
        token.content = f'<span class="tc k-{colour}">{name}</span>'
    return token


def _markdown() -> MarkdownIt:
    markdown: Any = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.core.ruler.after("inline", "terms", _colour_terms)
    return markdown  # type: ignore[no-any-return]


_MARKDOWN = _markdown()
