"""Lines of shell, and what the prompt does with them."""

import pickle
import re

import pytest

from clusterviz.cluster.checkpoint import fork
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import Request
from clusterviz.cluster.machinery.program import BROKE, Code, Next, Print, Program, Sleep
from clusterviz.cluster.machinery.resources import CONFIGMAPS, Resource
from clusterviz.tools import shell
from clusterviz.tools.kubectl.manifests import scalar
from clusterviz.tools.shell.parsing import LineError, parse
from clusterviz.tools.shell.words import WORDS, Result, run


@pytest.fixture
def cluster() -> Cluster:
    return fork("bare", seed=3, nodes=1)


def said(cluster: Cluster, line: str, files: dict[str, str] | None = None) -> str:
    program = shell.start(cluster, line, files=files)
    for _ in range(200_000):
        if program.finished or not cluster.clock.step():
            break
    return program.text() + (f"[exit {program.exit_status}]" if program.exit_status else "")


def test_quotes_pipes_and_redirections_are_read() -> None:
    [one, two] = parse('a \'b c\' "d\\"e" f\\ g | h > out.txt 2>&1 && i; ')
    assert [command.words for command in one.commands] == [["a", "b c", 'd"e', "f g"], ["h"]]
    assert (one.commands[1].stdout_file, one.commands[1].stderr_to_stdout) == ("out.txt", True)
    assert (two.after, two.commands[0].words) == ("&&", ["i"])


def test_a_here_document_belongs_to_its_command() -> None:
    [pipeline, after] = parse("kubectl apply -f - <<'EOF'\na: $b\nEOF\necho done")
    assert pipeline.commands[0].stdin == "a: $b\n"
    assert after.commands[0].words == ["echo", "done"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("echo 'open", "unexpected EOF while looking for matching `''"),
        ("cat <<EOF\nno end", "the here-document does not end: there is no line EOF"),
        ("| wc", "syntax error near unexpected token `|'"),
    ],
)
def test_a_line_that_is_no_shell_is_refused(line: str, why: str) -> None:
    with pytest.raises(LineError) as refused:
        parse(line)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("call", "stdin", "out"),
    [
        (["wc", "-l"], "a\nb\n", "2\n"),
        (["head", "-1"], "a\nb\n", "a\n"),
        (["tail", "-n", "1"], "a\nb\n", "b\n"),
        (["grep", "-A1", "b"], "a\nb\nc\nd\n", "b\nc\n"),
        (["grep", "-o", '"x": "[0-9]*"'], '{"x": "12"}\n', '"x": "12"\n'),
        (["grep", "-c", "^-"], "-a\nb\n-c\n", "2\n"),
        (["sed", "s/[1-9][0-9]*/some/"], "12 of 3\n", "some of 3\n"),
        (["sed", "-n", "2p"], "a\nb\n", "b\n"),
        (["base64", "-d"], "czMgY3JldA==", "s3 cret"),
        (["sort", "-r"], "a\nb\n", "b\na\n"),
        (["cut", "-d,", "-f2"], "a,b,c\n", "b\n"),
        (["cut", "-d,", "-f3,1"], "a,b,c\n", "a,c\n"),
        (["cut", "-d,", "-f1,3-"], "a,b,c,d\n", "a,c,d\n"),
        (["tr", " ", "\\n"], "a b", "a\nb"),
    ],
)
def test_the_small_programs_do_their_work(call: list[str], stdin: str, out: str) -> None:
    assert run(call, stdin, {}).out == out


def test_files_are_written_and_read(cluster: Cluster) -> None:
    files: dict[str, str] = {}
    assert (
        said(cluster, "cat > web.yaml <<'EOF'\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nEOF", files) == ""
    )
    assert list(files) == ["web.yaml"]
    assert said(cluster, "k apply -f web.yaml && k get cm a -o name", files) == "configmap/a created\nconfigmap/a\n"
    assert said(cluster, "rm web.yaml; ls", files) == ""
    assert files == {}


def test_unknown_words_and_statuses(cluster: Cluster) -> None:
    assert said(cluster, "frobnicate") == "bash: frobnicate: command not found\n[exit 127]"
    assert said(cluster, "false && echo no || echo yes") == "yes\n"
    assert said(cluster, "kubectl get pod nope 2> /dev/null || echo gone") == "gone\n"


