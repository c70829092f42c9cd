"""csrsigning: what is approved is signed, by the signers that belong to Kubernetes; others sign for themselves."""

from __future__ import annotations

from base64 import b64encode

from .....machinery.certificates import issued, subject_of
from .....machinery.objects import Key, Object, name_of
from .....machinery.resources import CERTIFICATESIGNINGREQUESTS
from .requests import CertificateController

CLIENTS = "kubernetes.io/kube-apiserver-client"
KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet"
KUBELET_SERVING = "kubernetes.io/kubelet-serving"
SIGNERS = (CLIENTS, KUBELET_CLIENT, KUBELET_SERVING)
OPTIONAL = ("digital signature", "key encipherment")


class CertificateSigner(CertificateController):
    """Keys are CertificateSigningRequests. The certificates hold no key: nothing is encrypted here."""

    name = "csrsigning"

    def reconcile(self, key: Key) -> None:
        """Sign it, or say why it cannot be signed."""
        request = self.requests.get(key)
        if request is None or request["spec"].get("signerName") not in SIGNERS:
            return
        status: Object = request.get("status") or {}
        types = [one["type"] for one in status.get("conditions") or ()]
        if "Approved" not in types or "Denied" in types or "Failed" in types or status.get("certificate"):
            return
        problem = wrong_with(request["spec"])
        if problem:
            failed = {"type": "Failed", "status": "True", "reason": "SignerValidationFailure", "message": problem}
            status = {**status, "conditions": [*status["conditions"], failed]}
            sentence = f"The signer cannot sign {name_of(request)}: {problem}."
        else:
            text = issued(self.manager.ground.first_seed, request["spec"]["request"])
            status = {**status, "certificate": b64encode(text.encode()).decode()}
            sentence = f"The signer signs {name_of(request)}: it was approved."
        self.decide("Signs", CERTIFICATESIGNINGREQUESTS, request, sentence)
        self.client.update_status(CERTIFICATESIGNINGREQUESTS, {**request, "status": status})


def wrong_with(spec: Object) -> str:
    """Why a signer does not sign what it is asked for, in Kubernetes' words; "" if it does."""
    usages, signer = spec.get("usages") or [], spec["signerName"]
    if signer == CLIENTS:
        strange = next((one for one in usages if one not in (*OPTIONAL, "client auth")), "")
        if strange:
            return f"invalid usage for client certificate: {strange}"
        return "" if "client auth" in usages else "missing required usage for client certificate: client auth"
    subject = subject_of(spec["request"])
    if subject.get("O") != ["system:nodes"]:
        return "subject organization is not system:nodes"
    if not (subject.get("CN") or [""])[0].startswith("system:node:"):
        return "subject common name does not begin with system:node:"
    needed = "client auth" if signer == KUBELET_CLIENT else "server auth"
    kinds = (["digital signature", needed], ["digital signature", "key encipherment", needed])
    if sorted(usages) not in [sorted(one) for one in kinds]:
        return f"usages did not match [{' '.join(sorted(kinds[1]))}]"
    return ""
