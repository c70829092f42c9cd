"""The interface in other languages: every word passes through gettext, the German catalogue is complete, one can choose."""

from __future__ import annotations

import gettext
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from clusterviz import views as cluster_views
from clusterviz.live import registry
from clusterviz.live.limits import Buckets
from clusterviz.models import ClusterRecord
from lessons.models import Progress
from tests.words import marked, unsaid
from tutorial.accounts import links
from tutorial.classroom.models import Room, Seat
from tutorial.words import extracting, mo, po

LESSON = "/learn/a-node-dies/"
WAY_OUT = (
    'Write {% translate "…" %}, or translate="no" where it is a name; then: manage.py words, and fill in locale/de.'
)


@pytest.fixture
def visitor() -> Iterator[Client]:
    cache.clear()  # parts of pages that others saw, whose words are not marked
    yield Client(headers={"host": "localhost", "accept-language": "en"})
    cache.clear()
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


def visited(visitor: Client) -> Iterator[tuple[str, str]]:
    """Every page and part that a learner can come to, in the states that say something else. New pages belong in here."""

    def page(address: str, **headers: str) -> tuple[str, str]:
        answer = visitor.get(address, headers=headers)
        assert answer.status_code == 200, (address, answer)
        return address, answer.content.decode()

    for address in ("/", "/where-we-differ/", "/glossary/", "/search/", "/search/?q=pod", "/search/?q=zzz", "/resume/"):
        yield page(address)
    yield page("/recall/")
    yield page("/c/new/")
    yield "a wrong preset", visitor.post("/c/new/", {"preset": "no"}).content.decode()
    made = visitor.post("/c/new/", {"preset": "three-nodes"})
    yield page(made["location"])
    yield page("/c/new/")
    cluster = made["location"]
    yield from clusters(visitor, cluster)
    yield page(LESSON)
    yield page(f"{LESSON}whole/")
    for name in ("hint", "solution"):
        visitor.post(f"{LESSON}three-copies/{name}/")
    yield page(f"{LESSON}three-copies/")
    visitor.post(f"{LESSON}three-copies/act/", {"action": "0"})
    run(40)
    yield page(f"{LESSON}three-copies/")
    yield page(f"{LESSON}power-off/")
    visitor.post(f"{LESSON}power-off/bet/", {"id": "how-long", "answer": "10s"})
    yield page(f"{LESSON}power-off/")
    visitor.post(f"{LESSON}power-off/act/", {"action": "0"})
    run(70)
    yield page(f"{LESSON}power-off/")
    yield page("/learn/you-are-the-kubelet/")
    yield page("/")
    yield "three words", visitor.post("/resume/code/").content.decode()
    yield "wrong words", visitor.post("/resume/", {"words": "one two three"}).content.decode()


