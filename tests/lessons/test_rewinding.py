"""Taking back: nothing that is stored late of what was taken back comes into force again."""

import pytest

from clusterviz.live import registry, visitor
from clusterviz.models import ClusterRecord, Image
from lessons import rewinding

pytestmark = pytest.mark.django_db


def test_what_was_being_stored_when_a_step_was_taken_back_comes_too_late() -> None:
    record = visitor.create("learner", "sandbox", "bare")
    host = registry.host_of(record, socket=True)
    began = rewinding.now(host)
    host.run_until_answered(host.run("kubectl create configmap one"))
    host.work_s = 1.0
    rewinding.rewind(record, began)
    host.gone = False  # as somebody saw it who had begun to store it a moment before
    registry.store([host], spare_s=60)
    record = ClusterRecord.objects.get(pk=record.pk)
    assert (record.fired, record.at_ms) == (began.fired, began.at_ms)
    assert not Image.objects.exists()
    again = registry.host_of(record)
    assert rewinding.now(again) == began
    again.run_until_answered(again.run("kubectl create configmap two"))
    assert [poke.number for poke in record.pokes.all()] == [1]
    registry.forget(record.pk)
