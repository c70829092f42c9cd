"""A real cluster as the page sees it: elements, packets, story, headline, tree, panel."""

import itertools
import json
from typing import Any

import pytest

from clusterviz import picture
from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import PODS, SERVICES
from clusterviz.cluster.machinery.trace import Hop, Poke
from clusterviz.picture.packets import label_of, line_of, worth_of
from clusterviz.picture.plain_words import plain_words
from clusterviz.picture.reaching import how_to_reach
from clusterviz.picture.story import clock_text, element_of, parts
from clusterviz.picture.why import why
from clusterviz.tools import creating, shell

EPOCH_MS = 1_767_225_600_000


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 1, EPOCH_MS, None)


def run(cluster: Cluster, line: str, ms: int = 20_000) -> None:
    shell.start(cluster, line)
    cluster.run_for(ms)


def pods_of(cluster: Cluster) -> list[dict[str, Any]]:
    return [element["data"] for element in picture.scene(cluster).values() if element["data"]["kind"] == "pod"]


def test_a_quiet_cluster_is_drawn_whole(cluster: Cluster) -> None:
    scene = picture.scene(cluster)
    components = {name for name, element in scene.items() if element["data"]["kind"] == "component"}
    assert {"you", "etcd", "kube-apiserver", "kube-scheduler", "kube-controller-manager"} < components
    assert {"kubelet/node-1", "kube-proxy/node-2", "container-runtime/node-3"} < components
    assert scene["node/node-1"]["data"]["word"] == "Ready"
    assert picture.headline(cluster) == "This cluster is running: 3 worker nodes, no Pods yet, and 10 in kube-system."
    json.dumps(scene)


def test_looking_changes_nothing(cluster: Cluster) -> None:
    before = cluster.trace.digest()
    assert picture.scene(cluster) == picture.scene(cluster)
    picture.tree(cluster)
    picture.inspect(cluster, "node/node-1")
    assert cluster.trace.digest() == before


