"""Turns: one page is computed at a time, and who waits for something else lets the next one compute."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse

from clusterviz.live import turns
from tutorial.patience import Paying

SOON_S = 20.0  # how long a test waits for what must come
NOT_YET_S = 0.05  # … and for what must not


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def comes_late(future: Future[str]) -> bool:
    """Whether it is not done yet, though it was given a moment."""
    try:
        future.result(NOT_YET_S)
    except TimeoutError:
        return True
    return False


def compute() -> str:
    with turns.taken():
        return "computed"


def test_a_page_waits_until_the_one_before_it_is_made(threads: ThreadPoolExecutor) -> None:
    with turns.taken():
        second = threads.submit(compute)
        assert comes_late(second)
    assert second.result(SOON_S) == "computed"


def test_turns_come_in_the_order_in_which_they_were_asked_for(threads: ThreadPoolExecutor) -> None:
    made: list[int] = []

    def make(number: int) -> None:
        with turns.taken():
            made.append(number)

    pages = []
    with turns.taken():
        for number in range(4):
            pages.append(threads.submit(make, number))
            while len(turns._turn._waiting) <= number:
                time.sleep(0.001)
        assert made == []
    for page in pages:
        page.result(SOON_S)
    assert made == [0, 1, 2, 3]


def test_who_is_away_lets_the_next_one_compute_and_waits_for_it_afterwards(threads: ThreadPoolExecutor) -> None:
    back = threading.Event()

    def goes_away() -> str:
        with turns.taken():
            with turns.away():
                back.wait(SOON_S)
            return "back"

    waits = threads.submit(goes_away)
    assert threads.submit(compute).result(SOON_S) == "computed"
    with turns.taken():
        back.set()
        assert comes_late(waits)
    assert waits.result(SOON_S) == "back"


def test_the_turn_is_given_back_however_a_page_ends(threads: ThreadPoolExecutor) -> None:
    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), turns.taken(), turns.away():
        raise ZeroDivisionError
    assert threads.submit(compute).result(SOON_S) == "computed"


def test_a_page_within_a_page_has_the_turn_already_and_elsewhere_away_changes_nothing() -> None:
    with turns.taken(), turns.taken():
        pass
    with turns.away():
        assert compute() == "computed"


def paying(answers: Callable[[], None]) -> Paying:
    def get_response(request: HttpRequest) -> HttpResponse:
        answers()
        return HttpResponse()

    return Paying(get_response)


def request(path: str) -> HttpRequest:
    asked = HttpRequest()
    asked.path = asked.path_info = path
    return asked


def test_pages_take_turns_and_how_the_server_is_and_its_files_are_told_at_once(threads: ThreadPoolExecutor) -> None:
    with turns.taken():
        for path in ("/healthz", "/metrics", "/static/css/page.css"):
            assert threads.submit(paying(lambda: None), request(path)).result(SOON_S).status_code == 200
        page = threads.submit(lambda: str(paying(lambda: None)(request("/learn/pods/")).status_code))
        assert comes_late(page)
    assert page.result(SOON_S) == "200"
