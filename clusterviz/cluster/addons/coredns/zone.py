"""The zone cluster.local: which records follow from Services and EndpointSlices. Fact sheet §9.7."""

from __future__ import annotations

from ...machinery.dns import CLUSTER_DOMAIN, NOERROR, NXDOMAIN, Answer, Question, Record
from ...machinery.informer import Informer
from ...machinery.objects import Object, labels_of, name_of, namespace_of

ZONE = CLUSTER_DOMAIN
REVERSE = ".in-addr.arpa"
SERVICE_NAME = "kubernetes.io/service-name"


def answer(question: Question, services: Informer, slices: Informer) -> Answer:
    """The answer to one question. `slices` has an index `service`."""
    name = question.name.lower().rstrip(".")
    labels = name.split(".")
    if name == f"dns-version.{ZONE}":
        return _typed(question, [Record(name, "TXT", "1.1.0")])
    if labels[-2:] != ["cluster", "local"] or len(labels) < 3:
        return Answer(NXDOMAIN)
    kind, rest = labels[-3], labels[:-3]
    if kind == "pod" and len(rest) == 2:
        address = rest[0].replace("-", ".")
        if len(address.split(".")) == 4 and all(part.isdigit() for part in address.split(".")):
            return _typed(question, [Record(name, "A", address)])
        return Answer(NXDOMAIN)
    if kind != "svc" or not rest:
        return Answer(NXDOMAIN)
    if len(rest) == 1:  # a namespace by itself
        known = any(key.startswith(rest[0] + "/") for key in services.objects)
        return Answer(NOERROR if known else NXDOMAIN)
    service = services.get(f"{rest[-1]}/{rest[-2]}")
    if service is None:
        return Answer(NXDOMAIN)
    return _of_service(question, name, rest[:-2], service, slices.by("service", f"{rest[-1]}/{rest[-2]}"))


def reverse(question: Question, services: Informer, slices: Informer) -> Answer:
    """Whose an address is: a Service's, or a Pod's that has a host name of its own under a Service."""
    name = question.name.lower().rstrip(".")
    address = ".".join(reversed(name.removesuffix(REVERSE).split(".")))
    for service in services.list():
        if service["spec"].get("clusterIP") == address:
            domain = f"{name_of(service)}.{namespace_of(service)}.svc.{ZONE}"
            return _typed(question, [Record(name, "PTR", domain)])
    found = [
        Record(name, "PTR", f"{endpoint['hostname']}.{labels_of(one)[SERVICE_NAME]}.{namespace_of(one)}.svc.{ZONE}")
        for one in slices.list()
        if labels_of(one).get(SERVICE_NAME)
        for endpoint in one.get("endpoints") or ()
        if endpoint.get("hostname") and address in endpoint["addresses"]
    ]
    return _typed(question, found) if found else Answer(NXDOMAIN)


def _of_service(question: Question, name: str, before: list[str], service: Object, slices: list[Object]) -> Answer:
    spec = service["spec"]
    if spec.get("type") == "ExternalName":
        return Answer(NOERROR, (Record(name, "CNAME", spec["externalName"]),)) if not before else Answer(NXDOMAIN)
    headless = spec.get("clusterIP") in (None, "", "None")
    if len(before) == 2 and before[0].startswith("_") and before[1].startswith("_"):
        return _srv(question, name, before[0][1:], before[1][1:], service, slices)
    if not headless:
        return Answer(NXDOMAIN) if before else _typed(question, [Record(name, "A", spec["clusterIP"])])
    endpoints = _endpoints(service, slices)
    if len(before) == 1:
        endpoints = [one for one in endpoints if _hostname(one) == before[0]]
    elif before:
        return Answer(NXDOMAIN)
    if not endpoints:
        return Answer(NXDOMAIN)
    return _typed(question, [Record(name, "A", address) for one in endpoints for address in one["addresses"]])


def _srv(question: Question, name: str, port: str, protocol: str, service: Object, slices: list[Object]) -> Answer:
    domain = ".".join(name.split(".")[2:])
    records = []
    if service["spec"].get("clusterIP") in (None, "", "None"):
        for one in slices:
            for known in one.get("ports") or ():
                if known.get("name") == port and known.get("protocol", "TCP").lower() == protocol:
                    for endpoint in _endpoints(service, [one]):
                        records.append(Record(name, "SRV", f"{_hostname(endpoint)}.{domain}", known["port"]))
    else:
        for known in service["spec"].get("ports") or ():
            if known.get("name") == port and known.get("protocol", "TCP").lower() == protocol:
                records.append(Record(name, "SRV", domain, known["port"]))
    return _typed(question, records) if records else Answer(NXDOMAIN)


def _endpoints(service: Object, slices: list[Object]) -> list[Object]:
    """The endpoints that a headless Service shows: the ready ones, or all if it says so."""
    every = service["spec"].get("publishNotReadyAddresses", False)
    found = []
    for one in slices:
        for endpoint in one.get("endpoints") or ():
            ready = (endpoint.get("conditions") or {}).get("ready")
            if every or ready is None or ready:
                found.append(endpoint)
    return found


def _hostname(endpoint: Object) -> str:
    return str(endpoint.get("hostname") or endpoint["addresses"][0].replace(".", "-"))


def _typed(question: Question, records: list[Record]) -> Answer:
    """Records of the type that was asked for; a name without such records is no error."""
    return Answer(NOERROR, tuple(record for record in records if record.type == question.type))