def in_class() -> Iterator[tuple[str, str]]:
    """The pages of teachers and of learners in a room, in every state that says something else."""
    ada, noor, ivo = (Client(headers={"host": "localhost", "accept-language": "en"}) for _ in range(3))

    def got(client: Client, address: str, *statuses: int, **form: str) -> tuple[str, str]:
        answer = client.post(address, form) if form else client.get(address)
        assert answer.status_code in (statuses or (200,)), (address, answer)
        return f"{address} {form}", answer.content.decode()

    yield got(ada, "/sign-in/")
    yield got(ada, "/sign-in/", 422, name="Ada", password="wrong")
    link = links.link_for("Ada")
    yield got(ada, link)
    yield got(ada, link, 422, password="short", again="shorter")
    got(ada, link, 302, password="a long enough word", again="a long enough word")
    yield got(noor, link, 410)
    yield got(ada, "/teach/")
    yield got(ada, "/teach/", 422, what="no")
    board = ada.post("/teach/", {"what": "a-node-dies", "title": "", "approval": "yes"})["location"]
    code = board.split("/")[2]

    def deed(name: str, **form: str) -> None:
        got(ada, f"{board}do/{name}/", 302, **(form or {"asked": ""}))

    yield got(ada, board)
    yield got(ada, f"{board}report/")
    yield got(noor, "/join/")
    yield got(noor, "/join/", 404, code="ABCD2345")
    yield got(noor, f"/join/{code}/")
    yield got(noor, f"/join/{code}/", 422, nickname="x" * 31)
    for client, name in ((noor, "Noor"), (ivo, "Ivo")):
        yield got(client, f"/join/{code}/", nickname=name)
        yield got(client, f"/join/{code}/", nickname=name, sure="yes")
    seat = f"{board}seat/{Seat.objects.get(nickname='Noor').pk}/"
    yield got(noor, f"/room/{code}/now/")
    yield got(ada, board)
    yield got(ada, f"{seat}watch/", 422, asked="")
    got(ada, f"{seat}approve/", 302, asked="")
    yield got(noor, f"/join/{code}/", nickname="Noor", sure="yes")
    noor.get("/learn/a-node-dies/")
    deed("push", step="power-off")
    deed("vote", question="power-off/how-long")
    deed("pause")
    deed("eyes")
    for pace in ("free", "upto", "together"):
        deed("pace", pace=pace)
        yield got(noor, f"/room/{code}/now/")
    got(noor, f"/room/{code}/do/vote/", 302, answer="10s")
    for vote in ("reveal", "revote"):
        yield got(noor, f"/room/{code}/now/")
        deed(vote)
    yield got(noor, f"/room/{code}/now/")
    got(noor, f"/room/{code}/do/catch-up/", 302, go="on")
    yield got(noor, "/learn/a-node-dies/power-off/")
    got(noor, f"/room/{code}/do/hand/", 302, note="Why?")
    got(ada, f"{seat}hint/", 302, hint="Look at the node.")
    for watching in ("watch", "ask"):
        cluster = ada.post(f"{seat}{watching}/")["location"]
        yield got(noor, f"/room/{code}/now/")
        yield got(ada, cluster)
    got(noor, f"/room/{code}/do/consent/", 302, answer="yes")
    yield got(noor, f"/room/{code}/now/")
    yield got(ada, cluster)
    row = Progress.objects.filter(steps__has_key="power-off").get()
    row.steps["power-off"]["first_s"] -= 900
    row.save()
    deed("chaos", chaos="node-off")
    chosen = seat.split("/")[-2]
    for view in (f"?seat={chosen}&step=power-off", f"?names=off&seat={chosen}", "?step=three-copies&sort=far"):
        yield got(ada, f"{board}{view}")
    ada.get("/learn/a-node-dies/")
    deed("broadcast")
    shown = Room.objects.get().broadcast
    yield got(noor, f"/room/{code}/now/")
    yield got(noor, f"/c/{shown}/")
    got(ada, f"{board}seat/{Seat.objects.get(nickname='Ivo').pk}/block/", 302, back="roster")
    deed("door", back="roster")
    for page in ("roster/", "log/", "report/", "door/", ""):
        yield got(ada, f"{board}{page}")
    yield got(Client(headers={"host": "localhost"}), f"/join/{code}/")
    for name, form in (
        ("dismiss", "teacher"),
        ("invite", "name"),
        ("push", "step"),
        ("chaos", "chaos"),
        ("purge", "sure"),
    ):
        yield got(ada, f"{board}do/{name}/", 422, **{form: "0"})


