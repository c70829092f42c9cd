"""Grades are sent to the platform by a thread of the server: again and again until they are taken, and none is lost meanwhile.

What is to be sent stands in the database (`Score.due`), so that neither a server that ends nor a platform that is away loses
any. Of several processes, the one whose claim hits the row sends it.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import Any

import requests
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from lti_tool.models import Key, LtiRegistration
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.service_connector import ServiceConnector

from tutorial.classroom.models import Act, Room

from .launching import SCORE_SCOPE
from .models import Score
from .platforms import TIMEOUT_S, Hurried

log = logging.getLogger(__name__)
LOOKS_EVERY_S = 15  # for what is due; a step that is done wakes it at once
FIRST_WAIT_S, LONGEST_WAIT_S = 10, 3600  # between two tries; each is twice the one before
GIVES_UP_DAYS = 14
CLAIM_S = 60  # a process that dies while it sends leaves the row to others after that
TOKEN_S = 1800  # tokens of platforms live an hour
AT_ONCE = 200
CONTENT_TYPE = "application/vnd.ims.lis.v1.score+json"

_woken = threading.Event()
_began = threading.Lock()
_connectors: dict[int, tuple[float, ServiceConnector]] = {}


class NotTakenError(Exception):
    """The platform did not take a grade: its sentence. `away`: it would not take another one now, either."""

    def __init__(self, sentence: str, away: bool) -> None:
        super().__init__(sentence)
        self.away = away


def wake() -> None:
    """Something is due."""
    _woken.set()


def begin() -> None:
    """Send from now on whatever is due. Once a process."""
    if _began.acquire(blocking=False):
        threading.Thread(target=_go_on, name="lti-grades", daemon=True).start()


def _go_on() -> None:
    while True:
        try:
            send_due()
        except DatabaseError as error:
            log.warning("Grades wait for the database: %s", error)
        except Exception:
            log.exception("Grades could not be sent")
        close_old_connections()
        _woken.wait(LOOKS_EVERY_S)
        _woken.clear()


def send_due() -> int:
    """Send what is due now. Returns how many grades were taken. A platform that is away is asked once, and not for each."""
    taken, away = 0, set()
    due = Score.objects.filter(due__lte=timezone.now()).order_by("due")
    for score in due.select_related("link__deployment__registration", "link__room", "person")[:AT_ONCE]:
        registration = score.link.deployment.registration
        claimed = timezone.now() + timedelta(seconds=CLAIM_S)
        if registration.pk in away or not Score.objects.filter(pk=score.pk, due=score.due).update(due=claimed):
            continue
        try:
            _send(registration, score)
        except NotTakenError as error:
            if error.away:
                away.add(registration.pk)
                _postpone(registration, score)
            _not_taken(score, str(error))
        else:
            taken += 1
            _taken(score, claimed)
    return taken


def _send(registration: LtiRegistration, score: Score) -> None:
    """NotTakenError if the platform does not take it."""
    grade = Grade().set_score_given(score.given).set_score_maximum(score.maximum)
    grade.set_timestamp(score.changed.isoformat(timespec="microseconds")).set_user_id(score.person.sub)
    grade.set_activity_progress("Completed" if score.given == score.maximum else "InProgress")
    grade.set_grading_progress("FullyGraded")
    try:
        token = _connector(registration).get_access_token([SCORE_SCOPE])
    except (requests.RequestException, LtiException, KeyError, TypeError, ValueError, Key.DoesNotExist) as error:
        raise NotTakenError(f"it gives no access ({_plainly(error)})", away=True) from error
    headers = {"Authorization": f"Bearer {token}", "Content-Type": CONTENT_TYPE}
    try:
        answer = Hurried().post(scores_of(score.lineitem), data=grade.get_value(), headers=headers, timeout=TIMEOUT_S)
    except requests.RequestException as error:
        raise NotTakenError(f"it does not answer ({_plainly(error)})", away=True) from error
    if answer.status_code in (401, 403):
        _connectors.pop(registration.pk, None)  # the token may be over
    if answer.status_code == 409:  # it has a later one
        return
    if not 200 <= answer.status_code < 300:
        said = " ".join(answer.text.split())[:100]
        raise NotTakenError(f"it answered {answer.status_code} {said}".strip(), answer.status_code in (429, 503))


def scores_of(lineitem: str) -> str:
    """Where a column's grades go: its address may end in a query."""
    path, question_mark, query = lineitem.partition("?")
    return f"{path.rstrip('/')}/scores{question_mark}{query}"


def _connector(registration: LtiRegistration) -> ServiceConnector:
    """It keeps the platform's token."""
    made_s, connector = _connectors.get(registration.pk, (0.0, None))
    if connector is None or time.monotonic() - made_s > TOKEN_S:
        connector = ServiceConnector(registration.to_registration(), Hurried())
        _connectors[registration.pk] = (time.monotonic(), connector)
    return connector


def _plainly(error: Exception) -> str:
    """What went wrong, without addresses and what else stands in the error of a library."""
    answer = getattr(error, "response", None)
    if answer is not None:
        return str(answer.status_code)
    kinds = {requests.Timeout: "too slow", requests.ConnectionError: "no connection"}
    return next((words for kind, words in kinds.items() if isinstance(error, kind)), type(error).__name__)


def _taken(score: Score, claimed: Any) -> None:
    late = score.why and not _others(score).exists()
    Score.objects.filter(pk=score.pk).update(sent=score.given, tries=0, why="")
    Score.objects.filter(pk=score.pk, due=claimed).update(due=None)  # unless it has changed meanwhile
    if late:
        _note(score.link.room, "all grades that waited have been sent")


def _not_taken(score: Score, why: str) -> None:
    tries = score.tries + 1
    wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(score.tries, 20))
    now = timezone.now()
    over = now - score.changed > timedelta(days=GIVES_UP_DAYS)
    due = None if over else now + timedelta(seconds=wait_s)
    first = not score.why and not _others(score).exists()
    Score.objects.filter(pk=score.pk).update(tries=tries, why=why[:300], due=due)
    log.warning("A grade for %s waits: %s", score.link.deployment.registration.name, why)
    if first:
        _note(score.link.room, f"grades wait to be sent to {score.link.deployment.registration.name}: {why}")


def _postpone(registration: LtiRegistration, score: Score) -> None:
    """All others of a platform that is away wait as well."""
    wait = timezone.now() + timedelta(seconds=FIRST_WAIT_S)
    others = Score.objects.filter(link__deployment__registration=registration, due__lt=wait).exclude(pk=score.pk)
    others.update(due=wait)


def _others(score: Score) -> Any:
    return Score.objects.filter(link__room=score.link.room).exclude(why="").exclude(pk=score.pk)


def _note(room: Room | None, sentence: str) -> None:
    """Into the room's log."""
    if room is not None:
        Act.objects.create(room=room, who="grades", sentence=sentence[:300])
