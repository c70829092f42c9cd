"""What is inside a thing: processes, probes, volumes, back-off, rules, questions, images."""

from typing import Any

import pytest

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.objects import name_of
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.picture.insides import MOST, inside, insides
from clusterviz.picture.insides.waiting import due_in
from clusterviz.tools import shell

PROBED = """
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
  - name: fetch
    image: busybox
    command: [sh, -c, "sleep 1"]
  - name: log
    image: busybox
    restartPolicy: Always
    command: [sh, -c, "sleep 9999"]
  containers:
  - name: web
    image: nginx
    ports: [{containerPort: 80}]
    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
    readinessProbe: {httpGet: {path: /nosuch, port: 80}, periodSeconds: 5}
    livenessProbe: {tcpSocket: {port: 80}}
    volumeMounts:
    - {name: data, mountPath: /data}
    - {name: conf, mountPath: /etc/conf, readOnly: true}
  volumes:
  - {name: data, emptyDir: {}}
  - {name: conf, configMap: {name: settings, optional: true}}
"""


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("three-nodes", 3)


def run(cluster: Cluster, line: str, ms: int = 15_000, stdin: str = "") -> None:
    shell.start(cluster, line, stdin=stdin)
    cluster.run_for(ms)


def look(cluster: Cluster, element: str) -> dict[str, Any]:
    found = inside(cluster, element)
    assert found is not None, f"{element} has no inside"
    return found


def node_of(cluster: Cluster, pod: str) -> str:
    return next(str(one["spec"]["nodeName"]) for one in cluster.objects(PODS) if name_of(one) == pod)


def test_a_pod_shows_its_containers_with_what_runs_in_them(cluster: Cluster) -> None:
    run(cluster, "kubectl apply -f -", 30_000, PROBED)
    fetch, log, web = look(cluster, "pod/default/web")["containers"]
    assert [(one["name"], one["role"], one["word"]) for one in (fetch, log, web)] == [
        ("fetch", "init", "Completed"),
        ("log", "sidecar", "running"),
        ("web", "", "running"),
    ]
    assert (fetch["processes"], fetch["ended"]["code"]) == ([], 0)
    assert [one["text"] for one in log["processes"]] == ["sh -c sleep 9999"]
    master, *workers = web["processes"]
    assert master["text"].startswith("nginx: master process")
    assert {(one["text"], one["depth"]) for one in workers} == {("nginx: worker process", 1)}
    assert web["ports"] == ["80"]
    keeper, pause = look(cluster, "pod/default/web")["around"]
    assert (keeper["depth"], keeper["note"], pause["depth"], pause["text"]) == (0, "keeps its containers", 1, "/pause")


def test_a_probe_says_what_it_asks_how_it_was_answered_and_when_it_asks_again(cluster: Cluster) -> None:
    run(cluster, "kubectl apply -f -", 30_000, PROBED)
    liveness, readiness = look(cluster, "pod/default/web/web")["containers"][0]["probes"]
    assert (liveness["kind"], liveness["how"], liveness["word"], liveness["state"]) == (
        "liveness",
        "TCP :80",
        "passes",
        "ok",
    )
    assert (readiness["how"], readiness["word"], readiness["state"]) == ("GET :80/nosuch", "fails", "bad")
    assert readiness["said"] == "HTTP probe failed with statuscode: 404"
    due_ms, run_before = readiness["due"]["at"], readiness["run"]
    assert cluster.now_ms <= due_ms <= cluster.now_ms + 5_000
    cluster.run_for(due_ms + 100 - cluster.now_ms)
    _, again = look(cluster, "pod/default/web/web")["containers"][0]["probes"]
    assert (again["due"]["at"], again["run"]) == (due_ms + 5_000, run_before + 1)


