"""CoreDNS: answers names from what it knows of Services and EndpointSlices. Fact sheet §9.7.

It runs in the Pods of the Deployment `coredns`; this component is the program in all of them. Whether a question reaches it is a
matter of the Service `kube-dns` and its endpoints.
"""

from __future__ import annotations

from ...machinery import cri, upstream
from ...machinery.api import account_user
from ...machinery.client import Client
from ...machinery.component import Component
from ...machinery.dns import NOERROR, NXDOMAIN, SERVFAIL, Answer, Question, Record, search_list
from ...machinery.informer import Informer, all_synced
from ...machinery.network import Call
from ...machinery.objects import Object, labels_of, namespace_of
from ...machinery.resources import ENDPOINTSLICES, SERVICES
from .zone import REVERSE, SERVICE_NAME, ZONE, answer, reverse

MOST_CNAMES = 8  # beyond that, names lead round in a circle
USER = account_user("kube-system", "coredns")


def service_of(one: Object) -> str:
    """The namespace/name of the Service that an EndpointSlice belongs to."""
    name = labels_of(one).get(SERVICE_NAME)
    return f"{namespace_of(one)}/{name}" if name else ""


class CoreDNS(Component):
    """The name server of the zone cluster.local."""

    def boot(self) -> None:
        """List and watch."""
        self.client = Client(self, USER)
        self.services = Informer(self.client, SERVICES)
        self.slices = Informer(self.client, ENDPOINTSLICES)
        self.slices.index("service", service_of)
        self.services.start()
        self.slices.start()

    def handle(self, call: Call) -> None:
        """A question, by UDP or TCP: who only connects is let in."""
        question = call.body.payload
        if not isinstance(question, Question):
            call.reply(cri.Answer(0) if not call.body.method else cri.Answer(404, "404 page not found\n"))
            return
        found = self.answer(question)
        note = found.records[0].value if found.records else found.code
        call.reply(cri.Answer(0, payload=found), note=note)

    def answer(self, question: Question) -> Answer:
        """What this server says to one question. The name behind a CNAME is looked up too, wherever it is."""
        if not all_synced((self.services, self.slices)):
            return Answer(SERVFAIL)
        records: list[Record] = []
        for _ in range(MOST_CNAMES):
            if question.name.lower().endswith(f".{ZONE}"):
                found = answer(question, self.services, self.slices)
            elif question.name.lower().endswith(REVERSE):
                found = reverse(question, self.services, self.slices)
            else:
                found = upstream.answer(question)
            records += found.records
            if not found.records or found.records[-1].type != "CNAME" or question.type == "CNAME":
                return Answer(found.code if not records else NOERROR, tuple(records))
            question = Question(found.records[-1].value, question.type)
        return Answer(SERVFAIL)

    def resolve(self, name: str, namespace: str) -> Answer:
        """What a Pod's resolver in `namespace` ends up with for a name, search domains and all."""
        for candidate in search_list(name, namespace):
            found = self.answer(Question(candidate))
            if found.code != NXDOMAIN:
                return found
        return Answer(NXDOMAIN)