def test_every_line_ends_at_elements_and_every_element_has_word_and_mark(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3", 400)
    scene = picture.scene(cluster)
    for name, element in scene.items():
        data = element["data"]
        assert data["id"] == name
        if element["group"] == "edges":
            assert data["source"] in scene
            assert data["target"] in scene
        elif name != "canvas":
            assert data["word"], name
            assert data["state"] in ("ok", "wait", "weak", "bad", "going", "lost", "none"), name


def test_a_deployment_becomes_pods_with_short_names(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    pods = pods_of(cluster)
    assert [(pod["base"], pod["word"], pod["state"]) for pod in pods] == [("web", "Running", "ok")] * 3
    assert all(len(pod["suffix"]) == 5 for pod in pods)
    assert picture.headline(cluster) == "This cluster is running: 3 worker nodes, 3 Pods, and 10 in kube-system."


def test_a_node_without_power_is_dark_before_anybody_knows(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(20_000)
    scene = picture.scene(cluster)
    assert "dead" in scene["node/node-2"]["classes"]
    assert scene["node/node-2"]["data"]["word"] == "Ready"
    assert scene["kubelet/node-2"]["data"]["word"] == "no power"
    assert scene["kube-apiserver|kubelet/node-2"]["data"]["tag"].startswith("no heartbeat for 2")
    assert picture.headline(cluster) == "node-2 has no power. Nobody has noticed yet: kubectl still says Ready."
    cluster.run_for(60_000)
    assert picture.scene(cluster)["node/node-2"]["data"]["word"] == "NotReady"
    assert picture.headline(cluster) == "node-2 stopped reporting. Its web Pod is waiting to be replaced."
    lost = [pod for pod in pods_of(cluster) if pod["parent"] == "node/node-2"]
    assert picture.scene(cluster)["system/node-2"]["data"]["state"] == "lost"
    assert [(pod["word"], pod["state"]) for pod in lost] == [
        ("Running", "lost")
    ]  # kubectl's word, and what it is worth
    cluster.run_for(300_000)
    assert picture.headline(cluster) == (
        "node-2 stopped reporting. Its web Pod is replaced; only node-2 could confirm that it has stopped."
    )
    faults.apply(cluster, "node.on", "node-2")
    cluster.run_for(60_000)
    assert picture.headline(cluster) == "This cluster is running: 3 worker nodes, 3 Pods, and 10 in kube-system."


def test_a_stopped_component_is_told_with_its_consequence(cluster: Cluster) -> None:
    faults.apply(cluster, "component.stop", "kube-scheduler")
    scene = picture.scene(cluster)
    assert (scene["kube-scheduler"]["data"]["word"], scene["kube-scheduler"]["data"]["state"]) == ("stopped", "lost")
    assert picture.headline(cluster) == "kube-scheduler is stopped. New Pods stay without a node."


def test_pods_without_a_node_hang_over_the_nodes(cluster: Cluster) -> None:
    faults.apply(cluster, "component.stop", "kube-scheduler")
    run(cluster, "kubectl create deployment web --image=nginx --replicas=7", 5_000)
    scene = picture.scene(cluster)
    assert ["parent" in pod for pod in pods_of(cluster)] == [False] * 7
    assert scene["waiting"]["data"]["base"] == "7 Pods"
    assert scene["kube-scheduler"]["data"]["detail"] == "stopped"
    assert next(pod for pod in pods_of(cluster) if "wide" in pod.get("boxes", {}))["word"] == "Pending"


def test_the_story_begins_with_your_poke_and_names_its_components(cluster: Cluster) -> None:
    before = cluster.trace.last_id
    run(cluster, "kubectl create deployment web --image=nginx --replicas=1")
    told = picture.story(cluster.trace.records(before), cluster)
    assert told[0]["sentence"] == "kubectl create deployment web --image=nginx --replicas=1"
    assert (told[0]["who"], told[0]["kind"]) == ("you", "Poke")
    by_cause = [row for row in told if row["poke"] and row["poke"]["id"] == told[0]["id"]]
    assert {"apiserver", "controllers", "scheduler"} <= {row["who"] for row in by_cause}
    bound = next(row for row in told if row["kind"] == "Bound")
    assert bound["element"].startswith("pod/default/web-")
    assert 1 <= len(bound["hops"]) <= 6
    assert bound["cause"] == bound["hops"][0]
    assert "".join(text for text, tag in bound["parts"] if tag == "").startswith("The scheduler binds ")
    assert [mark["label"] for mark in picture.timeline(cluster.trace.records(before), cluster)][:1] == [
        "create deployment…"
    ]


def test_the_timeline_says_evicts_when_a_pod_is_deleted_not_when_it_is_given_its_time(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    before = cluster.trace.last_id
    faults.apply(cluster, "node.off", "node-2")
    cluster.run_for(100_000)

    def labels() -> list[str]:
        return [mark["label"] for mark in picture.timeline(cluster.trace.records(before), cluster)]

    told = [row["sentence"] for row in picture.story(cluster.trace.records(before), cluster)]
    assert any("300 s more on node-2" in sentence for sentence in told)
    assert "Unknown" in labels()
    assert "evicts" not in labels()
    cluster.run_for(300_000)
    assert "evicts" in labels()


def test_every_hop_that_is_worth_seeing_has_a_line(cluster: Cluster) -> None:
    before = cluster.trace.last_id
    run(cluster, "kubectl create deployment web --image=nginx --replicas=2")
    lines = {name for name, element in picture.scene(cluster).items() if element["group"] == "edges"}
    packets = [packet for record in cluster.trace.records(before) if (packet := picture.packet(record, cluster))]
    worth = [packet for packet in packets if packet["is"] == "hop" and packet["worth"] >= 2 and packet["line"]]
    assert len(worth) > 5
    assert {packet["line"] for packet in worth} <= lines
    json.dumps(packets)


def hop(kind: str, source: str, target: str, verb: str, subject: str, note: str = "") -> Hop:
    return Hop(1, None, kind, 0, 2, source, target, verb, subject, note)


@pytest.mark.parametrize(
    ("given", "label", "worth"),
    [
        (
            hop("request", "kube-scheduler", "kube-apiserver", "POST", "pods/default/web/binding"),
            ("POST Binding", "link"),
            2,
        ),
        (hop("request", "you", "kube-apiserver", "POST", "pods/default"), ("POST Pod", "plus"), 3),
        (
            hop("request", "kubelet/node-1", "kube-apiserver", "PATCH", "pods/default/web/status"),
            ("PATCH status", "pencil"),
            2,
        ),
        (hop("watch", "kube-apiserver", "kube-scheduler", "ADDED", "pods/default/web"), ("WATCH Pod", "eye"), 1),
        (hop("request", "kube-apiserver", "you", "409", "pods/default/web"), ("409 Conflict", "ban"), 2),
        (hop("request", "kube-apiserver", "you", "200", "pods/default/web"), ("200 OK", "check"), 0),
        (hop("heartbeat", "kubelet/node-1", "kube-apiserver", "PUT", "leases/x"), ("Lease", "heart-pulse"), 0),
        (hop("cri", "kubelet/node-1", "container-runtime/node-1", "StartContainer", "x"), ("CRI start", "play"), 2),
        (hop("cri", "kubelet/node-1", "cri-dockerd/node-1", "StartContainer", "x"), ("CRI start", "play"), 2),
        (hop("request", "kube-apiserver", "etcd", "PUT", "/registry/pods/default/web"), ("PUT", "pencil"), 1),
    ],
)
def test_a_hop_says_what_it_carries(given: Hop, label: tuple[str, str], worth: int) -> None:
    assert label_of(given) == label
    assert worth_of(given) == worth


def test_names_that_kubernetes_made_are_shortened_in_sentences(cluster: Cluster) -> None:
    pieces = parts("The scheduler binds web-6b7f9c8d4-n2vbp to node-3: 680 points against 655.", cluster)
    assert pieces == [
        ["The scheduler binds ", ""],
        ["web …n2vbp", "b"],
        [" to ", ""],
        ["node-3", "b"],
        [": 680 points against 655.", ""],
    ]


def test_a_subject_stands_for_an_element() -> None:
    assert element_of("pods/default/web") == "pod/default/web"
    assert element_of("nodes/node-1") == "node/node-1"
    assert element_of("default/web", "kubelet/node-1") == "pod/default/web"
    assert element_of("pods/default") == "pods/default"
    assert (clock_text(90_262), clock_text(3_690_262)) == ("01:30.262", "1:01:30.262")


def test_the_panel_says_why_and_what_one_can_do(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=1")
    (pod,) = pods_of(cluster)
    panel = picture.inspect(cluster, pod["id"])
    assert panel["title"] == pod["name"]
    assert panel["why"][-1]["sentence"] == "You: kubectl create deployment web --image=nginx --replicas=1"
    assert panel["table"]["winner"] == pod["parent"].removeprefix("node/")
    assert panel["yaml"].startswith("apiVersion: v1\nkind: Pod\n")
    assert [verb["label"] for verb in panel["verbs"]] == ["Describe", "Logs", "Kill container nginx", "Delete"]
    assert picture.inspect(cluster, "pod/default/no-such")["found"] is False


def test_every_verb_of_the_panel_is_one_that_the_cluster_knows(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=1")
    for element in picture.scene(cluster):
        for verb in picture.inspect(cluster, element)["verbs"]:
            if verb["line"]:
                assert verb["line"].split()[0] in ("kubectl", "add-node"), verb
            elif verb["verb"] == "create":
                assert verb["subject"].partition("/")[0] in creating.FORMS, verb
            else:
                faults.FAULTS[verb["verb"]].check(cluster, verb["subject"])


def test_the_tree_holds_everything_that_is_drawn(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=2")
    found: list[str] = []

    def walk(item: dict[str, Any]) -> None:
        found.append(item["id"])
        for child in item["children"]:
            walk(child)

    walk(picture.tree(cluster))
    drawn = {
        name for name, e in picture.scene(cluster).items() if e["group"] == "nodes" and name not in ("you", "canvas")
    }
    assert drawn <= set(found)
    assert any(name.endswith("/nginx") for name in found)
    assert "deployment/default/web" in found


def test_objects_shows_what_is_yours(cluster: Cluster) -> None:
    assert [group["kind"] for group in picture.objects(cluster)] == ["Node"]
    run(cluster, "kubectl create deployment web --image=nginx --replicas=2")
    kinds = [group["kind"] for group in picture.objects(cluster)]
    assert kinds[:3] == ["Deployment", "ReplicaSet", "Pod"]


CRD = """kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Cluster
  names: {kind: Boat, plural: boats}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
EOF"""
BOAT = """kubectl apply -f - <<'EOF'
{"apiVersion": "harbour.example.com/v1", "kind": "Boat", "metadata": {"name": "gull"}}
EOF"""


def test_objects_shows_custom_kinds_like_kubernetes_own(cluster: Cluster) -> None:
    run(cluster, CRD)
    cluster.run_for(3000)
    run(cluster, BOAT)
    kinds = {group["kind"]: [row["name"] for row in group["rows"]] for group in picture.objects(cluster)}
    assert kinds["Boat"] == ["gull"]
    assert kinds["CustomResourceDefinition"] == ["boats.harbour.example.com"]


def test_a_poke_is_a_packet_too(cluster: Cluster) -> None:
    told = picture.packet(Poke(7, 90, "you", "fault node-2 off"), cluster)
    assert told == {"id": 7, "is": "poke", "at": 90, "who": "you", "note": "fault node-2 off", "worth": 3}


def test_a_link_has_verbs_of_its_own_and_a_cut_one_says_so(cluster: Cluster) -> None:
    link = "kube-apiserver|kube-scheduler"
    assert [verb["label"] for verb in picture.inspect(cluster, link)["verbs"]] == [
        "Cut this link",
        "Slow it by 500 ms",
    ]
    faults.apply(cluster, "link.cut", link)
    panel = picture.inspect(cluster, link)
    assert (panel["word"], [verb["label"] for verb in panel["verbs"]]) == ("cut", ["Mend this link"])
    assert picture.scene(cluster)[link]["data"]["tag"] == "link cut"
    faults.apply(cluster, "link.mend", link)
    faults.apply(cluster, "link.slow", link)
    assert picture.inspect(cluster, link)["word"] == "slow by 500 ms"


def test_the_scores_of_the_panel_times_their_weights_add_up_to_the_total(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=1")
    table = picture.inspect(cluster, pods_of(cluster)[0]["id"])["table"]
    assert len(table["rows"]) > 4
    assert {row["weight"] for row in table["rows"]} == {1, 2, 3}
    for column, total in enumerate(table["totals"]):
        scores = [(row["weight"], row["cells"][column]["text"]) for row in table["rows"]]
        assert sum(weight * score for weight, score in scores if score != "–") == total["text"]


@pytest.mark.parametrize(
    ("message", "plainly"),
    [
        (
            'The request is invalid: patch: Invalid value: "map[spec:map[replicas:three]]": unrecognized type: int32',
            "A value that you changed has the wrong type. Kubernetes expects a whole number, without quotes there.",
        ),
        (
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
            '"spec.replicas" has the wrong type: it is a string. Kubernetes expects a whole number, without quotes.',
        ),
        (
            'strict decoding error: unknown field "spec.replcas", unknown field "spec.x"',
            'There is no field "spec.replcas", "spec.x". Look for a typing mistake, or a wrong indentation.',
        ),
        ('pods "web" already exists', ""),
    ],
)
def test_an_error_that_hides_what_is_wrong_gets_a_plain_sentence(message: str, plainly: str) -> None:
    assert plain_words(message) == plainly


def test_why_reaches_the_poke_that_silenced_the_node(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    before = {pod["id"] for pod in pods_of(cluster)}
    run(cluster, "fault node-2 off", 400_000)
    (replacement,) = (pod["id"] for pod in pods_of(cluster) if pod["id"] not in before)
    told = why(cluster, replacement)
    assert told[0]["sentence"].startswith("The kubelet on node-")
    assert told[-1]["sentence"] == "You: fault node-2 off"
    assert told[-2]["sentence"].startswith("The node lifecycle controller has not heard from node-2 for ")
    given_up = next(pod["id"] for pod in pods_of(cluster) if pod["word"] == "Terminating")
    assert [row["sentence"].split()[1:4] for row in why(cluster, given_up)[:2]] == [
        ["taint", "eviction", "controller"]
    ] * 2
    assert why(cluster, given_up)[-1]["sentence"] == "You: fault node-2 off"
    assert why(cluster, "node/node-2")[-1]["sentence"] == "You: fault node-2 off"


def test_a_node_that_is_well_shows_what_its_kubelet_says(cluster: Cluster) -> None:
    run(cluster, "kubectl get nodes", 20_000)
    told = why(cluster, "node/node-2")
    assert [(row["em"], row["sentence"], row["who"]) for row in told] == [
        ("last", "The kubelet of node-2 renews its lease: the node lives.", "kubelet"),
        ("before that", "The kubelet of node-2 says that it is Ready: kubelet is posting ready status.", "kubelet"),
    ]
    assert told[0]["at"] > told[1]["at"]
    assert cluster.now_ms - told[0]["at"] <= 11_000, "every ten seconds"
    assert why(cluster, "node/nobody") == []


def test_a_look_at_what_did_not_exist_yet_is_no_reason(cluster: Cluster) -> None:
    manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\nspec: {containers: [{name: c, image: nope}]}\n"
    shell.start(cluster, "kubectl apply -f -", manifest)
    cluster.run_for(30_000)
    sentences = [row["sentence"] for row in why(cluster, "pod/default/bad")]
    assert sentences[-1] == "You: kubectl apply -f -"
    assert not [sentence for sentence in sentences if sentence.endswith('"bad" not found')]
    assert any(one.startswith("The kubelet cannot start c of bad: the pull of nope has failed: ") for one in sentences)


def test_a_component_says_what_it_did_last_and_what_was_done_to_it(cluster: Cluster) -> None:
    assert why(cluster, "container-runtime/node-2") == []
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3")
    run(cluster, "kubectl expose deployment web --port=80")
    assert why(cluster, "kube-proxy/node-2")[0]["sentence"] == (
        "kube-proxy on node-2 sends connections to default/web to 3 endpoints."
    )
    run(cluster, "fault node-2 off", 120_000)
    told = why(cluster, "kube-proxy/node-2")
    assert (told[0]["em"], told[0]["sentence"]) == ("last", "You: fault node-2 off")
    assert told[1]["em"] == "before that"
    run(cluster, "fault node-2 on", 60_000)
    told = why(cluster, "kube-proxy/node-2")
    assert told[0]["sentence"].startswith("kube-proxy on node-2 sends connections to kube-system/kube-dns")
    assert told[-1]["sentence"] == "You: fault node-2 on"
    assert why(cluster, "container-runtime/node-2")[0]["sentence"] == "You: fault node-2 on"


def test_who_does_not_reach_a_service_from_outside_is_told_how_outsiders_do(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx")
    run(cluster, "kubectl expose deployment web --port=80")
    ip = next(one["spec"]["clusterIP"] for one in cluster.objects(SERVICES) if one["metadata"]["name"] == "web")
    assert how_to_reach(cluster, f"curl -m 3 http://{ip}:80/", 28) == (
        f"{ip} is the cluster IP of Service web. Such an address exists only in the rules that kube-proxy writes on the nodes:"
        " Pods reach it, your machine does not. From outside: kubectl port-forward service/web 8080:80, or a Service of type"
        " NodePort or LoadBalancer, or an Ingress."
    )
    assert "CoreDNS tells to Pods" in how_to_reach(cluster, "curl web.default.svc.cluster.local", 6)
    pod = next(one for one in cluster.objects(PODS) if one["metadata"]["namespace"] == "default")
    assert "the address of Pod web-" in how_to_reach(cluster, f"curl {pod['status']['podIP']}", 28)
    for line, status in (
        (f"curl {ip}", 0),
        (f"wget {ip}", 28),
        ("curl 10.96.200.200", 28),
        ("curl", 2),
        ("curl 'x", 2),
    ):
        assert how_to_reach(cluster, line, status) == ""
    run(cluster, """kubectl patch service web -p '{"spec":{"type":"NodePort"}}'""")
    assert "From outside: curl ADDRESS-OF-A-NODE:3" in how_to_reach(cluster, f"curl {ip}", 28)


def test_three_members_of_etcd_stand_side_by_side_and_the_headline_counts_them() -> None:
    cluster = checkpoint.fork("three-members")
    drawn = picture.scene(cluster)
    boxes = [drawn[name]["data"]["boxes"]["wide"] for name in ("etcd-1", "etcd-2", "etcd-3", "kube-scheduler")]
    assert all(one[0] + one[2] < other[0] for one, other in itertools.pairwise(boxes))
    assert sorted(drawn[name]["data"]["detail"] for name in ("etcd-1", "etcd-2", "etcd-3")) == [
        "follower",
        "follower",
        "leader",
    ]
    assert {"etcd-1|etcd-2", "etcd-1|etcd-3", "etcd-2|etcd-3", "kube-apiserver|etcd-2"} <= drawn.keys()
    leader = next(member.name for member in cluster.members if member.raft.leads)
    others = [member.name for member in cluster.members if member.name != leader]
    assert dict(picture.inspect(cluster, leader)["facts"])["Role"] == "leader"
    faults.apply(cluster, "component.stop", leader)
    cluster.run_for(400)
    assert picture.headline(cluster) == "etcd has no leader just now: its members are electing one. Writes wait."
    cluster.run_for(4_000)
    assert picture.headline(cluster) == (
        f"{leader} is stopped. The other two members of etcd are a majority: everything goes on."
    )
    faults.apply(cluster, "component.stop", others[0])
    assert picture.headline(cluster).startswith("etcd has lost its quorum: ")


def test_what_apply_looked_for_and_did_not_find_is_no_failure() -> None:
    cluster = checkpoint.fork("bare")
    manifest = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}})
    shell.start(cluster, f"kubectl apply -f - <<'EOF'\n{manifest}\nEOF")
    cluster.run_for(1_000)
    told = [entry["sentence"] for entry in picture.story(cluster.trace.records(), cluster)]
    assert "There is no ConfigMap conf yet: kubectl apply looked first, and will create it." in told
    assert not any("not found" in sentence for sentence in told)


def test_dockers_daemons_stand_in_the_runtimes_box() -> None:
    lines = [
        line_of(hop("cri", source, target, "StartContainer", "x"))
        for source, target in (
            ("kubelet/node-1", "cri-dockerd/node-1"),
            ("kubelet/node-1", "container-runtime/node-1"),
            ("cri-dockerd/node-1", "dockerd/node-1"),
        )
    ]
    assert lines[0] == lines[1] != ""
    assert lines[2] == ""


def test_who_carries_a_connection_is_called_by_a_name_that_fits(cluster: Cluster) -> None:
    run(cluster, "kubectl run asks --image=busybox --restart=Never -- wget -qO- http://kubernetes.default:443")
    names = {entry["name"] for entry in picture.story(cluster.trace.records(), cluster)}
    assert {"Pod network", "kubelet", "scheduler"} <= names
    assert not [name for name in names if name.startswith("pod-network")]
