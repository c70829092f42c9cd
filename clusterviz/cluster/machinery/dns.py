"""What a resolver asks a name server, and what it hears. Fact sheet §9.7."""

from __future__ import annotations

from dataclasses import dataclass

PORT = 53
CLUSTER_DNS = "10.96.0.10"  # the cluster IP of the Service kube-dns: the tenth of the Services' addresses
CLUSTER_DOMAIN = "cluster.local"
CLUSTER_NDOTS = 5  # of a Pod with dnsPolicy ClusterFirst
ANSWER_TTL_S = 30  # so long one may keep what CoreDNS says of the cluster
NOERROR = "NOERROR"
NXDOMAIN = "NXDOMAIN"
SERVFAIL = "SERVFAIL"


def is_address(host: str) -> bool:
    """Whether this is an IPv4 address and no name."""
    parts = host.split(".")
    return len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part[:4]) < 256 for part in parts)


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is absolute, without the last dot; `type`: A, AAAA, SRV, CNAME, PTR or TXT."""

    name: str
    type: str = "A"


@dataclass(frozen=True, slots=True)
class Record:
    """One answer: an address, a name or a text."""

    name: str
    type: str
    value: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """`code`: NOERROR (perhaps without records), NXDOMAIN or SERVFAIL."""

    code: str
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvConf:
    """What stands in /etc/resolv.conf: whom to ask, and which endings to try for a name with fewer than `ndots` dots."""

    nameserver: str = CLUSTER_DNS
    search: tuple[str, ...] = ()
    ndots: int = 1

    @classmethod
    def read(cls, text: str) -> ResolvConf:
        """The file, read as a resolver does: the last `search` line counts, and the first name server."""
        nameserver, ndots = "", 1
        search: tuple[str, ...] = ()
        for line in text.splitlines():
            match line.split():
                case ["nameserver", address, *_]:
                    nameserver = nameserver or address
                case ["search", *domains]:
                    search = tuple(domains)
                case ["options", *options]:
                    for option in options:
                        name, _, value = option.partition(":")
                        if name == "ndots" and value.isdigit():
                            ndots = min(int(value), 15)
        return cls(nameserver, search, ndots)

    def candidates(self, name: str) -> list[str]:
        """The absolute names that are tried for `name`, in order."""
        if name.endswith("."):
            return [name.rstrip(".")]
        searched = [f"{name}.{domain.rstrip('.')}" for domain in self.search]
        return [name, *searched] if name.count(".") >= self.ndots else [*searched, name]


def search_list(name: str, namespace: str) -> list[str]:
    """The absolute names that a Pod's resolver tries for `name`, in order: search domains first if it has few dots."""
    if name.endswith("."):
        return [name.rstrip(".")]
    searched = [
        f"{name}.{domain}" for domain in (f"{namespace}.svc.{CLUSTER_DOMAIN}", f"svc.{CLUSTER_DOMAIN}", CLUSTER_DOMAIN)
    ]
    return [name, *searched] if name.count(".") >= CLUSTER_NDOTS else [*searched, name]
