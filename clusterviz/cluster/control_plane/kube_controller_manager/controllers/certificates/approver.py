"""csrapproving: a kubelet that asks for its own client certificate, and may, gets a yes at once."""

from __future__ import annotations

from .....machinery.api import Response
from .....machinery.certificates import subject_of
from .....machinery.objects import Key, Object, name_of
from .....machinery.resources import CERTIFICATESIGNINGREQUESTS, SUBJECTACCESSREVIEWS
from .requests import CertificateController

KUBELET_USAGES = ("client auth", "digital signature", "key encipherment")
KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet"
SELF, ANY = "selfnodeclient", "nodeclient"
MESSAGES = {
    SELF: "Auto approving self kubelet client certificate after SubjectAccessReview.",
    ANY: "Auto approving kubelet client certificate after SubjectAccessReview.",
}


class CertificateApprover(CertificateController):
    """Keys are CertificateSigningRequests."""

    name = "csrapproving"

    def reconcile(self, key: Key) -> None:
        """Approve it if it is a kubelet's, and its sender may ask for that."""
        request = self.requests.get(key)
        if request is None or decided(request) or (request.get("status") or {}).get("certificate"):
            return
        kinds = recognized(request)
        if kinds:
            self._ask(request, kinds)

    def _ask(self, request: Object, kinds: tuple[str, ...]) -> None:
        spec = request["spec"]
        attributes = {
            "group": CERTIFICATESIGNINGREQUESTS.group,
            "resource": CERTIFICATESIGNINGREQUESTS.plural,
            "subresource": kinds[0],
            "verb": "create",
        }
        asked: Object = {"user": spec["username"], "groups": spec.get("groups"), "resourceAttributes": attributes}
        review = {
            "kind": "SubjectAccessReview",
            "apiVersion": SUBJECTACCESSREVIEWS.api_version,
            "metadata": {},
            "spec": asked,
        }
        self.client.create(SUBJECTACCESSREVIEWS, review, self._answered, request, kinds)

    def _answered(self, response: Response, request: Object, kinds: tuple[str, ...]) -> None:
        if response.ok and response.body["status"].get("allowed"):
            self._approve(request, kinds[0])
        elif len(kinds) > 1:
            self._ask(request, kinds[1:])

    def _approve(self, request: Object, kind: str) -> None:
        condition = {"type": "Approved", "status": "True", "reason": "AutoApproved", "message": MESSAGES[kind]}
        status = {**(request.get("status") or {}), "conditions": [condition]}
        sentence = f"The approver says yes to {name_of(request)}: a kubelet asks for its own certificate."
        self.decide("Approves", CERTIFICATESIGNINGREQUESTS, request, sentence)
        self.client.update(CERTIFICATESIGNINGREQUESTS, {**request, "status": status}, subresource="approval")


def decided(request: Object) -> bool:
    """Whether somebody has said yes or no."""
    conditions = (request.get("status") or {}).get("conditions") or ()
    return any(one["type"] in ("Approved", "Denied") for one in conditions)


def recognized(request: Object) -> tuple[str, ...]:
    """As which requests of kubelets this one is known: the permissions that would do, the narrower one first."""
    spec = request["spec"]
    try:
        subject = subject_of(spec.get("request"))
    except ValueError:
        return ()
    name = (subject.get("CN") or [""])[0]
    fits = subject.get("O") == ["system:nodes"] and name.startswith("system:node:")
    if not fits or spec.get("signerName") != KUBELET_CLIENT or sorted(spec.get("usages") or ()) != list(KUBELET_USAGES):
        return ()
    return (SELF, ANY) if spec.get("username") == name else (ANY,)
