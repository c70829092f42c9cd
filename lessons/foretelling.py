"""What a prediction will turn out to be: the step is solved in a fork of the learner's cluster.

A whole class bets on the first step of a lesson in clusters that are equal to the last event, and the model is deterministic:
their future is run once, and who asks for it meanwhile waits for that one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping

from clusterviz.cluster import checkpoint
from clusterviz.live import garbage, turns
from clusterviz.live.alone import Alone
from clusterviz.live.host import Host
from clusterviz.live.prompt import OFFSTAGE
from clusterviz.models import ClusterRecord

from . import futures
from .course.lesson import Question, Step
from .course.playing import Begun

KEPT = 500
_told: OrderedDict[Hashable, tuple[Step, str]] = OrderedDict()  # the step stays in memory, so that its id is its own
_lock = threading.Lock()
_asked = Alone()  # a future is run once, and whoever asks for it meanwhile waits


def foretell(
    host: Host,
    record: ClusterRecord,
    step: Step,
    question: Question,
    values: Mapping[str, str],
    begun: Begun,
) -> str:
    """The answer, as an option's name; "" if the model cannot say."""
    with host.lock:
        key = _sameness(host, record, step, question, values, begun)
        told = _known(key)
        if told is not None:
            return told
        image = checkpoint.image(host.cluster)
    with turns.away(), _asked.with_(key if key is not None else object()):
        told = _known(key)
        if told is None:
            told, beside = futures.run((question, step, image, values, begun))
            if not beside:
                garbage.dropped()
            _keep(key, step, told)
    return told


def _known(key: Hashable | None) -> str | None:
    with _lock:
        return _told[key][1] if key is not None and key in _told else None


def _keep(key: Hashable | None, step: Step, told: str) -> None:
    if key is None:
        return
    with _lock:
        _told[key] = step, told
        while len(_told) > KEPT:
            _told.popitem(last=False)


def _sameness(
    host: Host,
    record: ClusterRecord,
    step: Step,
    question: Question,
    values: Mapping[str, str],
    begun: Begun,
) -> Hashable | None:
    """Equal for clusters of equal future: the same beginning, nothing done but the lesson's own scenes, the same moment.

    None once somebody has poked it: what a manifest held does not stand in the trace.
    """
    if record.pokes.exclude(who__in=OFFSTAGE).exists():
        return None
    cluster = host.cluster
    began = (record.preset, record.nodes, record.seed, record.epoch_ms)
    now = (cluster.clock.fired, cluster.now_ms, cluster.trace.digest(), begun.since, begun.began_ms)
    return (id(step), question.id, *sorted(values.items()), *began, *now)
