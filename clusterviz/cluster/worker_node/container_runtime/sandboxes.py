"""Sandboxes: made with an address in the network of the machine, taken down, and forgotten with their Pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery import cri
from ...machinery.cri import NOTREADY, RUNNING, CriError
from ...machinery.network import Call
from ..pod_network import NoAddressLeft
from . import no_process
from .records import PodRecord, Sandbox
from .reservations import sandbox_name

if TYPE_CHECKING:
    from .runtime import ContainerRuntime

NETWORK_DOWN = 'failed to set bridge addr: could not add IP address to "cni0": no such device'


def run_sandbox(runtime: ContainerRuntime, call: Call) -> None:
    """RunPodSandbox: answered with the Pod's status, or with what stands in the way."""
    config: cri.RunPodSandbox = call.body
    machine, plugin = runtime.machine, runtime.network_plugin
    identity = runtime.reservations.made(sandbox_name(config)) or runtime.chance.hexadecimal(64)
    if config.host_network:
        ip = runtime.address
    elif plugin is None or not runtime.network_configured():
        call.reply(CriError("cni plugin not initialized"))
        return
    elif machine.network is None or not machine.network.running:
        call.reply(runtime.network_failed(identity, NETWORK_DOWN))
        return
    else:
        try:
            ip = plugin.allocate(identity)
        except NoAddressLeft as problem:
            call.reply(runtime.network_failed(identity, str(problem)))
            return
    if not machine.kernel.pids_left(config.uid):
        _give_back(runtime, ip, identity)
        call.reply(no_process.no_sandbox(runtime, identity, config.name))
        return
    pod = runtime.pods.get(config.uid)
    if pod is None:
        pod = runtime.pods[config.uid] = PodRecord(config.uid, config.namespace, config.name)
    runtime.say("sandbox", config.namespace, config.name, config.uid, str(config.attempt), identity)
    pids = machine.new_pid(), machine.new_pid()
    pod.sandboxes.insert(0, Sandbox(identity, config, ip, runtime.now_ms, pids))
    call.reply(runtime.changed(pod, "SandboxStarted"), note=ip)


def stop_sandbox(runtime: ContainerRuntime, call: Call) -> None:
    """StopPodSandbox: what still runs in it is killed."""
    question: cri.StopPodSandbox = call.body
    pod = runtime.pods.get(question.pod_uid)
    if pod is None:
        call.reply(None)
        return
    for sandbox in pod.sandboxes:
        if sandbox.id == question.sandbox_id:
            for container in pod.containers:
                if container.sandbox is sandbox and container.state == RUNNING:
                    runtime.end(container)
            take_down(runtime, sandbox)
            runtime.say("sandbox stopped", sandbox.id)
    call.reply(runtime.changed(pod, "SandboxStopped"))


def take_down(runtime: ContainerRuntime, sandbox: Sandbox) -> None:
    """It stands no more, and its address is free."""
    sandbox.state = NOTREADY
    _give_back(runtime, sandbox.ip, sandbox.id)


def _give_back(runtime: ContainerRuntime, ip: str, identity: str) -> None:
    plugin = runtime.network_plugin
    if plugin is not None and plugin.taken.get(ip) == identity:
        plugin.release(ip)


def remove(runtime: ContainerRuntime, uid: str) -> None:
    """RemovePodSandbox for all of a Pod: its containers, their logs and its volumes go with it."""
    pod = runtime.pods.pop(uid, None)
    runtime.machine.kernel.forget_pod(uid)
    if pod is not None:
        for container in pod.containers:
            runtime.containers.pop(container.id, None)
            if container.process is not None and container.process.alive:
                container.process.kill()
        for sandbox in pod.sandboxes:
            take_down(runtime, sandbox)