def clusters(visitor: Client, cluster: str) -> Iterator[tuple[str, str]]:
    """The parts of a cluster's page."""
    host = registry.host_of(ClusterRecord.objects.get(purpose="sandbox"))

    def part(address: str) -> tuple[str, str]:
        return address, visitor.get(f"{cluster}{address}", headers={"hx-request": "true"}).content.decode()

    for name in ("objects/", "events/", "walks/", "yaml/", "story/"):
        yield part(name)
    visitor.post(f"{cluster}run", {"line": "kubectl create deployment web --image=nginx --replicas=2"})
    visitor.post(f"{cluster}run", {"line": "kubectl expose deployment web --port=80"})
    run(40)
    visitor.post(f"{cluster}run", {"line": "kubectl run ask --image=busybox -it --rm -- wget -qO- http://web"})
    run(20)
    for name in ("", "objects/", "events/", "walks/", "story/", "create?subject=pod", "create?subject=pod/node-1"):
        yield part(name)
    with host.lock:
        pod = next(str(one) for one in host.frames.scene if str(one).startswith("pod/"))
    kinds = [
        "kube-scheduler",
        "kubelet/node-1",
        "kube-proxy/node-1",
        "coredns",
        "node/node-1",
        pod,
        "deployment/default/web",
    ]
    for element in [*kinds, "service/default/web", "no/such/thing", "you"]:
        yield part(f"inspect/?element={element}")
    walk = re.search(r'data-inspect="(walk/[^"]+)"', part("walks/")[1])
    if walk:
        yield part(f"inspect/?element={walk[1]}")
    yield (
        "a form with an error",
        visitor.post(
            f"{cluster}create", {"subject": "pod", "name": "A B", "image": ""}, headers={"hx-request": "true"}
        ).content.decode(),
    )
    yield (
        "a wrong manifest",
        visitor.post(f"{cluster}apply", {"manifest": "kind: No\n"}, headers={"hx-request": "true"}).content.decode(),
    )


def run(seconds: int) -> None:
    """The clusters live on."""
    for record in ClusterRecord.objects.all():
        host = registry.host_of(record)
        with host.lock:
            for _ in range(seconds * 2):
                host.cluster.run_for(500)
                host.playhead.jump()
                host.collect_unseen()


