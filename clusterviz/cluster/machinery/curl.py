"""curl: what a command line asks for, and what is printed for an answer. The same in a container, on a node and outside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .cri import Answer, CriError, Knock
from .sockets import DNS_TIMED_OUT, SYN_TIMEOUT_MS, TIMED_OUT, UNREACHABLE, UNRESOLVED

TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n"
AGENT = "curl/8.14.1"
REASONS = {
    200: "OK",
    301: "Moved Permanently",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
WITH_VALUE = {
    "-o": "output",
    "-m": "max-time",
    "-H": "header",
    "-X": "request",
    "-w": "write-out",
    "-d": "data",
    "-A": "user-agent",
    "-u": "user",
}
LONG_WITH_VALUE = ("connect-timeout", "resolve", "retry", "data-raw", "cacert", "retry-delay", *WITH_VALUE.values())
FLAGS = {
    "s": "silent",
    "S": "show-error",
    "f": "fail",
    "i": "include",
    "I": "head",
    "k": "insecure",
    "L": "location",
    "v": "verbose",
    "g": "globoff",
    "4": "ipv4",
    "N": "no-buffer",
}
PLAIN_TO_GO = "Client sent an HTTP request to an HTTPS server.\n"  # what a server written in Go answers, with code 400
WRONG_VERSION = "TLS connect error: error:0A00010B:SSL routines::wrong version number"
CERTIFICATE = (
    "curl: (60) SSL certificate problem: unable to get local issuer certificate\n"
    "More details here: https://curl.se/docs/sslcerts.html\n"
)


class Target:
    """What a URL names."""

    __slots__ = ("host", "path", "port", "scheme")

    def __init__(self, url: str) -> None:
        scheme, found, rest = url.partition("://")
        if not found:
            scheme, rest = "http", url
        place, slash, path = rest.partition("/")
        host, _, port = place.partition(":")
        self.scheme = scheme
        self.host = host
        self.port = int(port) if port.isdigit() else (443 if scheme == "https" else 80)
        self.path = slash + path or "/"


@dataclass(slots=True)
class CurlCall:
    """One command line, understood. `problem`: why it is none (with its exit status)."""

    url: str = ""
    flags: dict[str, bool] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    resolve: dict[str, str] = field(default_factory=dict)  # host:port → address
    problem: tuple[int, str] = (0, "")

    @property
    def target(self) -> Target:
        """Where it goes."""
        return Target(self.url)

    @property
    def host(self) -> str:
        """The host to connect to: --resolve may say where it is."""
        target = self.target
        return self.resolve.get(f"{target.host}:{target.port}", target.host)

    @property
    def timeout_ms(self) -> int:
        """How long it waits for a connection."""
        limits = [_ms(self.values[name]) for name in ("connect-timeout", "max-time") if name in self.values]
        return min([one for one in limits if one], default=SYN_TIMEOUT_MS)

    def question(self) -> Knock:
        """What it asks."""
        target = self.target
        default = "HEAD" if "head" in self.flags else "POST" if "data" in self.values else "GET"
        port = "" if target.port == (443 if target.scheme == "https" else 80) else f":{target.port}"
        headers = {"Host": f"{target.host}{port}", "User-Agent": AGENT, **self.headers}
        return Knock("", target.port, self.values.get("request", default), target.path, headers)

    def said(self, found: Answer | CriError, ip: str, elapsed_ms: int) -> tuple[int, str, str]:
        """(exit status, standard output, standard error)."""
        silent = "silent" in self.flags and "show-error" not in self.flags
        if isinstance(found, CriError):
            status, error = self._failure(found, elapsed_ms)
            return status, self.written(0, ip, elapsed_ms), "" if silent else error
        found = self.heard(found)
        if self.target.scheme == "https" and not found.tls:
            return 35, self.written(0, ip, elapsed_ms), "" if silent else f"curl: (35) {WRONG_VERSION}\n"
        if self.target.scheme == "https" and "insecure" not in self.flags:
            return 60, self.written(0, ip, elapsed_ms), "" if silent else CERTIFICATE
        if found.code >= 400 and "fail" in self.flags:
            error = f"curl: (22) The requested URL returned error: {found.code}\n"
            return 22, self.written(found.code, ip, elapsed_ms), "" if silent else error
        body = "" if "head" in self.flags else found.body
        if "include" in self.flags or "head" in self.flags:
            reason = REASONS.get(found.code, "")
            body = f"HTTP/1.1 {found.code} {reason}\nContent-Length: {len(found.body)}\n\n{body}"
        return 0, body + self.written(found.code, ip, elapsed_ms), ""

    def heard(self, found: Answer) -> Answer:
        """What the server says to who speaks as this URL asks for."""
        return replace(found, code=400, body=found.tls) if found.tls and self.target.scheme == "http" else found

    def told(self, found: Answer | CriError, ip: str, elapsed_ms: int) -> tuple[str, str]:
        """What --verbose tells before the answer and behind it, on standard error."""
        if "verbose" not in self.flags:
            return "", ""
        target, question = self.target, self.question()
        closed = "* closing connection #0\n"
        if isinstance(found, CriError) and (not ip or found.code in (UNRESOLVED, DNS_TIMED_OUT)):
            return f"* Could not resolve host: {target.host}\n{closed}", ""
        text = ""
        if ip != target.host:
            text += f"* Host {target.host}:{target.port} was resolved.\n* IPv6: (none)\n* IPv4: {ip}\n"
        text += f"*   Trying {ip}:{target.port}...\n"
        if isinstance(found, CriError):
            _, problem = self._failure(found, elapsed_ms)
            if found.code != TIMED_OUT:
                why = "No route to host" if found.code == UNREACHABLE else "Connection refused"
                text += f"* connect to {ip} port {target.port} failed: {why}\n"
            return f"{text}* {problem.partition(') ')[2]}{closed}", ""
        text += f"* Connected to {target.host} ({ip}) port {target.port}\n"
        found = self.heard(found)
        if target.scheme == "https" and not found.tls:
            return f"{text}* {WRONG_VERSION}\n{closed}", ""
        if target.scheme == "https" and "insecure" not in self.flags:
            return f"{text}* SSL certificate problem: unable to get local issuer certificate\n{closed}", ""
        headers = {**question.headers, "Accept": question.headers.get("Accept", "*/*")}
        text += f"* using HTTP/1.x\n> {question.method} {question.path} HTTP/1.1\n"
        text += "".join(f"> {name}: {value}\n" for name, value in headers.items())
        text += f"> \n* Request completely sent off\n< HTTP/1.1 {found.code} {REASONS.get(found.code, '')}\n"
        text += f"< Content-Length: {len(found.body)}\n< \n"
        return text, f"* Connection #0 to host {target.host} left intact\n"

    def _failure(self, found: CriError, elapsed_ms: int) -> tuple[int, str]:
        target = self.target
        if found.code == UNRESOLVED:
            return 6, f"curl: (6) Could not resolve host: {target.host}\n"
        limited = elapsed_ms < SYN_TIMEOUT_MS
        if found.code == DNS_TIMED_OUT:
            if "max-time" in self.values or "connect-timeout" in self.values:
                return 28, f"curl: (28) Resolving timed out after {elapsed_ms} milliseconds\n"
            return 6, f"curl: (6) Could not resolve host: {target.host}\n"
        if found.code == TIMED_OUT and limited:
            return 28, f"curl: (28) Connection timed out after {elapsed_ms} milliseconds\n"
        status = 28 if found.code == TIMED_OUT else 7
        text = (
            f"Failed to connect to {target.host} port {target.port} after {elapsed_ms} ms: Could not connect to server"
        )
        return status, f"curl: ({status}) {text}\n"

    def written(self, code: int, ip: str, elapsed_ms: int) -> str:
        """What --write-out adds."""
        text = self.values.get("write-out", "")
        values = {"http_code": f"{code:03d}", "response_code": f"{code:03d}", "remote_ip": ip}
        values["time_total"] = f"{elapsed_ms / 1000:.6f}"
        for name, value in values.items():
            text = text.replace(f"%{{{name}}}", value)
        return text.replace("\\n", "\n").replace("\\t", "\t")


def read(argv: tuple[str, ...]) -> CurlCall:
    """A command line, without its first word."""
    call = CurlCall()
    rest = list(argv)
    while rest and not call.problem[0]:
        word = rest.pop(0)
        if word.startswith("--"):
            name, equal, value = word[2:].partition("=")
            if name in LONG_WITH_VALUE:
                _take(call, name, value if equal else (rest.pop(0) if rest else None), word)
            elif name in FLAGS.values() or name in ("compressed", "http1.1", "no-progress-meter"):
                call.flags[name] = True
            else:
                call.problem = (2, f"curl: option {word}: is unknown\n{TRY}")
        elif word.startswith("-") and len(word) > 1:
            _letters(call, word, rest)
        elif not call.url:
            call.url = word
    if not call.url and not call.problem[0]:
        call.problem = (2, "curl: (2) no URL specified\n" + TRY)
    elif not call.problem[0] and call.target.scheme not in ("http", "https"):
        call.problem = (1, f'curl: (1) Protocol "{call.target.scheme}" not supported\n')
    return call


def _letters(call: CurlCall, word: str, rest: list[str]) -> None:
    inside = word[1:]
    while inside:
        letter, inside = inside[0], inside[1:]
        if letter in FLAGS:
            call.flags[FLAGS[letter]] = True
        elif f"-{letter}" in WITH_VALUE:
            _take(call, WITH_VALUE[f"-{letter}"], inside or (rest.pop(0) if rest else None), f"-{letter}")
            return
        else:
            call.problem = (2, f"curl: option -{letter}: is unknown\n{TRY}")
            return


def _take(call: CurlCall, name: str, value: str | None, word: str) -> None:
    if value is None:
        call.problem = (2, f"curl: option {word}: requires parameter\n{TRY}")
    elif name == "header":
        key, _, text = value.partition(":")
        call.headers[key.strip()] = text.strip()
    elif name == "resolve":
        host, _, rest = value.partition(":")
        port, _, address = rest.partition(":")
        call.resolve[f"{host}:{port}"] = address
    else:
        call.values[name.removesuffix("-raw")] = value


def _ms(text: str) -> int:
    try:
        return max(int(float(text) * 1000), 0)
    except ValueError:
        return 0
