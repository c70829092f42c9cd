"""Services: defaults, and the addresses and node ports that they are given. Fact sheet §4.8, §9.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.defaults import AFFINITY_TIMEOUT_S
from ....machinery.objects import Object, key_of
from ....machinery.resources import SERVICES, Resource
from ..errors import FieldError
from ..validation import services as validation
from .allocators import PORT_FIRST, PORT_LAST, Addresses, NodePorts
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

WITH_NODE_PORTS = ("NodePort", "LoadBalancer")


class Services(Strategy):
    """The rules for Services, and what has been given to them."""

    of = SERVICES
    returns_deleted = True

    def __init__(self, resource: Resource) -> None:
        super().__init__(resource)
        self.addresses: Addresses | None = None
        self.ports = NodePorts()

    def default(self, obj: Object) -> None:
        if obj.get("spec") is None:
            obj["spec"] = {}
        spec = obj["spec"]
        spec["type"] = kind = spec.get("type") or "ClusterIP"
        spec["sessionAffinity"] = spec.get("sessionAffinity") or "None"
        if spec["sessionAffinity"] == "None":
            spec.pop("sessionAffinityConfig", None)
        elif not spec.get("sessionAffinityConfig"):
            spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": AFFINITY_TIMEOUT_S}}
        for port in spec.get("ports") or ():
            port["protocol"] = port.get("protocol") or "TCP"
            if port.get("targetPort") in (None, "", 0) and "port" in port:
                port["targetPort"] = port["port"]
        if kind != "ExternalName":
            spec["internalTrafficPolicy"] = spec.get("internalTrafficPolicy") or "Cluster"
        if kind in WITH_NODE_PORTS or (kind == "ClusterIP" and spec.get("externalIPs")):
            spec["externalTrafficPolicy"] = spec.get("externalTrafficPolicy") or "Cluster"
        if kind == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is None:
            spec["allocateLoadBalancerNodePorts"] = True

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"loadBalancer": {}}
        self._align(obj["spec"])

    def prepare_for_update(self, server: ApiServer, new: Object, old: Object) -> None:
        """Keep what was given, as far as the type still needs it."""
        super().prepare_for_update(server, new, old)
        spec, before = new["spec"], old["spec"]
        kind = spec["type"]
        if kind == "ExternalName":
            if before["type"] != kind:
                for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"):
                    if spec.get(field) == before.get(field):
                        spec.pop(field, None)
        elif before["type"] != "ExternalName":
            if spec.get("clusterIP") and spec["clusterIP"] != before.get("clusterIP"):
                spec["clusterIPs"] = [spec["clusterIP"]]
            for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
                if not spec.get(field) and before.get(field):
                    spec[field] = before[field]
        if kind not in WITH_NODE_PORTS:
            if before["type"] in WITH_NODE_PORTS:
                _drop_node_ports(spec, before)
                if not spec.get("externalIPs"):
                    spec.pop("externalTrafficPolicy", None)
                spec.pop("allocateLoadBalancerNodePorts", None)
        else:
            _keep_node_ports(spec, before)
        self._align(spec)

    def _align(self, spec: Object) -> None:
        """`clusterIP` and `clusterIPs[0]` are the same thing, written twice."""
        if spec.get("clusterIP") and not spec.get("clusterIPs"):
            spec["clusterIPs"] = [spec["clusterIP"]]
        elif spec.get("clusterIPs") and not spec.get("clusterIP"):
            spec["clusterIP"] = spec["clusterIPs"][0]

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_service(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_service_update(new, old)

    # -- what is given ----------------------------------------------------------------------------------------------

    def allocate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        """Give the Service what it asks for, or what is free; what cannot be given is an error."""
        self._know_what_is_taken(server)
        assert self.addresses is not None
        spec, owner = obj["spec"], key_of(obj)
        if spec["type"] == "ExternalName":
            return []
        if problems := _not_of_this_cluster(spec):
            return problems
        spec["ipFamilies"] = spec.get("ipFamilies") or ["IPv4"]
        spec["ipFamilyPolicy"] = spec.get("ipFamilyPolicy") or "SingleStack"
        address = spec.get("clusterIP")
        if address and address != "None":
            problems += self._take_address(self.addresses, address, owner)
        elif not address:
            free = self.addresses.next(server.chance)
            if free is None:
                return [
                    FieldError(
                        "InternalError", "spec.clusterIPs", "[]", "failed to allocate a serviceIP: range is full"
                    )
                ]
            self.addresses.taken[free] = owner
            spec["clusterIP"], spec["clusterIPs"] = free, [free]
        if spec["type"] in WITH_NODE_PORTS and not problems:
            problems += self._allocate_ports(server, spec, owner)
        if problems:
            self.release(server, obj)
        return problems

    def _take_address(self, addresses: Addresses, address: str, owner: str) -> list[FieldError]:
        if addresses.taken.get(address, owner) != owner:
            why = f"failed to allocate IP {address}: provided IP is already allocated"
        elif not addresses.contains(address):
            why = f"failed to allocate IP {address}: the provided network does not match the current range"
        else:
            addresses.taken[address] = owner
            return []
        return [FieldError("FieldValueInvalid", "spec.clusterIPs", f'["{address}"]', why)]

    def _allocate_ports(self, server: ApiServer, spec: Object, owner: str) -> list[FieldError]:
        if spec["type"] == "LoadBalancer" and not spec.get("allocateLoadBalancerNodePorts", True):
            return []
        taken = self.ports.taken
        for i, port in enumerate(spec.get("ports") or ()):
            field, wanted, protocol = f"spec.ports[{i}].nodePort", port.get("nodePort"), port["protocol"]
            if wanted:
                if not PORT_FIRST <= wanted <= PORT_LAST:
                    why = (
                        f"provided port is not in the valid range. The range of valid ports is {PORT_FIRST}-{PORT_LAST}"
                    )
                    return [FieldError("FieldValueInvalid", field, str(wanted), why)]
                if taken.get((wanted, protocol), owner) != owner:
                    return [FieldError("FieldValueInvalid", field, str(wanted), "provided port is already allocated")]
                taken[wanted, protocol] = owner
        for port in spec.get("ports") or ():
            if not port.get("nodePort"):
                free = self.ports.next(server.chance, port["protocol"])
                if free is None:
                    return [
                        FieldError("InternalError", "spec.ports", None, "failed to allocate a nodePort: range is full")
                    ]
                port["nodePort"] = free
                taken[free, port["protocol"]] = owner
        return []

    def release(self, server: ApiServer, obj: Object) -> None:
        """The write did not happen: what this version was given and the stored one does not have is free again."""
        self._give_back(obj, server.cache.of(SERVICES).objects.get(key_of(obj)))

    def after_store(self, server: ApiServer, obj: Object, old: Object | None) -> None:
        if self.addresses is not None:
            self._remember(obj)
            if old is not None:
                self._give_back(old, obj)

    def after_delete(self, server: ApiServer, obj: Object) -> None:
        if self.addresses is not None:
            self._give_back(obj, None)

    def _know_what_is_taken(self, server: ApiServer) -> None:
        if self.addresses is None:
            self.addresses = Addresses(server.service_cidr)
            for service in server.cache.of(SERVICES).objects.values():
                self._remember(service)

    def _remember(self, service: Object) -> None:
        assert self.addresses is not None
        owner = key_of(service)
        for address in addresses_of(service):
            self.addresses.taken[address] = owner
        for port in node_ports_of(service):
            self.ports.taken[port] = owner

    def _give_back(self, service: Object, kept: Object | None) -> None:
        assert self.addresses is not None
        owner = key_of(service)
        for address in addresses_of(service):
            if self.addresses.taken.get(address) == owner and (kept is None or address not in addresses_of(kept)):
                del self.addresses.taken[address]
        for port in node_ports_of(service):
            if self.ports.taken.get(port) == owner and (kept is None or port not in node_ports_of(kept)):
                del self.ports.taken[port]

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        return {"spec.clusterIP": obj["spec"].get("clusterIP", ""), "spec.type": obj["spec"].get("type", "")}


def addresses_of(service: Object) -> tuple[str, ...]:
    """The cluster addresses that a Service has."""
    address = service["spec"].get("clusterIP")
    return (address,) if address and address != "None" else ()


def node_ports_of(service: Object) -> list[tuple[int, str]]:
    """The (port, protocol)s that a Service has on every node."""
    return [(port["nodePort"], port["protocol"]) for port in service["spec"].get("ports") or () if port.get("nodePort")]


def _drop_node_ports(spec: Object, before: Object) -> None:
    """The type no longer has node ports: those that were given go, unless the sender changed them."""
    given = {(port["port"], port["protocol"]): port.get("nodePort") for port in before.get("ports") or ()}
    for port in spec.get("ports") or ():
        if port.get("nodePort") and port["nodePort"] in given.values():
            del port["nodePort"]


def _keep_node_ports(spec: Object, before: Object) -> None:
    """A port that is still there keeps its node port."""
    given = {(port["port"], port["protocol"]): port.get("nodePort") for port in before.get("ports") or ()}
    used = {port.get("nodePort"): None for port in spec.get("ports") or ()}
    for port in spec.get("ports") or ():
        known = given.get((port.get("port"), port["protocol"]))
        if not port.get("nodePort") and known and known not in used:
            port["nodePort"] = known


def _not_of_this_cluster(spec: Object) -> list[FieldError]:
    """It has addresses of IPv4 alone."""
    found = [
        FieldError("FieldValueInvalid", f"spec.ipFamilies[{i}]", f'"{family}"', "not configured on this cluster")
        for i, family in enumerate(spec.get("ipFamilies") or ())
        if family != "IPv4"
    ]
    policy = spec.get("ipFamilyPolicy")
    if not found and policy == "RequireDualStack":
        why = "this cluster is not configured for dual-stack services"
        found.append(FieldError("FieldValueInvalid", "spec.ipFamilyPolicy", f'"{policy}"', why))
    return found