@pytest.mark.django_db(transaction=True)
def test_every_word_of_every_page_passes_through_gettext(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    marked(monkeypatch)
    found = {f"{address}: {text}" for address, html in visited(visitor) for text in unsaid(html)}
    assert not found, WAY_OUT + "\n" + "\n".join(sorted(found))


@pytest.mark.django_db(transaction=True)
def test_every_word_in_class_passes_through_gettext(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    marked(monkeypatch)
    monkeypatch.setattr(cluster_views, "_commands", Buckets(at_once=100))  # no teacher is as quick as this one
    found = {f"{address}: {text}" for address, html in in_class() for text in unsaid(html)}
    assert not found, WAY_OUT + "\n" + "\n".join(sorted(found))


def test_a_word_that_does_not_is_found() -> None:
    html = '<html lang="en"><p>⟦Yes⟧ no <code>cp</code></p><p lang="en">So</p><i aria-label="that">⟦a <b>b</b>⟧</i>'
    assert unsaid(html) == ["'no' in <p>", "'that' in aria-label of <i>"]


# -- catalogues ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", extracting.catalogues())
def test_a_catalogue_has_every_text_of_the_interface_translated(language: str) -> None:
    known = po.read(extracting.catalogues()[language])
    wanted = extracting.everything()
    missing = [message.text for message in wanted if message not in known or not known[message].done]
    assert missing == [], "Run manage.py words, and fill in what is empty."
    assert [message.text for message in known if message not in wanted] == [], "Run manage.py words: these are gone."


@pytest.mark.parametrize("language", extracting.catalogues())
def test_translations_speak_of_the_same_values_and_cannot_break_out_of_an_attribute(language: str) -> None:
    for message, entry in po.read(extracting.catalogues()[language]).items():
        for form in entry.forms:
            values = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+")
            assert set(values.findall(form)) == set(values.findall(message.text)), message.text
            assert ('"' in form) <= ('"' in message.text), f"{form!r}: use the quotation marks of the language"
            assert ("<" in form) <= ("<" in message.text), form


def test_german_is_there() -> None:
    assert "de" in extracting.catalogues()


def test_a_catalogue_is_read_as_it_was_written_and_made_ready_as_gettext_reads_it(tmp_path: Path) -> None:
    entries = [
        po.Entry(po.Message('A "text"\nof two lines'), ("Ein „Text“\nmit zwei Zeilen",), ("a.html",)),
        po.Entry(po.Message("%(n)s hop", "%(n)s hops"), ("%(n)s Sprung", "%(n)s Sprünge")),
        po.Entry(po.Message("Open", "", "verb"), ("Öffnen",)),
        po.Entry(po.Message("Doubted"), ("Bezweifelt",), (), True),
        po.Entry(po.Message("Not yet"), ("",)),
    ]
    file = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(po.write(entries, "de"), "utf-8")
    assert list(po.read(file).values()) == entries
    mo.renew(tmp_path / "locale", tmp_path / "made")
    told = gettext.translation("django", tmp_path / "made", ["de"])
    assert told.gettext('A "text"\nof two lines') == "Ein „Text“\nmit zwei Zeilen"
    assert [told.ngettext("%(n)s hop", "%(n)s hops", number) for number in (1, 2)] == ["%(n)s Sprung", "%(n)s Sprünge"]
    assert told.pgettext("verb", "Open") == "Öffnen"
    assert (told.gettext("Doubted"), told.gettext("Not yet")) == ("Doubted", "Not yet")


def test_a_line_that_belongs_to_no_catalogue_is_told(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    file.write_text('msgid "A"\nmsgstr B\n', "utf-8")
    with pytest.raises(po.CatalogueError, match=r"'msgstr B' is no line of a \.po file"):
        po.read(file)


def test_the_command_says_how_much_is_translated() -> None:
    said = io.StringIO()
    call_command("words", "--check", stdout=said)
    assert re.search(r"^de: (\d+) of \1 texts, 100 %$", said.getvalue(), re.MULTILINE)


def test_scripts_say_only_what_can_be_translated() -> None:
    texts = {message.text for message in extracting.of_scripts()}
    assert {"Ask why", "{left} left on this step", "{count} hop"} <= texts
    assert "" not in texts


# -- a reader's language ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_reader_gets_pages_in_their_language_and_the_switch_is_remembered(visitor: Client) -> None:
    german = Client(headers={"host": "localhost", "accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    html = german.get("/glossary/").content.decode()
    assert '<html lang="de"' in html
    assert "Jeder Begriff in einem Satz" in html
    assert '<html lang="en"' in visitor.get("/glossary/").content.decode()
    answer = visitor.post("/language/", {"language": "de", "back": "/search/?q=pod"})
    assert (answer.status_code, answer["location"]) == (302, "/search/?q=pod")
    html = visitor.get(answer["location"]).content.decode()
    assert '<html lang="de"' in html
    assert 'name="language" value="en"' in html


@pytest.mark.django_db(transaction=True)
def test_a_language_that_the_interface_does_not_have_is_english_and_says_so() -> None:
    html = Client(headers={"host": "localhost", "accept-language": "fr"}).get("/glossary/").content.decode()
    assert '<html lang="en"' in html
    assert "Every term in one sentence" in html
    assert 'id="page-words"' not in html


@pytest.mark.django_db(transaction=True)
def test_scripts_get_their_words_with_the_page_and_nothing_in_them_can_run(visitor: Client) -> None:
    visitor.post("/language/", {"language": "de", "back": "/"})
    html = visitor.get("/glossary/").content.decode()
    told = re.search(r'<script type="application/json" id="page-words">(.*?)</script>', html)
    assert told is not None
    words = json.loads(told[1])
    assert words["Ask why"] == "Nach dem Warum fragen"
    assert words["{count} hop"] == ["{count} Nachricht", "{count} Nachrichten"]


@pytest.mark.django_db(transaction=True)
def test_no_number_in_an_attribute_is_written_as_germans_write_it(visitor: Client) -> None:
    visitor.post("/language/", {"language": "de", "back": "/"})
    for address in ("/", LESSON, f"{LESSON}power-off/"):
        html = visitor.get(address).content.decode()
        assert re.findall(r'\b(?:width|height|x|y|data-due|data-id|value)="(\d+,\d+)"', html) == [], address