def test_a_fault_is_a_poke_and_a_senseless_one_is_none(cluster: Cluster) -> None:
    pokes = len([record for record in cluster.trace.records() if type(record).__name__ == "Poke"])
    assert said(cluster, "fault node-9 off") == (
        "fault: There is no node 'node-9' here. There are: control-plane, node-1.\n[exit 1]"
    )
    assert said(cluster, "fault node-1 off") == ""
    assert len([record for record in cluster.trace.records() if type(record).__name__ == "Poke"]) == pokes + 1


def test_a_program_goes_on_after_the_cluster_was_stored(cluster: Cluster) -> None:
    program = shell.start(
        cluster, "kubectl run tea --image=nginx && kubectl wait pod/tea --for=condition=Ready && echo ok"
    )
    cluster.run_for(300)
    assert not program.finished
    restored: Cluster = pickle.loads(pickle.dumps(cluster))
    [again] = restored.you.programs
    restored.run_for(60_000)
    assert again.text() == "pod/tea created\npod/tea condition met\nok\n"


def test_completion_knows_commands_kinds_names_and_flags(cluster: Cluster) -> None:
    assert shell.complete(cluster, "kubectl desc", 12) == ["describe"]
    assert shell.complete(cluster, "kubectl get no", 14) == ["nodes"]
    assert shell.complete(cluster, "k get nodes ", 12) == ["node-1"]
    assert shell.complete(cluster, "kubectl top node ", 17) == ["node-1"]
    assert shell.complete(cluster, "kubectl auth can-i l", 20) == ["list"]
    assert shell.complete(cluster, "kubectl auth can-i list no", 26) == ["nodes"]
    assert shell.complete(cluster, "kubectl scale stat", 18) == ["statefulsets"]
    assert shell.complete(cluster, "kubectl patch deploy web --subresource=s", 40) == [
        "--subresource=scale",
        "--subresource=status",
    ]
    assert shell.complete(cluster, "kubectl scale deploy x --rep", 28) == ["--replicas"]
    assert shell.complete(cluster, "fault stop kube-s", 17) == ["kube-scheduler"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("kubectl config use", ["use-context"]),
        ("kubectl config use-context ", ["kubernetes-admin@kubernetes"]),
        ("kubectl config set-context --current --namespace=kube-p", ["--namespace=kube-public"]),
        ("kubectl get pods -n kube-n", ["kube-node-lease"]),
        ("kubectl -n lab get pods ", ["inside"]),
        ("kubectl get pods ", ["outside"]),
        ("kubectl get pods -A ", ["inside", "outside"]),
        ("kubectl get pods,serv", ["pods,serviceaccounts", "pods,servicecidrs", "pods,services"]),
        ("kubectl get pod/out", ["pod/outside"]),
        ("kubectl get pods -o js", ["json", "jsonpath=", "jsonpath-file="]),
        ("kubectl delete pod outside --cascade=o", ["--cascade=orphan"]),
        ("kubectl logs outside -c ", ["outside"]),
        ("kubectl rollout status d", ["daemonsets", "deployments"]),
        ("kubectl rollout un", ["undo"]),
        ("kubectl create dep", ["deployment"]),
        ("kubectl drain no", ["node-1"]),
        ("kubectl set image dep", ["deployments"]),
        ("kubectl apply -f we", ["web.yaml"]),
        ("kubectl exec outside -- l", []),
        ("kubectl top ", ["node", "pod"]),
        ("kubectl -n la", ["lab"]),
        ("kubectl -n get g", ["get"]),
        ("kubectl certificate approve ", []),
    ],
)
def test_completion_knows_what_may_stand_where(cluster: Cluster, line: str, words: list[str]) -> None:
    said(
        cluster,
        "kubectl create namespace lab; sleep 2; kubectl run inside --image=nginx:1.27 -n lab; kubectl run outside --image=nginx:1.27",
    )
    cluster.you.files["web.yaml"] = ""
    cluster.run_for(1000)
    assert shell.complete(cluster, line, len(line)) == sorted(words)


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


