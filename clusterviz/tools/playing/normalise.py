"""Turns the output of a kubectl command into a form in which two clusters can be compared.

Values that no two clusters share (ages, times, UIDs, addresses, generated name
suffixes, ...) become placeholders.  Where the *identity* of a value matters the
placeholder is numbered in the order in which values are first seen in a session:
the first generated suffix is <rand-1> wherever it shows up again.

    normaliser = Normaliser()            # one for each session and side
    normaliser.text("NAME   AGE\\nweb   5s\\n")
    # -> "NAME AGE\\nweb <age>"
"""

from __future__ import annotations

import re

# Kubernetes writes generated names in these letters: no vowels, no 0, 1 or 3.
_SAFE = "[bcdfghjklmnpqrstvwxz2456789]"
# Ages as kubectl writes them.  "150m" is taken for a quantity of CPU, not for minutes.
_AGE = r"(?:\d+y(?:\d+d)?|\d+d(?:\d+h)?|\d+h(?:\d+m)?|[2-9]m(?:\d+s)?|\d+(?:\.\d+)?(?:s|ms|µs))(?![\w.])"

# (pattern, replacement): rewritten without a number.  Applied in this order.
_PLAIN: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        # Identities that are random by design.
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<uid>"),
        (r"(?:containerd|docker|cri-o)://[0-9A-Za-z_.-]+", "<container-runtime-id>"),
        (r"\bkube-api-access-[a-z0-9]{5}\b", "kube-api-access-<token-volume>"),
        (r"\bnode-debugger-(\S+)-[a-z0-9]{5}\b", r"node-debugger-\1-<token-volume>"),
        (r"\.[0-9a-f]{16}\b", ".<event>"),
        (r"\beyJ[\w-]+\.[\w-]+\.[\w-]+", "<token>"),
        (r"\bLS0tLS1[A-Za-z0-9+/=]+", "<certificate>"),
        (r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----(?:\\n)?", "<certificate>"),
        # Moments in time, in the forms of RFC 3339, `describe`, `diff` and client logs.
        (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)?", "<time>"),
        (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} [+-]\d{4}", "<time>"),
        (r"^[EWI]\d{4} [\d:.]+ +\d+ ", "<log> "),
        # Counters and ages.  Spans of time that a manifest asks for stay.
        (r'("?(?:resourceVersion|Resource Version)"?: *)"?\d+"?', r"\1<rv>"),
        (rf"(?m)^(\s*(?:Duration|AcquireTime|RenewTime|LastSeen):\s+){_AGE}", r"\1<age>"),
        (rf"\b(in|is|after) {_AGE} \({_AGE} including waiting\)", r"\1 <age> (<age> including waiting)"),
        (rf"(?<!for )(?<![\w.:,=/-])(?<!:\s)(?<!:\s\s){_AGE}( \(x\d+ over [^)]+\))?(?=[\s)]|$)", "<age>"),
        (r"\[-?[\d.]+(?:ms|µs|s|m)\]", "[<age>]"),
        # Facts of the machine that runs the cluster.
        (r"\bhttps?://(?:127\.0\.0\.1|localhost|\[::1\]):\d+", "<server>"),
        (r"\b(?:127\.0\.0\.1|localhost):\d{4,5}\b", "<server>"),
        (r'("serverAddress": *)"[^"]+"', r"\1<server>"),
        (r"/\S*/(LIVE|MERGED)-\d+", r"/<dir>/\1"),
        (
            r"^(\s*(?:Kernel Version|OS Image|Operating System|Architecture|Container Runtime Version|Machine ID"
            r"|System UUID|Boot ID):\s+).*",
            r"\1<machine>",
        ),
        (
            r'("?(?:gitCommit|gitTreeState|gitVersion|buildDate|goVersion|compiler|platform)"?: *)"?[^",]+"?',
            r"\1<build>",
        ),
        (r"(v1\.\d+\.\d+\S*\s+<?[\w./-]+>?\s+<none>\s+)\S.*<container-runtime-id>", r"\1<machine>"),
        (r'("?[pP]roviderID"?: *)[^\s,}]+', r"\1<machine>"),
        (r'("?(?:ephemeral-storage|hugepages-\w+)"?: +)"?\d+\w*"?', r"\1<machine>"),
    ]
]

# (kind, pattern): group "v" is the value to number, so that identity is kept.
_NUMBERED: list[tuple[str, re.Pattern[str]]] = [
    (kind, re.compile(pattern))
    for kind, pattern in [
        ("ip", r"(?<![\d.])(?P<v>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?![\d.])"),
        ("minute", r"(?<=[a-z0-9]-)(?P<v>2[89]\d{6})(?=\b)"),
        ("nodeport", r"(?<=:)(?P<v>3[0-2]\d{3})(?=/)"),
        ("nodeport", r"(?<=NodePort: )(?P<n>\S+ )?(?P<v>3[0-2]\d{3})\b"),
        ("nodeport", r'(?<=nodePort": )(?P<v>3[0-2]\d{3})\b|(?<=nodePort: )(?P<w>3[0-2]\d{3})\b'),
        ("hash", rf"(?<=[-=: \"/])(?P<v>(?=\w*[a-z2-9]){_SAFE}{{8,10}})(?![\w.])"),
        ("rand", rf"(?<=[a-z0-9>]-)(?P<v>(?!https\b){_SAFE}{{5}})(?![\w-])"),
    ]
]


class Normaliser:
    """Normalises the outputs of one session, in order; it remembers what it has seen."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, int]] = {}

    def text(self, output: str, any_order: bool = False) -> str:
        """The comparable form of a command's whole output."""
        output = re.sub(r"(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", "<certificate>", output)
        described = re.match(r"Name: {2,}", output) is not None
        lines = [self._plain(line, described) for line in output.rstrip().split("\n")]
        if any_order:
            start = self._first_unordered(lines)
            lines[start:] = sorted(lines[start:], key=lambda line: self._number(line, learn=False))
        return "\n".join(self._number(line, learn=True) for line in lines)

    @staticmethod
    def _first_unordered(lines: list[str]) -> int:
        """Where sorting starts: after `Events:` of a description, after a table's header."""
        for index, line in enumerate(lines):
            if line == "Events:":
                return index + 1
        return 1 if re.match(r"[A-Z][A-Z-]+( |$)", lines[0]) else 0

    @staticmethod
    def _plain(line: str, described: bool) -> str:
        """Replaces what needs no memory, and narrows columns; indentation stays (not in descriptions)."""
        for pattern, replacement in _PLAIN:
            line = pattern.sub(replacement, line)
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        body = re.sub(r"[ \t]+", " ", line.strip())
        return (" " if described and indent else indent) + body if body else ""

    def _number(self, line: str, learn: bool) -> str:
        """Numbers identities.  Without learn, values not seen before stay without a number."""
        for kind, pattern in _NUMBERED:
            seen = self._seen.setdefault(kind, {})

            def name(match: re.Match[str], kind: str = kind, seen: dict[str, int] = seen) -> str:
                groups = match.groupdict()
                value = groups["v"] or groups.get("w") or ""
                if learn:
                    seen.setdefault(value, len(seen) + 1)
                number = f"<{kind}-{seen[value]}>" if value in seen else f"<{kind}>"
                return (groups.get("n") or "") + number

            line = pattern.sub(name, line)
        # A list of addresses has no order of its own.
        return re.sub(r"<ip-?\d*>\S*(?:,<ip-?\d*>[^,\s]*)+", lambda m: ",".join(sorted(m[0].split(","))), line)
