"""CoreDNS: answers names from what it knows of Services and EndpointSlices. Fact sheet §9.7.

It runs in the Pods of the Deployment `coredns`; this component is the program in all of them. Whether a question reaches it is a
matter of the Service `kube-dns` and its endpoints.
"""

from __future__ import annotations

from ...machinery.api import account_user
from ...machinery.client import Client
from ...machinery.component import Component
from ...machinery.dns import NXDOMAIN, SERVFAIL, Answer, Question, search_list
from ...machinery.informer import Informer, all_synced
from ...machinery.network import Call
from ...machinery.objects import Object, labels_of, namespace_of
from ...machinery.resources import ENDPOINTSLICES, SERVICES
from .zone import answer

USER = account_user("kube-system", "coredns")
SERVICE_NAME = "kubernetes.io/service-name"


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
        """A question."""
        question: Question = call.body
        found = self.answer(question)
        call.reply(found, note=found.records[0].value if found.records else found.code)

    def answer(self, question: Question) -> Answer:
        """What this server says to one question."""
        if not all_synced((self.services, self.slices)):
            return Answer(SERVFAIL)
        return answer(question, self.services, self.slices)

    def resolve(self, name: str, namespace: str) -> Answer:
        """What a Pod's resolver in `namespace` ends up with for a name, search domains and all."""
        for candidate in search_list(name, namespace):
            found = self.answer(Question(candidate))
            if found.code != NXDOMAIN:
                return found
        return Answer(NXDOMAIN)