def test_completion_knows_custom_kinds(cluster: Cluster) -> None:
    said(cluster, CRD)
    cluster.run_for(3000)
    said(cluster, BOAT)
    assert shell.complete(cluster, "kubectl get bo", 14) == ["boats"]
    assert shell.complete(cluster, "kubectl delete boat ", 20) == ["gull"]


def test_a_watch_prints_each_change_until_it_is_interrupted(cluster: Cluster) -> None:
    watch = shell.start(cluster, "kubectl get pods -w")
    cluster.run_for(500)
    assert watch.waits_for_others
    assert said(cluster, "kubectl run tea --image=nginx:1.27 --restart=Never") == "pod/tea created\n"
    cluster.run_for(10_000)
    cluster.you.interrupt(watch)
    lines = [line.split() for line in watch.text().splitlines()]
    assert lines[0] == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    statuses = list(dict.fromkeys(line[2] for line in lines[1:]))
    assert statuses == ["Pending", "ContainerCreating", "Running"]
    assert watch.exit_status == 130


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ('echo "a$(echo b c)d" $(echo e f)g', "ab cd e fg\n"),
        ("echo `echo x` '$(echo y)'", "x $(echo y)\n"),
        ('echo "$(echo "(" $(echo z))"', "( z\n"),
        ("echo $(echo) end", "end\n"),
        ("echo $(echo open", "bash: unexpected EOF while looking for matching `)'\n[exit 2]"),
    ],
)
def test_what_a_script_prints_takes_its_place(cluster: Cluster, line: str, printed: str) -> None:
    assert said(cluster, line) == printed


def test_what_kubectl_prints_can_be_the_words_of_another_kubectl(cluster: Cluster) -> None:
    said(cluster, "kubectl create configmap conf --from-literal=mode=a")
    line = "kubectl annotate $(kubectl get cm conf -o name) \"mode=$(kubectl get cm conf -o jsonpath='{.data.mode}')\""
    assert said(cluster, line) == "configmap/conf annotated\n"
    assert said(cluster, "kubectl get cm conf -o jsonpath='{.metadata.annotations.mode}'") == "a"


TRY = "Try 'sleep --help' for more information.\n[exit 1]"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("sleep -5", f"sleep: invalid option -- '5'\n{TRY}"),
        ("sleep nan 1 x", f"sleep: invalid time interval 'nan'\nsleep: invalid time interval 'x'\n{TRY}"),
        ("sleep", f"sleep: missing operand\n{TRY}"),
        ("sleep 0.1 1m && echo later", "later\n"),
    ],
)
def test_sleep_says_what_gnu_sleep_says(cluster: Cluster, line: str, says: str) -> None:
    assert said(cluster, line) == says


@pytest.mark.parametrize("line", ["sleep inf", "sleep 1e400", "sleep infinity", "sleep " + "9" * 5000 + "d"])
def test_who_sleeps_for_ever_can_be_woken(cluster: Cluster, line: str) -> None:
    program = shell.start(cluster, line)
    cluster.clock.run_until(cluster.now_ms + 60_000)
    assert (program.finished, program.waits_for_others) == (False, True)
    cluster.you.interrupt(program)
    assert program.exit_status == 130


def test_scripts_within_scripts_are_read_so_deep_and_no_deeper(cluster: Cluster) -> None:
    assert said(cluster, "echo $(" * 20 + "echo deep" + ")" * 20) == "deep\n"
    assert said(cluster, "echo $(" * 500 + ")" * 500).startswith("bash: scripts within scripts are read 20 deep here")


def test_a_mistake_in_a_program_ends_the_program_and_nothing_else(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(words: list[str], stdin: str, files: dict[str, str]) -> Result:
        raise KeyError("nobody had foreseen this")

    monkeypatch.setitem(WORDS, "cat", broken)
    program = shell.start(cluster, "kubectl get nodes | cat; echo never")
    cluster.clock.run_until(cluster.now_ms + 1_000)
    assert program.text() == BROKE.format("KeyError")
    assert program.exit_status == 1
    assert program.broke.endswith("of test_shell.py: 'nobody had foreseen this'")
    assert cluster.you.programs == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("kubectl create deployment x --image=i --replicas=2147483648", '"-r, --replicas" flag: strconv.ParseInt: '),
        ("kubectl scale deployment x --replicas=" + "9" * 5000, '"--replicas" flag: strconv.ParseInt: parsing "999'),
        ("kubectl wait pod/p --for=delete --timeout=" + "9" * 400 + "h", 'flag: time: invalid duration "999'),
    ],
)
def test_a_number_beyond_what_go_can_hold_is_refused_in_its_words(cluster: Cluster, line: str, why: str) -> None:
    text = said(cluster, line)
    assert why in text
    assert text.startswith("error: invalid argument")
    assert ('": value out of range\n' in text) == ("replicas" in line)


