"""The small shell: what people really write into manifests does what it does elsewhere."""

from __future__ import annotations

import pytest

from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.resources import PODS

from .node_story import ask, bare, container, log, pod, shell, status


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("for i in 3 2 1; do echo $i; done", "3\n2\n1\n"),
        ('i=0; while [ $i -lt 3 ]; do echo "$i: x"; i=$((i+1)); done', "0: x\n1: x\n2: x\n"),
        ("true && echo yes || echo no", "yes\n"),
        ("false && echo yes || echo no", "no\n"),
        ("! false; echo $?", "0\n"),
        ("if [ -f /nothing ]; then echo there; elif true; then echo else; fi", "else\n"),
        (
            "echo a > /tmp/f; echo b >> /tmp/f; cat /tmp/f; rm /tmp/f; cat /tmp/f",
            "a\nb\ncat: can't open '/tmp/f': No such file or directory\n",
        ),
        ("echo 'single $HOME' \"double $(hostname)\"", "single $HOME double script\n"),
        ('NAME=World; echo "Hello ${NAME} and ${OTHER:-nobody}"', "Hello World and nobody\n"),
        ("printf '%s-%s\\n' a b; echo x | grep x | cat", "a-b\nx\n"),
        ("(echo one; echo two) | head -n 1", "one\n"),
        ("until test -f /tmp/x; do echo wait; touch /tmp/x; done", "wait\n"),
        ("nosuch; echo $?", "sh: nosuch: not found\n127\n"),
        ("echo $((2 + 3 * 4))", "14\n"),
        ("echo hidden > /dev/null; echo seen", "seen\n"),
        ("sleep 1; echo later", "later\n"),
        ("seq 2 4 | cat", "2\n3\n4\n"),
    ],
)
def test_scripts_print_what_sh_prints(script: str, expected: str) -> None:
    cluster = bare()
    shell(cluster, "script", script, restartPolicy="Never")
    cluster.run_for(5000)
    assert log(cluster, "script") == expected
    assert status(cluster, "script")["phase"] in ("Succeeded", "Failed")


def ended(cluster: Cluster, name: str) -> tuple[int, str]:
    state = container(cluster, name)["state"]["terminated"]
    return state["exitCode"], state["reason"]


def test_the_last_status_or_exit_is_the_container_s_exit_code() -> None:
    cluster = bare()
    scripts = {
        "last": "true; false",
        "exits": "exit 42; echo never",
        "broken": "if true; then echo",
        "fine": "false; true",
    }
    for name, script in scripts.items():
        shell(cluster, name, script, restartPolicy="Never")
    cluster.run_for(4000)
    assert {name: ended(cluster, name)[0] for name in scripts} == {"last": 1, "exits": 42, "broken": 2, "fine": 0}


def test_a_loop_without_a_pause_does_not_stop_the_world() -> None:
    cluster = bare()
    shell(cluster, "busy", "while true; do true; done")
    cluster.run_for(10_000)
    assert status(cluster, "busy")["phase"] == "Running"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("x=a; while true; do x=$x$x; done", 137),
        ("echo a > /tmp/f; while true; do cat /tmp/f /tmp/f > /tmp/g; cat /tmp/g > /tmp/f; done", 137),
        ("while true; do seq 1 9999; done | cat", 137),
        ("test --5 -lt 3", 139),
        ("$(" * 400 + ")" * 400, 139),
    ],
)
def test_a_script_that_no_machine_bears_ends_itself_and_not_the_world(script: str, code: int) -> None:
    cluster = bare()
    shell(cluster, "greedy", script, restartPolicy="Never")
    cluster.run_for(10_000)
    assert ended(cluster, "greedy") == (code, "Error")


def test_sums_go_round_at_64_bits() -> None:
    cluster = bare()
    shell(cluster, "sums", "x=3; for i in 1 2 3 4 5 6 7 8 9; do x=$((x * x)); done; echo $x", restartPolicy="Never")
    cluster.run_for(4000)
    assert log(cluster, "sums") == f"{(3**512 + 2**63) % 2**64 - 2**63}\n"


def test_a_log_is_kept_up_to_a_size() -> None:
    cluster = bare()
    shell(cluster, "chatty", "x=0123456789; x=$x$x$x$x; x=$x$x$x$x$x; while true; do printf $x; done")
    cluster.run_for(60_000)
    assert 500_000 < len(log(cluster, "chatty")) < 1_100_000


def test_waiting_in_the_background_lets_a_trap_work_at_once() -> None:
    cluster = bare()
    shell(cluster, "polite", "trap 'echo bye; exit 0' TERM; sleep 3600 & wait", restartPolicy="Never")
    cluster.run_for(4000)
    ask(cluster, "delete", PODS, "default", "polite")
    cluster.run_for(1500)
    assert pod(cluster, "polite") is None


def test_a_container_finds_its_namespace_in_the_volume_that_every_pod_gets() -> None:
    cluster = bare()
    shell(cluster, "where", "cat /var/run/secrets/kubernetes.io/serviceaccount/namespace; echo", restartPolicy="Never")
    cluster.run_for(4000)
    assert log(cluster, "where") == "default\n"
