"""Services: addresses and ports that are given once. Fact sheet §4.8."""

from __future__ import annotations

from typing import Any

from clusterviz.cluster.machinery.api import STRATEGIC_PATCH
from clusterviz.cluster.machinery.objects import Object
from clusterviz.cluster.machinery.resources import (
    SERVICES,
)

from .conftest import Kube


def service(name: str, **spec: Any) -> Object:
    return {"metadata": {"name": name}, "spec": {"ports": [{"port": 80}], **spec}}


def test_a_service_gets_an_address_and_ports(kube: Kube) -> None:
    made = kube.create(SERVICES, service("a", type="NodePort")).body["spec"]
    port = made["ports"][0]
    assert (port["protocol"], port["targetPort"]) == ("TCP", 80)
    assert 30086 <= port["nodePort"] <= 32767
    assert made["clusterIP"].startswith("10.96.")
    assert made["clusterIPs"] == [made["clusterIP"]]
    assert made["ipFamilies"] == ["IPv4"]
    outside = kube.create(SERVICES, service("b", type="ExternalName", externalName="example.org", ports=[])).body
    assert "clusterIP" not in outside["spec"]


def test_an_address_or_a_port_is_given_once(kube: Kube) -> None:
    kube.create(SERVICES, service("a", clusterIP="10.96.7.7"))
    taken = kube.create(SERVICES, service("b", clusterIP="10.96.7.7"))
    assert taken.message == (
        'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.7.7"]: failed to allocate IP 10.96.7.7: '
        "provided IP is already allocated"
    )
    ports = [{"port": 80, "nodePort": 30080}]
    assert kube.create(SERVICES, service("c", type="NodePort", ports=ports)).code == 201
    assert kube.create(SERVICES, service("d", type="NodePort", ports=ports)).message == (
        'Service "d" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated'
    )
    far = [{"port": 80, "nodePort": 8080}]
    assert kube.create(SERVICES, service("e", type="NodePort", ports=far)).message == (
        'Service "e" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. '
        "The range of valid ports is 30000-32767"
    )
    kube.delete(SERVICES, "c")
    kube.run(10)
    assert kube.create(SERVICES, service("f", type="NodePort", ports=ports)).code == 201


def test_what_was_given_is_known_again_after_a_restart(kube: Kube) -> None:
    kube.create(SERVICES, service("a", clusterIP="10.96.7.7"))
    kube.server.stop()
    kube.server.start()
    kube.run(100)
    assert kube.create(SERVICES, service("b", clusterIP="10.96.7.7")).code == 422


def test_a_service_that_no_longer_needs_its_node_port_loses_it(kube: Kube) -> None:
    kube.create(SERVICES, service("a", type="NodePort"))
    changed = kube.patch(SERVICES, "a", {"spec": {"type": "ClusterIP"}}, STRATEGIC_PATCH).body["spec"]
    assert "nodePort" not in changed["ports"][0]
    assert "externalTrafficPolicy" not in changed
    kube.run(10)
    assert kube.server.strategies[SERVICES].ports.taken == {}  # type: ignore[attr-defined]


def test_an_address_cannot_be_changed(kube: Kube) -> None:
    kube.create(SERVICES, service("plain"))
    refused = kube.patch(SERVICES, "plain", {"spec": {"clusterIP": "10.96.7.7"}}, STRATEGIC_PATCH)
    assert refused.message == (
        'Service "plain" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.7.7"]: may not change once set'
    )