@pytest.mark.parametrize("escape", ["\\ud800", "\\udc00x", "a\\ud83d"])
def test_half_a_character_in_json_is_read_as_go_reads_it(cluster: Cluster, escape: str) -> None:
    manifest = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"' + escape + '"}}'
    assert said(cluster, f"kubectl apply -f - <<'EOF'\n{manifest}\nEOF") == "configmap/c created\n"
    assert "\ufffd" in said(cluster, "kubectl get configmap c -o jsonpath={.data.a}")
    said(cluster, "kubectl get configmap c -o yaml").encode()


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ('{"a":' * 20_000, "error: error parsing STDIN: json: more than 60 levels are not read here\n"),
        ('{"a":' + "[" * 61, "error: error parsing STDIN: json: more than 60 levels are not read here\n"),
        ('{"a": [' + "1," * 20_000 + "1]}", "error: error parsing STDIN: json: more than 20000 values are not read "),
        (
            '{"a": 1e400}',
            "error: error parsing STDIN: json: cannot unmarshal number 1e400 into Go value of type float64",
        ),
        ('{"a": NaN}', "error: error parsing STDIN: invalid character 'N' looking for beginning of value\n"),
    ],
)
def test_json_has_the_limits_that_yaml_has(cluster: Cluster, manifest: str, says: str) -> None:
    program = shell.start(cluster, "kubectl apply -f -", stdin=manifest)
    assert program.text().startswith(says)
    assert program.exit_status == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0x_", "0x_"),
        ("0x1_0", 16),
        ("0777", 511),
        ("0o17", 15),
        ("1_000", 1000),
        ("-7", -7),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", 2.0**63),
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
        ("9" * 5000, "9" * 5000),
        ("1e3", 1000),
        ("1e30", 1e30),
        ("1e400", "1e400"),
    ],
)
def test_a_plain_scalar_is_a_number_if_go_can_hold_it(text: str, value: object) -> None:
    read = scalar(text)
    assert (read, type(read)) == (value, type(value))


EVIL = "a" * 40 + "!"


@pytest.mark.parametrize(
    "line",
    [
        f"echo {EVIL} | grep -E '^(a+)+$'",
        f"echo {EVIL} | grep '^\\(a*\\)*$'",
        f"echo {EVIL} | sed -E 's/^(a|a)*$/x/'",
        f"echo {EVIL} | sed -n '/^(a|aa)+$/p' -E",
        "echo x | sed '/" + "\\a" * 2_000 + "'",
    ],
)
def test_no_pattern_takes_for_ever(cluster: Cluster, line: str) -> None:
    assert said(cluster, line) is not None  # Python's own engine would still be at it when the sun goes out


