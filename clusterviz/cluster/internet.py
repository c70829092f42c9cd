"""The internet, as far as this model has one: name servers, and one web server behind every name that they know."""

from __future__ import annotations

from .machinery import dns, upstream
from .machinery.component import Component
from .machinery.cri import Answer, Knock
from .machinery.curl import PLAIN_TO_GO
from .machinery.network import Call
from .machinery.ping import ECHO
from .machinery.sockets import Burst, Tally, refused

NAME = "internet"
GATEWAY = "172.18.0.1"  # the machine that the nodes run on: it asks the world's name servers for them
TLS_PORT = 443
PORTS = (80, TLS_PORT)
PAGE = "<!doctype html>\n<html><head><title>Example Domain</title></head><body><h1>Example Domain</h1></body></html>\n"


class Internet(Component):
    """Everything that is not this cluster."""

    def boot(self) -> None:
        """It is always there."""

    def handle(self, call: Call) -> None:
        """A question to a name server, or a request."""
        if isinstance(call.body, Burst):
            burst = call.body
            taken = burst.question.ip == upstream.WEB_SERVER and burst.question.port in PORTS
            call.reply(Tally((("200" if taken else "timed out", burst.count),)))
            return
        question: Knock = call.body
        if isinstance(question.payload, dns.Question) and question.ip == GATEWAY:
            found = upstream.answer(question.payload)
            call.reply(Answer(0, payload=found), note=found.records[0].value if found.records else found.code)
        elif question.ip != upstream.WEB_SERVER and not (question.ip == GATEWAY and question.protocol == ECHO):
            call.drop()  # nobody is there
        elif question.protocol == ECHO:
            call.reply(Answer(0))
        elif question.port in PORTS:
            call.reply(
                Answer(200 if question.method else 0, PAGE, tls=PLAIN_TO_GO if question.port == TLS_PORT else "")
            )
        else:
            call.reply(refused(question))


def connect(routes: dict[str, str]) -> None:
    """The machines' routes lead there."""
    routes[GATEWAY] = NAME
    routes[upstream.WEB_SERVER.rpartition(".")[0] + "."] = NAME