def test_what_is_mounted_and_what_stands_behind_it(cluster: Cluster) -> None:
    run(cluster, "kubectl apply -f -", 30_000, PROBED)
    found = look(cluster, "pod/default/web/web")
    mounts = [mount for mount in found["containers"][0]["mounts"] if not mount["path"].startswith("/var/run")]
    assert mounts == [
        {"path": "/data", "volume": "data", "kind": "emptyDir", "token": False, "read_only": False},
        {"path": "/etc/conf", "volume": "conf", "kind": "ConfigMap", "token": False, "read_only": True},
    ]
    data, conf, token = found["volumes"]
    assert (data["kind"], conf["kind"], conf["what"]) == ("emptyDir", "ConfigMap", "settings")
    assert (token["kind"], token["what"]) == ("projected", "token, ConfigMap, downward API")


def test_a_bar_has_request_and_limit_on_one_scale(cluster: Cluster) -> None:
    run(cluster, "kubectl apply -f -", 30_000, PROBED)
    cpu, memory = look(cluster, "pod/default/web/web")["containers"][0]["bars"]
    assert (cpu["request"], cpu["limit"], cpu["request_pc"]) == ("100m", "", 100)
    assert memory["usage"].endswith("Mi")
    assert 0 < memory["usage_pc"] < 100
    assert (memory["request"], memory["limit"], memory["request_pc"], memory["limit_pc"]) == ("64Mi", "128Mi", 50, 100)


def test_a_bar_says_how_often_a_limit_holds_back(cluster: Cluster) -> None:
    hog = PROBED.replace("image: nginx", "image: polinux/stress\n    args: [stress, --cpu, '1']")
    held = hog.replace("limits: {", "limits: {cpu: 250m, ")
    run(cluster, "kubectl apply -f -", 30_000, held)
    cpu, memory = look(cluster, "pod/default/web/web")["containers"][0]["bars"]
    assert (cpu["limit"], cpu["held"] > 90) == ("250m", True)
    assert memory["held"] == 0


def test_a_container_that_crashes_says_when_it_starts_again(cluster: Cluster) -> None:
    run(cluster, "kubectl run crash --image=busybox -- sh -c 'exit 3'", 30_000)
    (crash,) = look(cluster, "pod/default/crash")["containers"]
    assert (crash["ended"]["code"], crash["processes"]) == (3, [])
    back_off = crash["back_off"]
    assert back_off["of"] == "20 s"
    assert 0 < back_off["due"]["at"] - cluster.now_ms <= 20_000
    kubelet = look(cluster, f"kubelet/{node_of(cluster, 'crash')}")
    assert {"pod": "pod/default/crash", "what": "restart of crash, put off", "due": back_off["due"]} in kubelet["waits"]
    restarts = crash["restarts"]
    cluster.run_for(back_off["due"]["at"] - cluster.now_ms + 25_000)
    assert look(cluster, "pod/default/crash")["containers"][0]["restarts"] == restarts + 1


def test_what_runs_is_seen_on_the_machine_whatever_the_api_server_believes(cluster: Cluster) -> None:
    run(cluster, "kubectl run web --image=nginx", 20_000)
    node = node_of(cluster, "web")
    faults.apply(cluster, "component.stop", f"kubelet/{node}")
    faults.apply(cluster, "container.kill", "default/web/web")
    cluster.run_for(1_000)
    found = look(cluster, "pod/default/web")
    assert found["note"] == "The kubelet is stopped: what runs goes on, and nobody asks its probes or starts it again."
    assert (found["containers"][0]["word"], found["containers"][0]["processes"]) == ("running", [])
    assert found["containers"][0]["ended"]["code"] == 137
    assert look(cluster, f"kubelet/{node}")["waits"] == []


def test_a_pod_without_a_node_has_nothing_inside(cluster: Cluster) -> None:
    faults.apply(cluster, "component.stop", "kube-scheduler")
    run(cluster, "kubectl run web --image=nginx", 5_000)
    found = look(cluster, "pod/default/web")
    assert found["note"] == "It has no node yet: there is nothing of it but its object in etcd."
    assert found["containers"][0]["processes"] == []


