"""The catalogue: what is inside the images that people put into manifests. An image is a program of the model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ....machinery import ports
from ....machinery.name_tools import BIND, BUSYBOX
from .names import split

MB = 1_000_000
KLOG = "{klog}"  # in a line of a log: klog's head without its level, date, time and process
KUBE_PROXY_LOG = (
    'I{klog} server_linux.go:53] "Using iptables proxy"',
    'I{klog} server.go:539] "Version info" version="v1.36.2"',
    'I{klog} server.go:541] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
    'I{klog} config.go:200] "Starting service config controller"',
    'I{klog} config.go:106] "Starting endpoint slice config controller"',
    'I{klog} config.go:403] "Starting serviceCIDR config controller"',
    'I{klog} config.go:309] "Starting node config controller"',
    'I{klog} shared_informer.go:388] "Caches are synced" controller="node config"',
    'I{klog} shared_informer.go:388] "Caches are synced" controller="service config"',
    'I{klog} shared_informer.go:388] "Caches are synced" controller="endpoint slice config"',
    'I{klog} shared_informer.go:388] "Caches are synced" controller="serviceCIDR config"',
)


@dataclass(frozen=True, slots=True)
class Image:
    """One image: what it starts unless told otherwise, what it listens on, how large it is (bytes, compressed)."""

    entrypoint: tuple[str, ...]
    command: tuple[str, ...] = ()
    size: int = 60 * MB
    ports: tuple[int, ...] = ()
    log: tuple[str, ...] = ()  # what its server writes when it starts
    start_ms: int = 0  # how long its server needs until it listens
    stop_ms: int = 100  # how long its server needs to stop after the signal
    stop_code: int = 0  # with what it then exits
    programs: tuple[str, ...] = ()  # names of its own executables that run its server
    shell: bool = True  # whether it has a shell and the small tools
    env: dict[str, str] = field(default_factory=dict)
    body: str = ""  # what its web server answers
    health: str = ""  # what it says when it is asked by the gRPC health protocol; "": it does not know that protocol
    program: str = ""  # the component of this model that answers for its server
    stop_signal: str = "TERM"  # its STOPSIGNAL, without SIG: what a runtime sends to end a container of it
    tools: str = ""  # whose nslookup, ping, ip and netstat are in it: busybox's, or bind's with those of a Linux server


def _server(
    program: str,
    port: int,
    size_mb: int,
    *log: str,
    start_ms: int = 0,
    stop_ms: int = 100,
    stop_code: int = 0,
    body: str = "",
    stop_signal: str = "TERM",
) -> Image:
    return Image(
        (program,),
        (),
        size_mb * MB,
        (port,),
        tuple(log),
        start_ms,
        stop_ms,
        stop_code,
        (program,),
        body=body,
        stop_signal=stop_signal,
    )


NGINX_PAGE = (
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n"
    "<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n"
)
NGINX = Image(
    ("/docker-entrypoint.sh",),
    ("nginx", "-g", "daemon off;"),
    72 * MB,
    (80,),
    (
        "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
        "/docker-entrypoint.sh: Configuration complete; ready for start up",
        "[notice] 1#1: start worker processes",
    ),
    programs=("nginx", "nginx-debug"),
    body=NGINX_PAGE,
    stop_signal="QUIT",
)
SHELL = Image((), ("sh",), 2 * MB, tools=BUSYBOX)
BASH = Image((), ("bash",), 30 * MB)
HTTPD = Image(
    ("httpd-foreground",),
    (),
    58 * MB,
    (80,),
    ("[mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4 (Unix) configured -- resuming normal operations",),
    programs=("httpd-foreground", "httpd", "apache2-foreground"),
    body="<html><body><h1>It works!</h1></body></html>\n",
    stop_signal="WINCH",
)
REDIS = Image(
    ("docker-entrypoint.sh",),
    ("redis-server",),
    41 * MB,
    (6379,),
    ("1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo", "1:M * Ready to accept connections tcp"),
    programs=("redis-server",),
)
GUESTBOOK = '<html ng-app="redis"><head><title>Guestbook</title></head><body><h2>Guestbook</h2></body></html>\n'

WHOAMI = (
    "Hostname: $HOSTNAME\nIP: 127.0.0.1\nIP: $IP\nRemoteAddr: $SOURCE:40000\n$METHOD $PATH HTTP/1.1\nHost: $HOST\n\n"
)

CATALOGUE: dict[str, Image] = {
    "docker.io/library/nginx": NGINX,
    "docker.io/nginxinc/nginx-unprivileged": NGINX,
    "docker.io/library/httpd": HTTPD,
    "docker.io/library/redis": REDIS,
    "registry.k8s.io/redis": REDIS,
    "registry.k8s.io/e2e-test-images/redis": REDIS,
    "docker.io/library/memcached": _server("memcached", 11211, 30),
    "docker.io/library/mysql": _server(
        "mysqld", 3306, 170, "mysqld: ready for connections.", start_ms=8000, stop_ms=1500
    ),
    "docker.io/library/mariadb": _server(
        "mariadbd", 3306, 120, "mariadbd: ready for connections.", start_ms=6000, stop_ms=1000
    ),
    "docker.io/library/postgres": _server(
        "postgres",
        5432,
        150,
        "LOG:  database system is ready to accept connections",
        start_ms=2500,
        stop_ms=300,
        stop_signal="INT",
    ),
    "docker.io/library/mongo": _server("mongod", 27017, 260, "Waiting for connections", start_ms=2000, stop_ms=500),
    "docker.io/library/rabbitmq": _server(
        "rabbitmq-server", 5672, 100, "Server startup complete", start_ms=9000, stop_ms=2000
    ),
    "docker.io/library/tomcat": _server(
        "catalina.sh", 8080, 230, "Server startup in [1200] milliseconds", start_ms=3000, stop_code=143
    ),
    "docker.io/library/wordpress": HTTPD,
    "docker.io/library/php": HTTPD,
    "docker.io/library/busybox": SHELL,
    "docker.io/library/alpine": Image((), ("/bin/sh",), 4 * MB, tools=BUSYBOX),
    "docker.io/library/debian": BASH,
    "docker.io/library/ubuntu": BASH,
    "docker.io/library/bash": BASH,
    "docker.io/library/centos": BASH,
    "docker.io/library/fedora": BASH,
    "docker.io/curlimages/curl": Image(("/entrypoint.sh",), ("curl",), 10 * MB, tools=BUSYBOX),
    "docker.io/nicolaka/netshoot": Image((), ("/bin/sh",), 200 * MB, tools=BIND),
    "docker.io/library/perl": Image((), ("perl",), 340 * MB),
    "docker.io/library/python": Image((), ("python3",), 360 * MB, programs=("python", "python3")),
    "docker.io/library/node": Image(("docker-entrypoint.sh",), ("node",), 390 * MB, programs=("node", "npm")),
    "docker.io/library/golang": Image((), ("bash",), 300 * MB),
    "docker.io/library/hello-world": Image(
        ("/hello",), (), 4 * MB, log=("Hello from Docker!",), programs=(), shell=False
    ),
    "docker.io/traefik/whoami": _server("/whoami", 80, 3, "Starting up on port 80", body=WHOAMI),
    "docker.io/hashicorp/http-echo": _server("/http-echo", 5678, 3, body="hello-world\n"),
    "docker.io/polinux/stress": Image((), ("stress",), 4 * MB, tools=BUSYBOX),
    "docker.io/vish/stress": Image(("/stress",), (), 4 * MB, programs=("stress",)),
    "gcr.io/google-samples/hello-app": _server(
        "/hello-app",
        8080,
        11,
        "Server listening on port 8080",
        body="Hello, world!\nVersion: 1.0.0\nHostname: $HOSTNAME\n",
    ),
    "us-docker.pkg.dev/google-samples/containers/gke/hello-app": _server(
        "/hello-app",
        8080,
        11,
        "Server listening on port 8080",
        body="Hello, world!\nVersion: 1.0.0\nHostname: $HOSTNAME\n",
    ),
    "us-docker.pkg.dev/google-samples/containers/gke/gb-frontend": Image(
        ("apache2-foreground",), (), 158 * MB, (80,), programs=("apache2-foreground",), body=GUESTBOOK
    ),
    "us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower": REDIS,
    "gcr.io/google-samples/gb-frontend": Image(
        ("apache2-foreground",), (), 158 * MB, (80,), programs=("apache2-foreground",), body=GUESTBOOK
    ),
    "gcr.io/google_samples/gb-frontend": Image(
        ("apache2-foreground",), (), 158 * MB, (80,), programs=("apache2-foreground",), body=GUESTBOOK
    ),
    "gcr.io/google-samples/gb-redis-follower": REDIS,
    "gcr.io/google_samples/gb-redis-follower": REDIS,
    "gcr.io/google-samples/kubernetes-bootcamp": _server(
        "/server.js",
        8080,
        83,
        "Kubernetes Bootcamp App Started At: now",
        body="Hello Kubernetes bootcamp! | Running on: $HOSTNAME | v=1\n",
    ),
    "docker.io/jocatalin/kubernetes-bootcamp": _server(
        "/server.js",
        8080,
        83,
        "Kubernetes Bootcamp App Started At: now",
        body="Hello Kubernetes bootcamp! | Running on: $HOSTNAME | v=2\n",
    ),
    "registry.k8s.io/echoserver": _server("/echoserver", 8080, 45, body="Hostname: $HOSTNAME\n"),
    "registry.k8s.io/hpa-example": replace(HTTPD, stop_signal="TERM"),
    "registry.k8s.io/nginx-slim": replace(NGINX, stop_signal="TERM"),
    "registry.k8s.io/e2e-test-images/agnhost": replace(_server("/agnhost", 8080, 53), tools=BIND),
    "registry.k8s.io/e2e-test-images/jessie-dnsutils": Image((), ("sleep", "infinity"), 84 * MB, tools=BIND),
    "registry.k8s.io/e2e-test-images/busybox": SHELL,
    "registry.k8s.io/busybox": SHELL,
    "gcr.io/google-containers/busybox": SHELL,
    "registry.k8s.io/pause": Image(("/pause",), (), 320_000, programs=("/pause",), shell=False),
    "registry.k8s.io/coredns/coredns": Image(
        ("/coredns",),
        (),
        22 * MB,
        (53, 8080, 8181, 9153),
        (".:53", "CoreDNS-1.13.1", "linux/amd64, go1.25.2"),
        stop_ms=5000,
        program="coredns",
        programs=("/coredns",),
        shell=False,
    ),
    "registry.k8s.io/kube-proxy": Image(
        ("/usr/local/bin/kube-proxy",),
        (),
        26 * MB,
        (ports.PROXY_HEALTH,),
        KUBE_PROXY_LOG,
        programs=("/usr/local/bin/kube-proxy",),
        shell=False,
        stop_code=2,
    ),
    "registry.k8s.io/etcd": Image(
        ("etcd",), (), 23 * MB, (2379, 2381), programs=("etcd", "/usr/local/bin/etcd"), shell=False, health="SERVING"
    ),
    "registry.k8s.io/kube-apiserver": Image(
        ("kube-apiserver",), (), 27 * MB, (ports.API_SERVER,), programs=("kube-apiserver",), shell=False
    ),
    "registry.k8s.io/kube-controller-manager": Image(
        ("kube-controller-manager",),
        (),
        23 * MB,
        (ports.CONTROLLER_MANAGER,),
        programs=("kube-controller-manager",),
        shell=False,
    ),
    "registry.k8s.io/kube-scheduler": Image(
        ("kube-scheduler",), (), 18 * MB, (ports.SCHEDULER,), programs=("kube-scheduler",), shell=False
    ),
    "registry.k8s.io/ingress-nginx/controller": Image(
        ("/usr/bin/dumb-init",),
        ("/nginx-ingress-controller",),
        105 * MB,
        (80, 443, 10254),
        ("NGINX Ingress controller", "Starting NGINX process"),
        program="ingress-nginx",
        programs=("/nginx-ingress-controller",),
        body="ok",
    ),
    "quay.io/metallb/controller": Image(
        ("/controller",),
        (),
        32 * MB,
        (7472,),
        ('{"level":"info","msg":"MetalLB controller starting"}',),
        program="metallb",
        programs=("/controller",),
        shell=False,
    ),
    "registry.k8s.io/metrics-server/metrics-server": Image(
        ("/metrics-server",),
        (),
        21 * MB,
        (10250,),
        program="metrics-server",
        programs=("/metrics-server",),
        shell=False,
    ),
}
# A registry that serves every name puts this into those that it does not know.
ANY_SERVER = Image(("server",), (), 60 * MB, programs=("server",))

_NEWEST_MINOR = {"docker.io/library/nginx": 29, "docker.io/library/busybox": 37, "docker.io/library/alpine": 23}
_NAMED_TAGS = re.compile(
    r"^(latest|stable|mainline|alpine|slim|edge|bookworm|bullseye|jammy|noble|focal|glibc|musl|uclibc|perl|apache|fpm|lts|v?\d+(\.\d+)*([.-][a-z0-9.-]+)?)$"
)


def image_of(name: str) -> Image | None:
    """The image of this name, or None if the catalogue does not know it: neither its repository nor such a version."""
    repository, tag = split(name)
    image = CATALOGUE.get(repository)
    if image is None or tag.startswith("sha256:"):
        return image
    if not _NAMED_TAGS.match(tag):
        return None
    numbers = re.findall(r"\d+", tag.partition("-")[0])
    newest = _NEWEST_MINOR.get(repository)
    if newest is not None and len(numbers) > 1 and int(numbers[1]) > newest:
        return None
    return None if any(int(number) > 9999 for number in numbers) else image
