"""What a KubeletConfiguration says of eviction and processes: evictionHard, mergeDefaultEvictionSettings, podPidsLimit. Fact sheet §8.1."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from ....machinery import quantities
from ....machinery.disk import KUBELET_CONFIG
from ....machinery.machine import Machine
from .signals import ABOUT, EVICTION_HARD, UNCOUNTED, Threshold


def hard(machine: Machine) -> tuple[Threshold, ...]:
    """The hard thresholds of a kubelet that starts now. Whoever names one has none of the others, unless they are to be merged."""
    return EVICTION_HARD if machine.hollow else _hard(machine.disk.read(KUBELET_CONFIG) or "")


def pod_pids_limit(machine: Machine) -> int:
    """The most processes of one Pod, 0 for no limit."""
    limit = 0 if machine.hollow else _settings(machine.disk.read(KUBELET_CONFIG) or "").get("podPidsLimit")
    return limit if isinstance(limit, int) and limit > 0 else 0


def problem(settings: dict[str, Any]) -> str:
    """What is wrong with evictionHard, in the words of a kubelet that ends because of it; "" if nothing."""
    for signal, text in (settings.get("evictionHard") or {}).items():
        if signal not in ABOUT and signal not in UNCOUNTED:
            return f"unsupported eviction signal {signal}"
        try:
            _threshold(str(signal), str(text))
        except ValueError as error:
            return str(error)
    return ""


def _settings(text: str) -> dict[str, Any]:
    try:
        settings = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}  # such a kubelet does not start
    return settings if isinstance(settings, dict) else {}


@lru_cache(maxsize=64)
def _hard(text: str) -> tuple[Threshold, ...]:
    settings = _settings(text)
    said = settings.get("evictionHard")
    if not isinstance(said, dict) or not said or problem(settings):
        return EVICTION_HARD
    named = {str(signal): _threshold(str(signal), str(value)) for signal, value in said.items() if signal in ABOUT}
    if settings.get("mergeDefaultEvictionSettings"):
        named = {**{one.signal: one for one in EVICTION_HARD}, **named}
    return tuple(named[signal] for signal in ABOUT if named.get(signal))  # type: ignore[misc]


def _threshold(signal: str, text: str) -> Threshold | None:
    """`10%`, `100Mi`, `1000`. None for 0% and 100%, which switch it off. ValueError if it is neither."""
    if not text.endswith("%"):
        amount = quantities.whole(text)
        if amount <= 0:
            raise ValueError(f"eviction threshold {signal} must be positive: {text}")
        return Threshold(signal, quantity=amount)
    try:
        percent = float(text[:-1])
    except ValueError:
        raise ValueError(f'strconv.ParseFloat: parsing "{text[:-1]}": invalid syntax') from None
    if percent in (0, 100):
        return None
    if percent < 0:
        raise ValueError(f"eviction percentage threshold {signal} must be >= 0%: {text}")
    return Threshold(signal, percent=percent)
