"""The network as one sees it from inside: the interfaces of a machine and of a Pod, and who listens there."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import TYPE_CHECKING

from ...machinery.cri import READY, RUNNING
from ...machinery.ip_tools import GATEWAY, Interface, Socket
from ...machinery.ping import BRIDGE

if TYPE_CHECKING:
    from .records import Container, PodRecord
    from .runtime import ContainerRuntime

LOOPBACK = Interface("lo", "00:00:00:00:00:00", "127.0.0.1/8")


def of_machine(runtime: ContainerRuntime) -> list[Interface]:
    """lo, eth0, the bridge of the Pod network and the host's end of each Pod's cable; routes follow from them."""
    address = runtime.machine.address
    found = [LOOPBACK, Interface("eth0", _mac("02:42", address), f"{address}/16")]
    address, plugin = bridge(runtime), runtime.network_plugin
    if address and plugin is not None:
        length = IPv4Network(plugin.cidr).prefixlen
        found += [Interface("cni0", _mac("5a:9e", address), f"{address}/{length}"), *_cables(runtime)]
    return found


def bridge(runtime: ContainerRuntime) -> str:
    """The address of the bridge of the Pod network, "" while no Pod hangs on it."""
    if runtime.network_plugin is None or not any(_on_the_bridge(one) for one in runtime.pods.values()):
        return ""
    return runtime.network_plugin.bridge


def _on_the_bridge(pod: PodRecord) -> bool:
    return any(sandbox.state == READY and not sandbox.host_network for sandbox in pod.sandboxes)


def _cables(runtime: ContainerRuntime) -> list[Interface]:
    found = []
    for pod in runtime.pods.values():
        for sandbox in pod.sandboxes:
            if sandbox.state == READY and not sandbox.host_network:
                name = f"veth{sandbox.id[:8]}"
                found.append(Interface(name, _mac("d6:3b", sandbox.ip), "", f"{pod.namespace}/{pod.name}"))
    return found


def _mac(start: str, address: str) -> str:
    return ":".join([start, *(f"{int(part):02x}" for part in address.split("."))])


def of_container(container: Container) -> tuple[list[Interface], str]:
    """(the interfaces that its processes see, their gateway): the Pod's own, or the machine's."""
    runtime, sandbox = container.runtime, container.sandbox
    machine = of_machine(runtime)
    if sandbox.host_network:
        return machine, GATEWAY
    plugin = runtime.network_plugin
    network = IPv4Network(plugin.cidr) if plugin is not None else IPv4Network(f"{sandbox.ip}/24", strict=False)
    key = container.pod_key
    number = next((place for place, one in enumerate(machine, 1) if one.peer == key), 0)
    own = Interface("eth0", _mac("9a:5e", sandbox.ip), f"{sandbox.ip}/{network.prefixlen}", key, number)
    return [LOOPBACK, own], str(network.network_address + 1)


def routers(container: Container, ip: str) -> list[str]:
    """Who passes on what a container sends to this address: its own machine, that of the other Pod, the world's door."""
    machine = container.runtime.machine
    own, gateway = of_container(container)
    networks = [IPv4Interface(one.address).network for one in own if one.address]
    if ip == machine.address or any(IPv4Address(ip) in network for network in networks):
        return []
    first = [] if container.sandbox.host_network else [gateway]
    addresses = {taker: at for at, taker in machine.routes.items() if not at.endswith(".")}
    taker = machine.routes.get(ip) or machine.routes.get(f"{ip.rpartition('.')[0]}.") or ""
    if taker in addresses:
        is_machine = addresses[taker] == ip or ip.endswith(BRIDGE)
        return first if is_machine or addresses[taker] == machine.address else [*first, addresses[taker]]
    return [*first, GATEWAY]


def sockets(container: Container) -> list[Socket]:
    """Who listens on TCP in the container's Pod. Processes of other containers are not to be seen, what they listen on is."""
    found = []
    for one in reversed(container.pod.containers):
        if one.sandbox is not container.sandbox or one.state != RUNNING:
            continue
        for port, since_ms in sorted(one.ports.items()):
            if since_ms <= one.now_ms():
                program = one.process.argv[0].rpartition("/")[2] if one.process is not None else ""
                found.append(Socket("0.0.0.0", port, program, 1 if one is container else 0))
    return found
