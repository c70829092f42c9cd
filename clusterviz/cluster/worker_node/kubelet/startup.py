"""Why a kubelet ends as soon as it is started: systemd starts it again, every ten seconds, for ever."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from ...machinery.disk import BOOTSTRAP_KUBECONFIG, CONTAINERD_CONFIG, KUBELET_CONFIG, KUBELET_KUBECONFIG, without_cri
from ...machinery.machine import Machine
from ...machinery.machine_files import SOCKETS
from .eviction import configured
from .shutdown import seconds

FIELDS: dict[str, tuple[type[Any], str]] = {  # of KubeletConfiguration: what they must be
    "cgroupDriver": (str, "string"),
    "clusterDNS": (list, "[]string"),
    "clusterDomain": (str, "string"),
    "containerRuntimeEndpoint": (str, "string"),
    "evictionHard": (dict, "map[string]string"),
    "failSwapOn": (bool, "bool"),
    "healthzPort": (int, "int32"),
    "maxPods": (int, "int32"),
    "mergeDefaultEvictionSettings": (bool, "bool"),
    "podPidsLimit": (int, "int64"),
    "rotateCertificates": (bool, "bool"),
    "shutdownGracePeriod": (str, "v1.Duration"),
    "shutdownGracePeriodByPodPriority": (list, "[]v1beta1.ShutdownGracePeriodByPodPriority"),
    "shutdownGracePeriodCriticalPods": (str, "v1.Duration"),
    "staticPodPath": (str, "string"),
}
READ_AT_START = (KUBELET_CONFIG, KUBELET_KUBECONFIG, BOOTSTRAP_KUBECONFIG, CONTAINERD_CONFIG)
MOST_CHARACTERS = 64 * 1024
EXIT_MS = 60  # what it needs to find out
RESTART_MS = 10_000  # RestartSec of the unit that kubeadm installs


def refusal(machine: Machine) -> str:
    """What it says before it ends, "" if it can work."""
    if machine.hollow:
        return ""
    if machine.runtime == "rkt":
        # Deprecated in 1.24 with dockershim's end, gone since 1.27: there is nothing but CRI any more.
        return "failed to parse kubelet flag: unknown flag: --container-runtime"
    disk = machine.disk
    config = disk.read(KUBELET_CONFIG)
    if config is None:
        return (
            f"failed to load kubelet config file, path: {KUBELET_CONFIG}, error: failed to load Kubelet config file "
            f'{KUBELET_CONFIG}, error failed to read kubelet config file "{KUBELET_CONFIG}", error: open {KUBELET_CONFIG}: '
            "no such file or directory"
        )
    if not any(path in disk.changed for path in READ_AT_START) and not machine.swap_on:
        return ""  # as the machine was set up
    wrong = _unreadable(config)
    if wrong:
        return (
            f"failed to load kubelet config file, path: {KUBELET_CONFIG}, error: failed to load Kubelet config file "
            f"{KUBELET_CONFIG}, error failed to decode, error: {wrong}"
        )
    settings = yaml.safe_load(config)
    invalid = _invalid(settings)
    if invalid:
        return (
            f"failed to validate kubelet configuration, error: invalid configuration: {invalid}, "
            "path: &TypeMeta{Kind:,APIVersion:,}"
        )
    if disk.read(KUBELET_KUBECONFIG) is None and disk.read(BOOTSTRAP_KUBECONFIG) is None:
        return (
            "failed to run Kubelet: unable to load bootstrap kubeconfig: "
            f"stat {BOOTSTRAP_KUBECONFIG}: no such file or directory"
        )
    if machine.swap_on and settings.get("failSwapOn", True):
        return (
            "failed to run Kubelet: running with swap on is not supported, please disable swap or set "
            "--fail-swap-on flag to false"
        )
    endpoint = settings.get("containerRuntimeEndpoint")
    if endpoint != SOCKETS[machine.runtime]:
        socket = str(endpoint).removeprefix("unix://")
        return (
            f'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "{endpoint}": '
            'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: '
            f'dial unix {socket}: connect: no such file or directory"'
        )
    wrong = configured.problem(settings)
    if wrong:
        return f"failed to run Kubelet: {wrong}"
    if machine.runtime == "containerd" and without_cri(disk.read(CONTAINERD_CONFIG) or ""):
        return (
            f'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "{endpoint}": '
            "rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"
        )
    return ""


def _invalid(settings: dict[str, Any]) -> str:
    """What two settings say that do not go together."""
    whole, critical = (
        settings.get("shutdownGracePeriod") or "0s",
        settings.get("shutdownGracePeriodCriticalPods") or "0s",
    )
    if seconds(critical) > seconds(whole):
        return f"shutdownGracePeriodCriticalPods {{{critical}}} must be <= shutdownGracePeriod {{{whole}}}"
    if settings.get("shutdownGracePeriodByPodPriority") and (seconds(whole) or seconds(critical)):
        return "Cannot specify both shutdownGracePeriodByPodPriority and shutdownGracePeriod at the same time"
    return ""


@lru_cache(maxsize=64)
def _unreadable(text: str) -> str:
    """What is wrong with a KubeletConfiguration, in the words of whoever reads it."""
    if len(text) > MOST_CHARACTERS:
        return "too large to be read here"
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            return "aliases are not read here"
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        words = str(getattr(error, "problem", "")).replace("allowed here", "allowed in this context")
        return f"error converting YAML to JSON: yaml: line {line}: {words}"
    if not isinstance(read, dict) or not read.get("kind") or not read.get("apiVersion"):
        return "Object 'Kind' is missing"
    if read["kind"] != "KubeletConfiguration":
        return f'no kind "{read["kind"]}" is registered for version "{read["apiVersion"]}"'
    for name, (kind, go) in FIELDS.items():
        value = read.get(name)
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            said = {str: "string", int: "number", bool: "bool", list: "array", dict: "object"}.get(type(value), "value")
            return f"json: cannot unmarshal {said} into Go struct field KubeletConfiguration.{name} of type {go}"
    return ""
