"""Prose as HTML: coloured terms, and nothing that a hostile author could do to a learner."""

from html.parser import HTMLParser

import pytest

from lessons.course import markdown


class Reader(HTMLParser):
    """Collects what a browser would take for tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def test_a_component_is_a_term_in_its_colour_and_leads_to_its_box() -> None:
    assert markdown.html("The scheduler asks etcd.") == (
        '<p>The <a class="tc k-scheduler" href="#kube-scheduler" data-element="kube-scheduler" '
        'rel="noopener noreferrer">scheduler</a> asks <a class="tc k-etcd" href="#etcd" data-element="etcd" '
        'rel="noopener noreferrer">etcd</a>.</p>'
    )


def test_a_component_of_each_node_has_its_colour_only() -> None:
    assert markdown.inline("a kubelet of *node-1*") == 'a <span class="tc k-kubelet">kubelet</span> of <em>node-1</em>'


@pytest.mark.parametrize(
    "text", ["`etcd`", "[etcd](https://etcd.io)", "my-etcd", "etcd-1", "schedulers", "kubelet/node-1", "/etcd"]
)
def test_names_in_code_links_and_other_words_stay_as_they_are(text: str) -> None:
    assert 'class="tc' not in markdown.html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "![a](javascript:alert(1))",
        "<a href='x' onclick='alert(1)'>kubelet</a>",
        "<iframe src=https://elsewhere.example></iframe>",
        "<style>body{display:none}</style>",
        "[etcd]: javascript:alert(1)\n\n[etcd]",
        '<span class="tc" style="position:fixed">etcd</span>',
    ],
)
def test_nothing_that_acts_gets_through(text: str) -> None:
    reader = Reader()
    reader.feed(markdown.html(text))
    for tag, attributes in reader.tags:
        assert tag in markdown.TAGS
        for name, value in attributes:
            assert name == "rel" or name in markdown.ATTRIBUTES[tag]
            assert name not in ("href", "src") or (value or "").startswith(("#", "https:", "x"))


def test_what_is_nested_without_end_is_drawn_all_the_same() -> None:
    for text in (">" * 5_000 + "x", "[" * 20_000, "*" * 20_000 + "a", "- " * 5_000 + "x"):
        assert markdown.html(text)
