"""What the programs of the catalogue use of a machine: CPU while idle, CPU per request, memory. Model parameters, in real proportions."""

from __future__ import annotations

from dataclasses import dataclass

from .names import split

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Use:
    """CPU in millicores and µs, memory in bytes. `threads`: how many requests it works on at once."""

    memory_bytes: int = 2 * MIB
    idle_millis: int = 0
    request_us: int = 300
    threads: int = 4


SHELL = Use(700 * 1024)
NGINX = Use(7 * MIB, 0, 200)
APACHE = Use(14 * MIB, 1, 400, 16)
NODE_JS = Use(40 * MIB, 1, 1_000, 1)
REDIS = Use(9 * MIB, 1, 100, 1)
POSTGRES = Use(48 * MIB, 1, 800)
MYSQL = Use(380 * MIB, 4, 800)
JAVA = Use(140 * MIB, 2, 1_500, 16)

_USE: dict[str, Use] = {
    "docker.io/library/nginx": NGINX,
    "docker.io/nginxinc/nginx-unprivileged": NGINX,
    "registry.k8s.io/nginx-slim": NGINX,
    "docker.io/library/httpd": APACHE,
    "docker.io/library/php": APACHE,
    "docker.io/library/wordpress": Use(60 * MIB, 1, 30_000, 16),
    "docker.io/library/redis": REDIS,
    "docker.io/library/memcached": Use(4 * MIB, 0, 50),
    "docker.io/library/postgres": POSTGRES,
    "docker.io/library/mysql": MYSQL,
    "docker.io/library/mariadb": Use(110 * MIB, 2, 800),
    "docker.io/library/mongo": Use(170 * MIB, 6, 600),
    "docker.io/library/rabbitmq": Use(130 * MIB, 5, 600),
    "docker.io/library/tomcat": JAVA,
    "docker.io/library/node": NODE_JS,
    "docker.io/library/python": Use(18 * MIB, 0, 2_000, 1),
    "docker.io/library/busybox": SHELL,
    "docker.io/library/alpine": SHELL,
    # The example of Kubernetes' own walk-through: each request computes a million square roots.
    "registry.k8s.io/hpa-example": Use(12 * MIB, 1, 55_000, 16),
    "registry.k8s.io/e2e-test-images/agnhost": Use(6 * MIB, 0, 300),
    "gcr.io/google-samples/hello-app": Use(3 * MIB, 0, 150),
    "registry.k8s.io/coredns/coredns": Use(13 * MIB, 2, 100),
    "registry.k8s.io/kube-proxy": Use(14 * MIB, 1, 100),
    "registry.k8s.io/etcd": Use(39 * MIB, 22, 100),
    "registry.k8s.io/kube-apiserver": Use(268 * MIB, 48, 100),
    "registry.k8s.io/kube-controller-manager": Use(51 * MIB, 17, 100),
    "registry.k8s.io/kube-scheduler": Use(21 * MIB, 5, 100),
    "registry.k8s.io/metrics-server/metrics-server": Use(19 * MIB, 4, 200),
}


def use_of(image: str) -> Use:
    """What the program of this image uses."""
    return _USE.get(split(image)[0], Use())
