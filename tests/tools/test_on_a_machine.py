"""What one sees and does on a machine of the cluster: ssh, and the programs there. DESIGN §4.9, §4.10."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clusterviz.cluster import checkpoint, faults
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.program import Program
from clusterviz.cluster.worker_node.container_runtime import ContainerRuntime
from clusterviz.tools import shell
from clusterviz.tools.go_text import human_duration, human_size, tabbed
from clusterviz.tools.machine import PROGRAMS
from clusterviz.tools.playing import read

STORIES = sorted((Path(__file__).parents[1] / "stories").glob("broken_node_*.story"))
LOOKS_INSIDE = ("crictl", "systemctl", "journalctl", "iptables", "docker", "pstree", "df", "free", "dmesg", "ip")


@pytest.fixture
def cluster() -> Cluster:
    return checkpoint.fork("runtimes", 3)


def run(cluster: Cluster, line: str) -> Program:
    cluster.run_for(100)
    program = shell.start(cluster, line)
    for _ in range(200_000):
        if program.finished:
            break
        cluster.clock.step()
    assert program.finished, f"{line!r} does not end"
    assert not program.broke, program.broke
    return program


def test_there_are_at_least_twelve_broken_nodes() -> None:
    assert len(STORIES) >= 12


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_a_broken_node_is_seen_by_kubectl_looked_into_and_mended(path: Path) -> None:
    commands = [step.command for step in read(path).steps]
    looks = [place for place, command in enumerate(commands) if command.startswith(("kubectl get", "ssh"))]
    inside = [
        place
        for place, command in enumerate(commands)
        if command.startswith("ssh") and any(re.search(rf"\b{word}\b", command) for word in LOOKS_INSIDE)
    ]
    waits = [place for place, command in enumerate(commands) if command.startswith("run")]
    assert inside, "no tool looks into the organs"
    assert len(waits) >= 1
    assert max(looks) > max(waits), "nobody looks whether the mend works"


@pytest.mark.parametrize(
    ("line", "status", "text"),
    [
        ("ssh", 255, "usage: ssh"),
        ("ssh nowhere ls", 255, "ssh: Could not resolve hostname nowhere: Name or service not known\n"),
        ("ssh node-1 frobnicate", 127, "bash: frobnicate: command not found\n"),
        ("ssh node-1 exit 3", 3, ""),
        ("ssh node-1 ssh node-2 ls", 255, "ssh: from one machine to the next nobody goes here: type exit first\n"),
        ("ssh root@node-1 hostname", 0, "node-1\n"),
        ("ssh node-1 sudo hostname -I", 0, "172.18.0.3\n"),
        ("ssh node-1 uname -r", 0, "6.12.57-amd64\n"),
        ("ssh node-1 systemctl start podman", 5, "Failed to start podman.service: Unit podman.service not found.\n"),
        ("ssh node-2 systemctl is-active crio", 0, "active\n"),
        ("ssh node-1 cat /etc/kubernetes", 1, "cat: /etc/kubernetes: Is a directory\n"),
        ("ssh node-1 ls /nowhere", 2, "ls: cannot access '/nowhere': No such file or directory\n"),
        ("ssh node-1 mv /a /b", 1, "mv: cannot stat '/a': No such file or directory\n"),
        ("ssh node-1 iptables -t nat -L NO-SUCH", 1, "iptables: No chain/target/match by that name.\n"),
        ("ssh node-1 iptables -t broute -L", 3, "iptables v1.8.9 (nf_tables): table 'broute' does not exist\n"),
        ("ssh node-1 ip addr show dev eth7", 1, 'Device "eth7" does not exist.\n'),
        ("ssh node-3 docker logs nobody", 1, "Error response from daemon: No such container: nobody\n"),
        ("ssh node-1 journalctl -u nothing", 0, "-- No entries --\n"),
        ("ssh node-1 etcdctl version", 127, "bash: etcdctl: command not found\n"),
    ],
)
def test_it_answers_as_a_machine_does(cluster: Cluster, line: str, status: int, text: str) -> None:
    program = run(cluster, line)
    assert program.exit_status == status
    assert program.text() == text if text.endswith("\n") or not text else program.text().startswith(text)


@pytest.mark.parametrize("program", ["crictl", "docker", *sorted(PROGRAMS)])
def test_each_program_helps_shortly(cluster: Cluster, program: str) -> None:
    found = run(cluster, f"ssh node-3 {program} --help")
    assert found.exit_status == 0
    assert 0 < len(found.text()) < 2_000


def test_files_are_written_where_one_is_logged_in(cluster: Cluster) -> None:
    files: dict[str, str] = {}
    shell.start(cluster, "ssh node-1 'echo one > a.txt; cp a.txt /tmp/; echo two >> /tmp/a.txt'", files=files)
    cluster.run_for(100)
    assert files == {}
    assert run(cluster, "ssh node-1 cat /root/a.txt /tmp/a.txt").text() == "one\none\ntwo\n"
    assert run(cluster, "ssh node-2 cat /root/a.txt").exit_status == 1


def test_a_restored_cluster_follows_the_journal_further(cluster: Cluster) -> None:
    shell.start(cluster, "ssh node-2 journalctl -f -u crio")
    cluster.run_for(2_000)
    copy = checkpoint.restore(checkpoint.image(cluster))
    for one in (cluster, copy):
        faults.apply(one, "component.restart", "container-runtime/node-2")
        one.run_for(3_000)
    assert len(copy.you.programs) == 1
    texts = [one.you.programs[0].text() for one in (cluster, copy)]
    assert texts[0] == texts[1]
    assert "Stopped crio.service" in texts[0]


def test_a_connection_is_lost_with_the_power(cluster: Cluster) -> None:
    program = shell.start(cluster, "ssh node-1 'sleep 5; hostname'")
    cluster.run_for(1_000)
    faults.apply(cluster, "node.off", "node-1")
    cluster.run_for(20_000)
    assert program.text() == "client_loop: send disconnect: Broken pipe\n"
    assert program.exit_status == 255


def test_what_crictl_lists_is_what_runs(cluster: Cluster) -> None:
    for node in ("node-1", "node-2", "node-3"):
        runtime = cluster.components[f"container-runtime/{node}"]
        assert isinstance(runtime, ContainerRuntime)
        listed = run(cluster, f"ssh {node} crictl ps -q").text().split()
        assert sorted(listed) == sorted(one.id for one in runtime.containers.values() if one.state == "RUNNING")


def test_columns_durations_and_sizes_are_gos() -> None:
    assert tabbed([("A", "B"), ("longer than that column is", "x")]) == (
        "A                            B\nlonger than that column is   x\n"
    )
    spans = [(0, "Less than a second"), (1_000, "1 second"), (59_000, "59 seconds"), (60_000, "About a minute")]
    spans += [(3_600_000, "About an hour"), (7_200_000, "2 hours"), (3 * 86_400_000, "3 days")]
    assert [human_duration(span) for span, _ in spans] == [text for _, text in spans]
    assert [human_size(size) for size in (320, 72_000_000, 59_772_801)] == ["320B", "72MB", "59.8MB"]


def test_completion_knows_machines_and_their_programs(cluster: Cluster) -> None:
    def complete(line: str) -> list[str]:
        return shell.complete(cluster, line, len(line))

    assert complete("ssh no") == ["node-1", "node-2", "node-3"]
    assert complete("ssh node-1 journ") == ["journalctl"]
    assert "inspect" in complete("ssh node-1 crictl ")
    assert "kubelet" in complete("ssh node-1 systemctl status ")


def test_what_is_used_is_what_the_kernel_accounts(cluster: Cluster) -> None:
    stress = '["stress","--cpu","1"]'
    spec = f'{{"spec":{{"nodeName":"node-1","containers":[{{"name":"hog","image":"polinux/stress","command":{stress}}}]}}}}'
    run(cluster, f"kubectl run hog --image=polinux/stress --overrides='{spec}'")
    cluster.run_for(40_000)
    stats = next(line for line in run(cluster, "ssh node-1 crictl stats").text().splitlines() if " hog " in line)
    assert float(stats.split()[2]) > 90
    assert run(cluster, "ssh node-1 top -bn1").text().splitlines()[5].endswith("stress")
    runtime = cluster.components["container-runtime/node-1"]
    assert isinstance(runtime, ContainerRuntime)
    used_mib = int(run(cluster, "ssh node-1 free -m").text().splitlines()[1].split()[2])
    assert used_mib == runtime.machine.kernel.memory_at(cluster.now_ms) // 2**20


def test_a_disk_holds_so_much(cluster: Cluster) -> None:
    big = "x" * 200_000
    run(cluster, f"ssh node-1 'echo {big} > /tmp/big'")
    assert run(cluster, f"ssh node-1 'echo {big} > /tmp/bigger'").text() == "bash: No space left on device\n"
    assert run(cluster, "ssh node-1 ls /tmp").text() == "big\n"