@pytest.mark.parametrize(
    ("call", "stdin", "out"),
    [
        (["grep", "-oE", "a|ab"], "xab", "ab\n"),  # the longest, as POSIX has it
        (["grep", "[[:digit:]]\\+"], "a1\nb\n", "a1\n"),
        (["grep", "-F", "a.b"], "a.b\nacb\n", "a.b\n"),
        (["grep", "-w", "b"], "a b\nab\n", "a b\n"),
        (["grep", "-x", "a\\|b"], "a\nab\nb\n", "a\nb\n"),
        (["grep", "-e", "a", "-e", "^b"], "xa\nc\nb\nab\n", "xa\nb\nab\n"),
        (["grep", "-Fe", "a.", "-e", "b"], "a.\nac\nb\n", "a.\nb\n"),
        (["grep", "-we", "a", "-e", "b"], "a b\nab\nb\n", "a b\nb\n"),
        (["grep", "-e", ""], "a\n", "a\n"),
        (["sed", "-e", "s/a/x/", "-e", "s/b/y/"], "ab\n", "xy\n"),
        (["grep", "\\(a\\)\\1"], "aa\n", "grep: back-references are not read here\n"),
        (["grep", "["], "a\n", "grep: missing ]: [\n"),
        (["sed", "s/\\(a\\)\\(b\\)/\\2\\1/"], "ab\n", "ba\n"),
        (["sed", "-E", "s/(a)(b)/[\\2&\\1]/"], "ab\n", "[baba]\n"),
        (["sed", "s/a/\\&/g"], "aa\n", "&&\n"),
        (["sed", "s#/a/b#c/d#"], "x/a/b\n", "xc/d\n"),
        (["sed", "s,a\\,b,x,"], "a,b\n", "x\n"),
        (["sed", "s/é/e/gi"], "ÉÉé\n", "eee\n"),
        (["sed", "s/a"], "a\n", "sed: -e expression #1, char 3: unterminated `s' command\n"),
        (["sed", "s/a/b/q"], "a\n", "sed: -e expression #1, char 7: unknown option to `s'\n"),
        (["sed", "s/a/\\3/"], "a\n", "sed: invalid reference \\3 on `s' command's RHS\n"),
    ],
)
def test_patterns_are_those_of_grep_and_sed(call: list[str], stdin: str, out: str) -> None:
    result = run(call, stdin, {})
    assert result.out + result.error == out


@pytest.mark.parametrize(
    "line",
    [
        "cat f f f f f > g; cat g g g g g > f; cat f f f f f > g",
        "cat f f f f f f f f f | cat f",
        "sed 's/0/" + "0" * 4_000 + "/g' f",
        "echo $(cat f f f f) $(cat f f f f)",
        "cat f; cat f; cat f; cat f; cat f",
        "; ".join(["sort f | sort | sort | sort > g"] * 60),
        "kubectl get pods -A -o jsonpath='{" + "..*" * 9 + "}'",
        "kubectl get pods -A -o jsonpath='" + "{.}" * 2_000 + "'",
        "kubectl get pods -A -o custom-columns=" + ",".join(f"A{place}:metadata" for place in range(400)),
        "kubectl get nodes -o go-template='" + "{{$a := .}}" + '{{$a = printf "%v%v" $a $a}}' * 30 + "'",
        "kubectl get nodes -o go-template='{{printf \"%9000000d\" 1}}'",
    ],
)
def test_a_line_makes_so_much_text_and_no_more(line: str) -> None:
    cluster = fork("three-nodes", seed=3)
    files = {"f": "0" * 1_000_000}
    program = shell.start(cluster, line, files=files)
    cluster.clock.run_until(cluster.now_ms + 5_000)
    assert program.finished
    assert len(program.text()) < 4_300_000
    assert sum(map(len, files.values())) < 9_000_000
    assert re.search(
        r"more|too much|No space left|values", "".join(text[:300] + text[-200:] for _, text in program.output)
    )


def late_listener(resource: Resource, events: int) -> Code:
    """Opens a watch, does something else for a minute, and then takes what came meanwhile."""
    watch = Request("watch", resource, "default", query={"resourceVersion": "0"})
    yield Next(watch, 100)
    yield Sleep(60_000)
    for _ in range(events):
        yield Next(watch)
    yield Print("all taken\n")
    return 0


def test_a_program_may_leave_a_watch_unread_for_long(cluster: Cluster) -> None:
    listener = cluster.run_program(Program(late_listener, (CONFIGMAPS, 600)), "listen")
    cluster.clock.run_until(cluster.now_ms + 1_000)
    said(cluster, "kubectl create configmap c")
    for place in range(600):
        shell.start(cluster, f"kubectl annotate configmap c a=v{place} --overwrite")
        cluster.clock.run_until(cluster.now_ms + 50)
    cluster.clock.run_until(cluster.now_ms + 120_000)
    assert (listener.text(), listener.exit_status) == ("all taken\n", 0)


def test_a_timeout_of_requests_must_be_one(cluster: Cluster) -> None:
    for line in ("kubectl get pods -w --request-timeout=abc", "kubectl get pods --request-timeout=1y"):
        assert said(cluster, line).startswith(
            "error: Invalid timeout value. Timeout must be a single integer in seconds"
        )
    assert said(cluster, "kubectl get pods --request-timeout=30") == "No resources found in default namespace.\n"
