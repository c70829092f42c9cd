"""Where we differ: kube-apiserver."""

from __future__ import annotations

from .rows import ABSENT, MODELLED, SIMPLIFIED, Area, Difference

AREA = Area(
    "kube-apiserver",
    (
        Difference(
            "Validation, conflicts, deletion with grace and finalizers, lists in pages, watches",
            MODELLED,
            "Errors are word for word those of a real API server, of the kinds that people write every day; for the others, see "
            "below.",
            "tests/model/test_apiserver_errors.py",
        ),
        Difference(
            "Validation of kinds that few people write by hand",
            SIMPLIFIED,
            "Of webhooks, admission policies, FlowSchemas, priority levels, APIServices and the kinds of storage and of Service "
            "ranges the main rules are there; expressions are not compiled. Not validated beyond structure "
            "and metadata: ResourceClaims and their templates, ResourceSlices, DeviceClasses, CSIStorageCapacities, "
            "MutatingAdmissionPolicies and their bindings, ControllerRevisions, PodTemplates; what may not change in these kinds "
            "may change here. Statuses are hardly validated.",
            "tests/model/test_apiserver_rare_kinds.py",
        ),
        Difference(
            "Paths that lead to no object",
            SIMPLIFIED,
            "Health with its single checks, versions, lists of kinds, OpenAPI v3, and the list of paths are answered; /metrics, "
            "/openapi/v2, /logs, and the discovery of the tokens' issuer and its keys are not.",
            "tests/model/test_apiserver_discovery.py",
        ),
        Difference(
            "Validation of the rarer fields of Pods",
            SIMPLIFIED,
            "Accepted whatever they say: sysctls, privileges that contradict each other, empty sources of projected and csi volumes, "
            "os, gates, resizePolicy, preemptionPolicy, and ephemeral containers of a new Pod.",
            "tests/model/test_apiserver_refusals.py",
        ),
        Difference(
            "Tokens of ServiceAccounts, and acting as somebody else",
            MODELLED,
            "A token is checked: its signature, its time, whom it is for, and whether its account still lives. Nobody makes one up.",
            "tests/model/test_apiserver_tokens.py",
        ),
        Difference(
            "Certificates",
            SIMPLIFIED,
            "Who shows no token is believed to be who they say: nothing is encrypted here. --token counts instead of the certificate "
            "that your kubeconfig would have.",
        ),
        Difference(
            "Authorization of people: roles, bindings, reviews",
            MODELLED,
            "RBAC as in Kubernetes: additive, by verb, resource, name and namespace; kubectl auth can-i asks the same rules.",
            "tests/model/test_apiserver_rbac.py",
        ),
        Difference(
            "Bootstrap roles and bindings, and roles that add up by label",
            MODELLED,
            "Stored when the API server starts, and again when it starts without them; view, edit and admin are sums.",
            "tests/stories/roles_add_up_by_label.story",
        ),
        Difference(
            "Authorization of the components",
            MODELLED,
            "Kubelets have the Node authorizer, each controller a role of its own, and everybody only what theirs allows.",
            "tests/model/test_apiserver_authorization.py",
        ),
        Difference(
            "Nobody grants more than they have",
            MODELLED,
            "Unless they may escalate roles or bind them. Refusals are word for word.",
            "tests/stories/nobody_grants_more_than_they_have.story",
        ),
        Difference(
            "Pod Security",
            MODELLED,
            "enforce and warn by the namespace's labels, in the words of v1.36 whatever version a label names; audit is accepted, and "
            "nobody keeps that log.",
            "tests/stories/a_namespace_says_how_much_pods_may_ask_for.story",
        ),
        Difference(
            "Default classes, RuntimeClass, priorities: admission",
            MODELLED,
            "What is left out is filled in, and what does not fit is refused, word for word.",
            "tests/stories/classes_fill_in_what_is_left_out.story",
        ),
        Difference(
            "Node restriction: admission",
            MODELLED,
            "A kubelet changes its own Node and the Pods of its own node, and no labels that others rely on.",
            "tests/stories/a_kubelet_writes_its_own_node_only.story",
        ),
        Difference(
            "Approval and signing of certificates",
            SIMPLIFIED,
            "Requests are checked, approved (kubelets' own at once), denied and signed; but a certificate here holds no key, and "
            "the signature of a request is not verified. Old requests are not swept away.",
            "tests/stories/a_certificate_is_asked_for_approved_and_signed.story",
        ),
        Difference(
            "Server-side apply, managedFields of every write",
            MODELLED,
            "Managers, conflicts, and what goes when nobody owns it any more, as recorded. The "
            "scheduler's Events name the API version in which they are stored. A kubelet is called kubelet; the recorded "
            "session pods-json, made with hollow nodes, calls it hollow-kubelet.",
            "tests/model/test_field_managers.py",
        ),
        Difference(
            "Bookmarks of watches",
            SIMPLIFIED,
            "Once a minute, all at the same moment, and at a watch's end; a real API server sends the last one 2 s earlier.",
        ),
        Difference(
            "Custom resources: names, versions, schemas, defaults, pruning, columns, status and scale",
            MODELLED,
            "A definition is served as soon as it is established; its objects go before it may. Refusals are word for word.",
            "tests/sessions/crds-basic.session",
        ),
        Difference(
            "Custom resources: rules in CEL, conversion by webhook",
            ABSENT,
            "Such a definition is accepted with a warning, and these parts of it do nothing: no rule is evaluated, and a "
            "version differs from another in its name and its schema only.",
        ),
        Difference(
            "Aggregated API servers",
            SIMPLIFIED,
            "An APIService leads over its Service to metrics-server, and to no other program: there is none in the catalogue. "
            "The kinds that the API server answers for itself have no APIService objects.",
            "tests/stories/metrics_server_makes_top_work.story",
        ),
        Difference(
            "Webhooks, admission policies",
            ABSENT,
            "They are stored, with their defaults; nobody calls a webhook and nobody evaluates a policy.",
        ),
        Difference(
            "Priority and fairness between clients",
            ABSENT,
            "FlowSchemas and priority levels are stored; no request waits in a queue.",
        ),
        Difference(
            "componentstatuses",
            MODELLED,
            "Deprecated since v1.19, and answered. They come in one order; a real server tells whoever answers first.",
            "tests/stories/component_statuses_are_asked_at_once.story",
        ),
    ),
)
