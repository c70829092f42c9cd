"""The socket: who may listen, what is sent, and what happens to those who fall behind."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from clusterviz.cluster.machinery.resources import CONFIGMAPS
from clusterviz.live import limits, ownership, registry, visitor
from clusterviz.live.consumer import REBUILT
from clusterviz.live.driver import driver
from clusterviz.live.frames import encode
from clusterviz.live.outbox import UNACKED
from clusterviz.models import ClusterRecord, Image, Poke
from tests.live.conftest import HOST, ORIGIN, Viewer, visit

EVERYONE_KNOWS = {"etcd", "kube-apiserver"}


def ended(number: int) -> Any:
    """Whether a frame says that command `number` has ended."""
    return lambda message: any(told["id"] == number and told["done"] for told in message.get("output", ()))


def output_of(messages: list[Any], number: int) -> str:
    return "".join(told["text"] for m in messages for told in m.get("output", ()) if told["id"] == number)


def editing(number: int) -> Any:
    """Whether a frame says that command `number` waits for the editor."""
    return lambda message: any(told["id"] == number and told.get("edit") for told in message.get("output", ()))


def refused(message: Any) -> bool:
    return "refused" in message


# -- who may listen ---------------------------------------------------------------------------------------------------


async def test_a_stranger_is_refused_before_the_handshake(viewer: Viewer) -> None:
    other = Client()
    await sync_to_async(visit)(other)
    stranger = Viewer(viewer.record.pk, other.cookies["sessionid"].value)
    assert await stranger.connect() is False


async def test_one_without_a_session_is_refused(viewer: Viewer) -> None:
    assert await Viewer(viewer.record.pk, "").connect() is False


async def test_a_cluster_that_is_not_there_is_refused_as_a_strangers_is(viewer: Viewer) -> None:
    assert await Viewer("no-such-cluster", viewer.client.cookies["sessionid"].value).connect() is False


@pytest.mark.parametrize(
    ("origin", "more"),
    [
        ("https://evil.example", ()),
        ("null", ()),
        ("http://localhost", ()),  # the cookie goes to every port of a host
        ("http://localhost:9999", ()),
        ("http://127.0.0.1:8000", ()),
        ("https://localhost:8000", ()),
        ("https://localhost:8000", ((b"x-forwarded-proto", b"https"),)),  # nobody said that there is a proxy
        ("http://evil.example", ((b"x-forwarded-host", b"evil.example"),)),
        ("", ()),
    ],
)
async def test_a_page_of_another_site_may_not_use_the_visitors_cookie(
    viewer: Viewer, origin: str, more: tuple[tuple[bytes, bytes], ...]
) -> None:
    headers = ((b"origin", origin.encode()), HOST, *more)
    foreign = Viewer(viewer.record.pk, viewer.client.cookies["sessionid"].value, headers=headers)
    assert await foreign.connect() is False


async def test_behind_a_proxy_the_page_is_of_the_site_that_the_proxy_serves(viewer: Viewer, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    cookie, proxied = viewer.client.cookies["sessionid"].value, (b"x-forwarded-proto", b"https")
    good = Viewer(viewer.record.pk, cookie, headers=((b"origin", b"https://localhost:8000"), HOST, proxied))
    assert await good.connect() is True
    await good.leave()
    assert await Viewer(viewer.record.pk, cookie, headers=(ORIGIN, HOST, proxied)).connect() is False


async def test_so_many_pages_of_one_cluster_and_no_more(viewer: Viewer) -> None:
    cookie = viewer.client.cookies["sessionid"].value
    others = [Viewer(viewer.record.pk, cookie, headers=(ORIGIN, HOST)) for _ in range(limits.VIEWERS)]
    assert [await other.connect() for other in others] == [True] * (limits.VIEWERS - 1) + [False]
    for other in others[:-1]:
        await other.leave()


# -- frames -----------------------------------------------------------------------------------------------------------


async def test_hello_is_answered_with_a_snapshot_of_the_whole_cluster(viewer: Viewer) -> None:
    snapshot = (await viewer.hello())["snapshot"]
    assert set(snapshot["scene"]) >= EVERYONE_KNOWS
    assert snapshot["clock"]["pace"] == "cinema"
    assert snapshot["programs"] == []
    assert snapshot["headline"].startswith("This cluster is running")


async def test_frames_are_numbered_without_gaps_and_say_how_late_it_is(viewer: Viewer) -> None:
    first = await viewer.hello()
    await viewer.say(do="pace", pace="60")
    frames = [await viewer.hear() for _ in range(10)]
    assert [frame["frame"] for frame in frames] == [first["frame"] + n for n in range(1, 11)]
    times = [frame["clock"]["at"] for frame in frames]
    assert times == sorted(times)
    assert times[-1] > first["snapshot"]["clock"]["at"]


async def test_all_viewers_get_the_same_frames(viewer: Viewer) -> None:
    second = Viewer(viewer.record.pk, viewer.client.cookies["sessionid"].value)
    assert await second.connect()
    await viewer.hello()
    await second.hello()
    host = registry.running(viewer.record.pk)
    assert host is not None
    before = host.frames.number
    await viewer.say(do="pace", pace="10")
    last = before + 4
    one = await viewer.hear_until(lambda frame: frame.get("frame") == last)
    other = await second.hear_until(lambda frame: frame.get("frame") == last)
    assert one[-4:] == other[-4:]
    assert [frame["frame"] for frame in one[-4:]] == [before + n for n in range(1, 5)]
    assert [text for number, text in host.frames.kept if number == last] == [encode(one[-1])]
    await second.leave()


async def test_one_that_comes_back_gets_what_it_missed_and_no_snapshot(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="pace", pace="60")
    frames = [await viewer.hear() for _ in range(6)]
    again = Viewer(viewer.record.pk, viewer.client.cookies["sessionid"].value)
    assert await again.connect()
    first = await again.hello(seen=frames[2]["frame"])
    assert first == frames[3]
    await again.leave()


@pytest.mark.parametrize("seen", [1, 10**12, -5])
async def test_one_that_saw_frames_of_another_life_gets_a_snapshot(viewer: Viewer, seen: int) -> None:
    assert "snapshot" in await viewer.hello(seen=seen)


async def test_one_that_does_not_acknowledge_is_left_alone_and_then_gets_a_snapshot(viewer: Viewer) -> None:
    await viewer.hello()
    host = registry.running(viewer.record.pk)
    assert host is not None
    await viewer.say(do="pace", pace="paused")
    for _ in range(UNACKED + 20):
        host._news = True
        driver().flush(host)
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)
    frames = []
    while not await viewer.socket.receive_nothing(timeout=0.1):
        frames.append(await viewer.hear())
    assert len(frames) <= UNACKED
    await viewer.say(do="ack", frame=frames[-1]["frame"])
    back = await viewer.hear()
    assert "snapshot" in back
    assert back["frame"] > frames[-1]["frame"]


async def test_with_nobody_looking_time_stands_still(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterviz.live.driver.LINGERS_S", 0.0)
    await viewer.hello()
    await viewer.say(do="pace", pace="1")
    await viewer.hear()
    host = registry.running(viewer.record.pk)
    assert host is not None
    await viewer.leave()
    await asyncio.sleep(0.3)
    assert driver().awake == {}
    at_ms = host.playhead.at_ms
    await asyncio.sleep(0.2)
    assert host.playhead.at_ms == at_ms


# -- pokes ------------------------------------------------------------------------------------------------------------


async def test_a_command_is_journalled_runs_and_tells_its_output(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="run", line="kubectl create configmap settings", id=7)
    heard = await viewer.hear_until(ended(7), timeout_s=20)
    assert output_of(heard, 7) != ""
    poke = await Poke.objects.aget(cluster_id=viewer.record.pk)
    assert (poke.number, poke.what, poke.content) == (1, "run", {"id": 7, "line": "kubectl create configmap settings"})


async def test_paused_time_passes_just_until_the_answer(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="pace", pace="paused")
    paused = (await viewer.hear())["clock"]
    await viewer.say(do="run", line="kubectl create configmap settings", id=7)
    heard = await viewer.hear_until(ended(7))
    clock = heard[-1]["clock"]
    assert clock["pace"] == "paused"
    assert paused["at"] < clock["at"] < paused["at"] + 100
    assert clock["revision"] > paused["revision"]
    host = registry.running(viewer.record.pk)
    assert host is not None
    await asyncio.sleep(0.2)
    assert host.playhead.at_ms == clock["at"]


async def test_commands_keep_their_order(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="pace", pace="paused")
    for number in range(1, 6):
        await viewer.say(do="run", line=f"kubectl create configmap settings-{number}", id=number)
    await viewer.hear_until(ended(5))
    lines = [poke.content["line"] async for poke in Poke.objects.filter(cluster_id=viewer.record.pk)]
    assert lines == [f"kubectl create configmap settings-{number}" for number in range(1, 6)]


async def test_kubectl_edit_waits_for_what_is_saved_on_the_page(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="pace", pace="paused")
    await viewer.say(do="run", line="kubectl create configmap conf --from-literal=a=one", id=1)
    await viewer.say(do="run", line="kubectl edit configmap conf", id=2)
    opened = (await viewer.hear_until(editing(2)))[-1]
    (edit,) = [told["edit"] for told in opened["output"] if told["id"] == 2]
    assert edit["what"] == "configmap/conf"
    assert edit["text"].startswith("# Please edit the object below. Lines beginning with a '#' will be ignored,\n")
    await viewer.say(do="save", id=2, text=edit["text"].replace("a: one", "a: 'one"))
    again = (await viewer.hear_until(editing(2)))[-1]
    (edit_again,) = [told["edit"] for told in again["output"] if told["id"] == 2]
    assert "# The edited file had a syntax error: error parsing edited-file: " in edit_again["text"]
    await viewer.say(do="save", id=2, text=edit["text"].replace("a: one", "a: two"))
    heard = await viewer.hear_until(ended(2))
    assert output_of(heard, 2) == "configmap/conf edited\n"
    kinds = [poke.what async for poke in Poke.objects.filter(cluster_id=viewer.record.pk)]
    assert kinds == ["run", "run", "save", "save"]
    assert heard[-1]["story"][0]["poke"]["text"] == "save configmap/conf"
    await viewer.say(do="run", line="kubectl edit configmap conf", id=3)
    await viewer.hear_until(editing(3))
    await viewer.say(do="save", id=3, text=None)
    heard = await viewer.hear_until(ended(3))
    assert output_of(heard, 3) == "Edit cancelled, no changes made.\n"


async def test_a_forwarded_port_is_visited_from_the_page(viewer: Viewer) -> None:
    def shows(frame: dict[str, Any]) -> bool:
        return any(told["id"] == 3 and told.get("page") for told in frame["output"])

    def listens(frame: dict[str, Any]) -> bool:
        return any(told["id"] == 3 and told.get("listen") for told in frame["output"])

    await viewer.hello()
    await viewer.say(do="pace", pace="60")
    await viewer.say(do="run", line="kubectl run web --image=nginx --port=80", id=1)
    await viewer.hear_until(ended(1))
    await viewer.say(do="run", line="kubectl wait --for=condition=Ready pod/web", id=2)
    await viewer.hear_until(ended(2))
    await viewer.say(do="pace", pace="paused")
    await viewer.say(do="run", line="kubectl port-forward pod/web 8080:80", id=3)
    heard = await viewer.hear_until(listens)
    assert output_of(heard, 3).startswith("Forwarding from 127.0.0.1:8080 -> 80\n")
    await viewer.say(do="visit", id=3, port=8080, path="/")
    heard = await viewer.hear_until(shows)
    (page,) = [told["page"] for told in heard[-1]["output"] if told["id"] == 3 and told["page"]]
    assert (page["port"], page["path"], page["code"]) == (8080, "/", 200)
    assert "Welcome to nginx" in page["body"]
    assert "Handling connection for 8080\n" in output_of(heard, 3)
    assert heard[-1]["story"][0]["poke"]["text"] == "open http://127.0.0.1:8080/"
    await viewer.say(do="visit", id=3, port=8080, path="/nowhere")
    heard = await viewer.hear_until(shows)
    assert [told["page"]["code"] for told in heard[-1]["output"] if told["id"] == 3] == [404]
    await viewer.say(do="interrupt", id=3)
    await viewer.hear_until(ended(3))


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"do": "dance"}, "The page sent a message that the server does not know. Reload the page."),
        ({"do": "run", "line": 7, "id": 1}, "The page sent a message that the server does not know. Reload the page."),
        (["do", "hello"], "The page sent a message that the server does not know. Reload the page."),
        (
            {"do": "pace", "pace": "1000"},
            "There is no pace '1000'. There are: paused, cinema, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60.",
        ),
        ({"do": "step", "by": "leap"}, "There is no step 'leap'. There are: hop, decision, quiet."),
    ],
)
async def test_what_is_not_known_is_answered(viewer: Viewer, message: Any, sentence: str) -> None:
    await viewer.socket.send_json_to(message)
    heard = await viewer.hear_until(refused)
    assert heard[-1]["refused"] == sentence
    assert heard[-1]["to"] == (message if isinstance(message, dict) else None)


async def test_what_is_no_json_is_answered(viewer: Viewer) -> None:
    await viewer.socket.send_to(text_data="{")
    assert (await viewer.hear_until(refused))[-1]["to"] is None
    await viewer.socket.send_to(bytes_data=b"{}")
    assert (await viewer.hear_until(refused))[-1]["to"] is None


@pytest.mark.parametrize(
    "text",
    [
        '{"do":"run","id":1,"line":"echo \\ud800"}',
        '{"do":"run","id":1000000000000000000000000000000,"line":"kubectl get pods"}',
        '{"do":"poke","verb":"link.slow","subject":"node-1|etcd","args":{"ms":1' + "0" * 40 + "}}",
        '{"do":"hello","seen":-99999999999999999999}',
        '{"do":"dance","with":' + "[" * 400 + "]" * 400 + "}",
    ],
)
async def test_half_a_character_or_a_number_beyond_64_bits_is_refused_at_the_door(viewer: Viewer, text: str) -> None:
    await viewer.socket.send_to(text_data=text)
    answer = (await viewer.hear_until(refused))[-1]
    assert answer["refused"] == "There is half a character in it, or a number beyond 64 bits. It was not done."
    assert "snapshot" in await viewer.hello()
    assert not await Poke.objects.filter(cluster_id=viewer.record.pk).aexists()


async def test_a_character_of_the_number_zero_is_refused(viewer: Viewer) -> None:
    await viewer.say(do="run", id=1, line="echo a\0b")
    assert (await viewer.hear_until(refused))[-1]["refused"].startswith("There are characters in it that are none")


async def test_a_fault_that_makes_no_sense_is_refused_and_not_journalled(viewer: Viewer) -> None:
    await viewer.say(do="poke", verb="node.off", subject="node-99")
    sentence = (await viewer.hear_until(refused))[-1]["refused"]
    assert sentence.startswith("There is no node 'node-99' here. There are: ")
    assert not await Poke.objects.filter(cluster_id=viewer.record.pk).aexists()


async def test_a_fault_shows_in_the_picture(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="poke", verb="component.stop", subject="etcd")
    heard = await viewer.hear_until(lambda message: "etcd" in message.get("set", {}))
    assert heard[-1]["set"]["etcd"]["data"]["word"] == "stopped"
    assert any(packet["is"] == "poke" for message in heard for packet in message["packets"])


async def test_too_many_commands_at_once_are_refused_with_a_sentence(viewer: Viewer) -> None:
    for number in range(limits.COMMANDS_AT_ONCE + 1):
        await viewer.say(do="interrupt", id=number)
    sentence = (await viewer.hear_until(refused))[-1]["refused"]
    assert sentence == "That was too much at once: 20 commands, then 5 a second. Try again in 1 s."


async def test_a_number_that_was_used_is_refused(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="run", line="kubectl create configmap one", id=1)
    await viewer.say(do="run", line="kubectl create configmap two", id=1)
    heard = await viewer.hear_until(refused)
    assert heard[-1]["refused"] == "A command with the number 1 was started already."


async def test_a_cluster_that_was_deleted_refuses_commands_and_keeps_the_socket(viewer: Viewer) -> None:
    await viewer.hello()
    await ClusterRecord.objects.filter(pk=viewer.record.pk).adelete()
    await viewer.say(do="run", line="kubectl create configmap one", id=1)
    heard = await viewer.hear_until(refused)
    assert heard[-1]["refused"] == ownership.ELSEWHERE


async def test_who_looks_at_a_cluster_that_is_deleted_is_told_and_the_socket_closed(viewer: Viewer) -> None:
    await viewer.hello()
    await sync_to_async(visitor.delete)(await ClusterRecord.objects.aget(pk=viewer.record.pk))
    heard = await viewer.hear_until(refused)
    assert heard[-1]["refused"] == "This cluster was deleted. Begin a new one to go on."
    assert (await viewer.socket.receive_output(5)) == {"type": "websocket.close", "code": 4404}


# -- steps ------------------------------------------------------------------------------------------------------------


async def test_a_step_to_the_next_hop_ends_paused_when_the_hop_has_arrived(viewer: Viewer) -> None:
    await viewer.hello()
    await viewer.say(do="pace", pace="paused")
    await viewer.say(do="run", line="kubectl create configmap settings", id=1)
    await viewer.hear_until(ended(1))
    host = registry.running(viewer.record.pk)
    assert host is not None
    host.playhead.flights.clear()
    at_ms = host.playhead.at_ms
    await viewer.say(do="step", by="hop")
    heard = await viewer.hear_until(lambda message: "clock" in message and message["clock"]["step"] is None, 30)
    clock = heard[-1]["clock"]
    assert clock["pace"] == "paused"
    assert clock["at"] > at_ms


async def test_a_step_until_quiet_takes_at_most_a_minute_and_ends_paused(viewer: Viewer) -> None:
    before = (await viewer.hello())["snapshot"]["clock"]["at"]
    await viewer.say(do="step", by="quiet")
    heard = await viewer.hear_until(lambda message: "clock" in message and message["clock"]["step"] is None, 20)
    assert heard[-1]["clock"]["pace"] == "paused"
    assert 3_000 <= heard[-1]["clock"]["at"] - before <= 61_000


async def test_a_host_that_a_request_holds_does_not_hold_up_the_event_loop(viewer: Viewer) -> None:
    await viewer.hello()
    host = registry.running(viewer.record.pk)
    assert host is not None
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with host.lock:
            taken.set()
            done.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(5)
    began_s = time.monotonic()
    await viewer.say(do="pace", pace="paused")
    await viewer.say(do="hello", seen=None)
    await asyncio.sleep(0.2)
    assert time.monotonic() - began_s < 1, "the loop waited for the lock"
    done.set()
    holder.join()
    # In a frame, or in the snapshot that supersedes it.
    heard = await viewer.hear_until(lambda told: told.get("snapshot", told).get("clock", {}).get("pace") == "paused")
    assert heard


# -- what an earlier version of the model made ------------------------------------------------------------------------


def made_before(record: ClusterRecord) -> None:
    """A cluster with a ConfigMap, as another version of the model leaves it: pokes, and an image that nobody reads."""
    host = registry.host_of(record)
    host.run_until_answered(host.run("kubectl create configmap kept"))
    registry._write(host, image=True)
    registry._hosts.clear()
    Image.objects.filter(cluster=record).update(model_version="0", data=b"of another version")
    ClusterRecord.objects.filter(pk=record.pk).update(model_version="0")
    record.refresh_from_db()


async def test_a_cluster_of_an_earlier_version_is_built_again_from_its_pokes_and_the_learner_is_told_once(
    viewer: Viewer,
) -> None:
    await viewer.leave()
    await sync_to_async(made_before)(viewer.record)
    cookie = viewer.client.cookies["sessionid"].value
    for told in (True, False):
        await driver().stop()
        registry._hosts.clear()  # the server is started anew
        page = Viewer(viewer.record.pk, cookie)
        assert await page.connect()
        await page.say(do="hello", seen=None)
        heard = await page.hear_until(lambda message: "refused" not in message)
        assert [message["refused"] for message in heard if "refused" in message] == [REBUILT] * told
        names = [obj["metadata"]["name"] for obj in registry._hosts[viewer.record.pk].cluster.objects(CONFIGMAPS)]
        assert "kept" in names
        await page.leave()
