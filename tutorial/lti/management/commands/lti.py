"""`manage.py lti …`: which learning platforms may open lessons here, and which grades wait to be sent to them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import LtiRegistration

from tutorial.lti import platforms, sending
from tutorial.lti.models import Score
from tutorial.management.commands.teacher import _address

PARTS = ("issuer", "auth-url", "token-url", "keyset-url")


class Command(BaseCommand):
    """Platforms are added by who runs the server, and by nobody else: what a platform says of a person is believed."""

    help = "Learning platforms (LTI 1.3): add, list and remove them; see and send the grades that wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        add = deeds.add_parser("add-platform", help="add a platform, or a deployment to one that is known")
        add.add_argument("name", help="as learners know it, e.g. Moodle")
        kind = add.add_mutually_exclusive_group()
        kind.add_argument("--moodle", metavar="URL", help="a Moodle: its address is all that is needed")
        kind.add_argument(
            "--canvas", metavar="URL", nargs="?", const=platforms.CANVAS, help="Canvas, Instructure's own"
        )
        for part in PARTS:
            add.add_argument(f"--{part}", default="", help="of any other platform, or where it differs")
        add.add_argument("--client-id", required=True, help="the number that the platform gave to this tool")
        add.add_argument("--deployment", action="append", default=[], metavar="ID", help="may be given more than once")
        self._address(add)
        self._address(deeds.add_parser("list", help="the platforms, what each must be told, and the grades that wait"))
        remove = deeds.add_parser(
            "remove-platform", help="a platform opens nothing any more; grades that wait are lost"
        )
        remove.add_argument("client_id", metavar="CLIENT-ID")
        deeds.add_parser("send", help="send the grades that wait, now")

    def _address(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="", help="where people reach this site, e.g. https://glass.example")

    def handle(self, *args: Any, **options: Any) -> None:
        {"add-platform": self._add, "list": self._list, "remove-platform": self._remove, "send": self._send}[
            options["deed"]
        ](options)

    def _add(self, options: dict[str, Any]) -> None:
        kind = "moodle" if options["moodle"] else "canvas" if options["canvas"] else ""
        address = (options["moodle"] or options["canvas"] or "").rstrip("/")
        shape = [one.format(address) for one in platforms.SHAPES[kind]] if kind else [""] * len(PARTS)
        given = [options[part.replace("-", "_")] for part in PARTS]
        issuer, auth_url, token_url, keyset_url = (own or usual for own, usual in zip(given, shape, strict=True))
        for part, url in zip(PARTS, (issuer, auth_url, token_url, keyset_url), strict=True):
            if part != "issuer" and urlsplit(url).scheme not in ("http", "https"):
                raise CommandError(f"--{part} is needed: an address (or say --moodle URL, or --canvas).")
        if not issuer:
            raise CommandError("--issuer is needed: the name by which the platform calls itself, mostly its address.")
        addresses = (issuer, auth_url, token_url, keyset_url)
        platforms.add(options["name"], addresses, options["client_id"], options["deployment"])
        self.stdout.write(f"{options['name']} is known here.")
        if not options["deployment"]:
            self.stdout.write(
                "It opens nothing yet: say the same again with --deployment ID, when the platform tells it."
            )
        self._tell(options)

    def _list(self, options: dict[str, Any]) -> None:
        for registration in LtiRegistration.objects.order_by("name"):
            deployments = ", ".join(registration.deployments.values_list("deployment_id", flat=True)) or "none yet"
            waiting = Score.objects.filter(link__deployment__registration=registration).exclude(due=None)
            self.stdout.write(f"{registration.name}: {registration.issuer}, client ID {registration.client_id}")
            self.stdout.write(f"  deployments: {deployments}; grades that wait: {waiting.count()}")
            for why in waiting.exclude(why="").values_list("why", flat=True).distinct()[:3]:
                self.stdout.write(f"  {why}")
        self._tell(options)

    def _remove(self, options: dict[str, Any]) -> None:
        found = LtiRegistration.objects.filter(client_id=options["client_id"])
        names = list(found.values_list("name", flat=True))
        if len(names) != 1:
            raise CommandError(
                f"{len(names)} platforms have the client ID {options['client_id']}; see: manage.py lti list"
            )
        found.delete()
        self.stdout.write(f"{names[0]} is not known here any more.")

    def _send(self, options: dict[str, Any]) -> None:
        Score.objects.exclude(due=None).update(due=timezone.now())
        taken = sending.send_due()
        self.stdout.write(f"{taken} grades sent, {Score.objects.exclude(due=None).count()} wait.")

    def _tell(self, options: dict[str, Any]) -> None:
        """What the platform must be told of this tool."""
        address = (options["address"] or _address()).rstrip("/")
        for what, name in (
            ("log-in address (OpenID Connect initiation)", "lti-login"),
            ("redirect address, and target link", "lti-launch"),
            ("public keys (JWKS)", "lti-keys"),
        ):
            self.stdout.write(f"  {what + ' ':.<44} {address}{reverse(name)}")
        if not settings.HTTPS:
            self.stdout.write("  Platforms want https: see deploy/README.md.")
