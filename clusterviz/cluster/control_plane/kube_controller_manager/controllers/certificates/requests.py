"""What the approver and the signer share: both look at every request for a certificate that is new or different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.objects import Object, key_of
from .....machinery.resources import CERTIFICATESIGNINGREQUESTS
from ..controller import Controller

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager


class CertificateController(Controller):
    """Keys are CertificateSigningRequests."""

    account = "certificate-controller"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.requests = self.informer(CERTIFICATESIGNINGREQUESTS)
        self.requests.subscribe(self.request_changed)

    def request_changed(self, change: str, old: Object | None, new: Object) -> None:
        """Somebody asks for a certificate, or has answered."""
        if change != "deleted":
            self.queue.add(key_of(new))