def test_the_rules_of_a_service_are_a_tree_whose_chances_are_iptables_own(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3", 20_000)
    run(cluster, "kubectl expose deployment web --port=80", 5_000)
    found = look(cluster, "service/default/web")
    (port,) = found["rules"]
    assert port["chain"].startswith("KUBE-SVC-")
    assert len(port["chain"]) == len("KUBE-SVC-") + 16
    assert [share["chance"] for share in port["shares"]] == ["0.333", "0.500", ""]
    assert {share["share"] for share in port["shares"]} == {"33 %"}
    pods = {f"pod/default/{name_of(pod)}" for pod in cluster.objects(PODS) if name_of(pod).startswith("web-")}
    assert {share["pod"] for share in port["shares"]} == pods
    names = [one["name"] for one in look(cluster, "kube-proxy/node-2")["rules"]]
    assert names == sorted(names)
    assert {"default/web", "default/kubernetes:https", "kube-system/kube-dns:dns"} <= set(names)


def test_of_many_endpoints_some_are_told_one_by_one(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=25", 60_000)
    run(cluster, "kubectl expose deployment web --port=80", 5_000)
    (port,) = look(cluster, "service/default/web")["rules"]
    assert (len(port["shares"]), port["more"]) == (20, 5)
    assert (port["shares"][0]["chance"], port["shares"][0]["share"]) == ("0.040", "4 %")


def test_a_kube_proxy_that_stopped_has_old_rules_and_the_service_says_where(cluster: Cluster) -> None:
    run(cluster, "kubectl create deployment web --image=nginx --replicas=2", 20_000)
    run(cluster, "kubectl expose deployment web --port=80", 5_000)
    faults.apply(cluster, "component.stop", "kube-proxy/node-2")
    run(cluster, "kubectl scale deployment web --replicas=0", 40_000)
    found = look(cluster, "service/default/web")
    assert found["rules"][0]["refuses"]
    assert found["differ"] == ["node-2"]


def test_coredns_shows_the_last_questions_and_answers(cluster: Cluster) -> None:
    assert look(cluster, "coredns")["asked"] == []
    run(cluster, "kubectl create deployment web --image=nginx", 20_000)
    run(cluster, "kubectl expose deployment web --port=80", 5_000)
    run(
        cluster,
        "kubectl run ask --image=nicolaka/netshoot -- sh -c 'wget -qO- http://web; nslookup nosuch; sleep 999'",
        20_000,
    )
    asked = look(cluster, "coredns")["asked"]
    web = next(one for one in asked if one["name"] == "web.default.svc.cluster.local")
    assert web["found"]
    assert web["answer"].startswith("10.96.")
    assert web["from"] == node_of(cluster, "ask")
    assert ("nosuch", "NXDOMAIN", False) in [(one["name"], one["answer"], one["found"]) for one in asked]
    assert [one["at"] for one in asked] == sorted((one["at"] for one in asked), reverse=True)
    systems = [look(cluster, f"system/{node}") for node in ("node-1", "node-2", "node-3")]
    assert [found["asked"] == asked for found in systems if found["asked"] is not None] == [True, True]


def test_a_node_has_images_and_its_runtime_has_containers(cluster: Cluster) -> None:
    run(cluster, "kubectl run web --image=nginx", 20_000)
    node = node_of(cluster, "web")
    images = look(cluster, f"node/{node}")["images"]
    assert {"name": "nginx:latest", "size": "68.7Mi", "used": 1} in images
    assert look(cluster, f"node/{node}")["kernel"]["rules"] >= 3
    running = look(cluster, f"container-runtime/{node}")["running"]
    (web,) = [one for one in running if one["pod"] == "pod/default/web"]
    assert (web["name"], web["word"], web["attempt"]) == ("web", "running", 0)
    assert web["processes"][0]["text"].startswith("nginx: master process")
    tree = look(cluster, f"node/{node}")["processes"]
    assert (tree[0]["pid"], tree[0]["depth"]) == (1, 0)
    assert any(one["text"].startswith("/usr/bin/kubelet") for one in tree)
    depth = {one["text"]: one["depth"] for one in tree}
    assert depth["nginx: worker process"] == 3  # systemd, shim, master, worker


def test_a_bar_follows_what_is_used_and_is_full_near_the_limit(cluster: Cluster) -> None:
    hog = PROBED.replace("image: nginx", "image: polinux/stress\n    args: [stress, --vm, '1', --vm-bytes, 120M]")
    run(cluster, "kubectl apply -f -", 30_000, hog)
    _, memory = look(cluster, "pod/default/web/web")["containers"][0]["bars"]
    assert (memory["limit"], memory["over"]) == ("128Mi", True)
    assert memory["usage_pc"] >= 90
    used = {bar["name"]: bar for bar in look(cluster, f"node/{node_of(cluster, 'web')}")["used"]}
    assert (used["CPU"]["limit"], used["memory"]["limit"], used["disk"]["limit"]) == ("4", "8Gi", "100Gi")
    assert 0 < used["memory"]["usage_pc"] < 50
    faults.apply(cluster, "node.off", node_of(cluster, "web"))
    assert look(cluster, f"node/{node_of(cluster, 'web')}")["used"] == []


def test_the_scheduler_shows_who_waits_and_why(cluster: Cluster) -> None:
    assert look(cluster, "kube-scheduler")["note"] == "Its queue is empty: every Pod has a node."
    overrides = '{"spec":{"nodeSelector":{"disk":"ssd"}}}'
    run(cluster, f"kubectl run picky --image=nginx --overrides='{overrides}'", 3_000)
    (row,) = look(cluster, "kube-scheduler")["queue"]
    assert (row["pod"], row["place"]) == ("pod/default/picky", "waits for a change")
    assert "NodeAffinity" in row["why"]
    faults.apply(cluster, "component.stop", "kube-scheduler")
    assert look(cluster, "kube-scheduler")["queue"] == []


def test_the_controller_manager_shows_its_loops_those_with_work_first(cluster: Cluster) -> None:
    loops = look(cluster, "kube-controller-manager")["loops"]
    assert len(loops) == len(cluster.controller_manager.controllers)
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3", 0)
    busy = []
    for _ in range(60):
        cluster.run_for(1)
        first = look(cluster, "kube-controller-manager")["loops"][0]
        if first["waiting"] or first["busy"]:
            busy.append(first["name"])
    assert "deployment" in " ".join(busy).lower()


def test_etcd_shows_how_many_keys_stand_where(cluster: Cluster) -> None:
    before = {one["prefix"]: one["count"] for one in look(cluster, "etcd")["stored"]}
    run(cluster, "kubectl create deployment web --image=nginx --replicas=3", 10_000)
    after = {one["prefix"]: one["count"] for one in look(cluster, "etcd")["stored"]}
    assert after["/registry/pods"] == before["/registry/pods"] + 3
    assert after["/registry/deployments"] == before["/registry/deployments"] + 1


def test_what_is_not_there_has_no_inside(cluster: Cluster) -> None:
    for element in (
        "pod/default/nobody",
        "service/default/nobody",
        "node/nobody",
        "kubelet/nobody",
        "you",
        "etcd-9",
        "x",
    ):
        assert inside(cluster, element) is None
    assert insides(cluster, ["node/nobody"]) == {}
    assert len(insides(cluster, ["node/node-1", *["coredns"] * MOST])) == 2
    assert insides(cluster, [*["coredns"] * MOST, "node/node-1"]).keys() == {"coredns"}


@pytest.mark.parametrize(
    ("left_ms", "text"), [(0, "in 0 s"), (1, "in 1 s"), (9_001, "in 10 s"), (125_000, "in 2 min 5 s")]
)
def test_what_is_left_is_rounded_up(left_ms: int, text: str) -> None:
    assert due_in(1_000 + left_ms, 1_000) == {"at": 1_000 + left_ms, "text": text}
