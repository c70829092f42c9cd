"""What a container finds in /etc about the network: its name, its hosts, and where it asks for names. Pure functions. Fact sheet §8.12."""

from __future__ import annotations

from ...machinery.dns import CLUSTER_DNS, CLUSTER_DOMAIN, CLUSTER_NDOTS
from ...machinery.objects import Object, name_of, namespace_of

NODE_DNS = "172.18.0.1"  # in the machine's own resolv.conf
MOST_NAMESERVERS, MOST_SEARCHES, MOST_SEARCH_CHARACTERS = 3, 32, 2048
CLUSTER_OPTIONS = (f"ndots:{CLUSTER_NDOTS}",)
LONGEST_HOSTNAME = 63
LOCAL = (
    "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n"
    "fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n"
)


def hostname(pod: Object) -> str:
    """What the Pod calls itself."""
    spec = pod["spec"]
    short = str(spec.get("hostname") or name_of(pod))[:LONGEST_HOSTNAME].rstrip("-.")
    full = fully_qualified(pod)
    return full if spec.get("setHostnameAsFQDN") and full else short


def fully_qualified(pod: Object) -> str:
    """`hostname.subdomain.namespace.svc.cluster.local`, "" without a subdomain."""
    spec = pod["spec"]
    short = str(spec.get("hostname") or name_of(pod))[:LONGEST_HOSTNAME].rstrip("-.")
    return f"{short}.{spec['subdomain']}.{namespace_of(pod)}.svc.{CLUSTER_DOMAIN}" if spec.get("subdomain") else ""


def hosts(pod: Object, ip: str) -> str:
    """/etc/hosts."""
    spec = pod["spec"]
    where = " (host network)" if spec.get("hostNetwork") else ""
    text = f"# Kubernetes-managed hosts file{where}.\n{LOCAL}"
    if not where:
        names = [name for name in (fully_qualified(pod), hostname(pod)) if name]
        text += "\t".join([ip, *dict.fromkeys(names)]) + "\n"
    aliases = spec.get("hostAliases") or ()
    if aliases:
        text += "\n# Entries added by HostAliases.\n"
        text += "".join("\t".join([one["ip"], *(one.get("hostnames") or ())]) + "\n" for one in aliases)
    return text


def host_ports(pod: Object) -> tuple[tuple[int, int, str], ...]:
    """The ports of the machine that lead to this Pod: (the machine's, the Pod's, protocol)."""
    if pod["spec"].get("hostNetwork"):
        return ()
    return tuple(
        (port["hostPort"], port["containerPort"], port.get("protocol", "TCP"))
        for container in pod["spec"]["containers"]
        for port in container.get("ports") or ()
        if port.get("hostPort")
    )


def resolv_conf(pod: Object) -> tuple[str, list[str]]:
    """/etc/resolv.conf, and what had to be left out of it."""
    nameservers, searches, options = _by_policy(pod)
    config = pod["spec"].get("dnsConfig") or {}
    nameservers = list(dict.fromkeys([*nameservers, *(config.get("nameservers") or ())]))
    searches = list(dict.fromkeys([*searches, *(config.get("searches") or ())]))
    for option in config.get("options") or ():
        options = [one for one in options if one.partition(":")[0] != option["name"]]
        options.append(f"{option['name']}:{option['value']}" if option.get("value") is not None else option["name"])
    problems = []
    if len(nameservers) > MOST_NAMESERVERS:
        nameservers = nameservers[:MOST_NAMESERVERS]
        problems.append(
            "Nameserver limits were exceeded, some nameservers have been omitted, "
            f"the applied nameserver line is: {' '.join(nameservers)}"
        )
    fitting = searches[:MOST_SEARCHES]
    while len(" ".join(fitting)) > MOST_SEARCH_CHARACTERS:
        fitting.pop()
    if len(fitting) < len(searches):
        problems.append(
            "Search Line limits were exceeded, some search paths have been omitted, "
            f"the applied search line is: {' '.join(fitting)}"
        )
    lines = [f"search {' '.join(fitting)}"] if fitting else []
    lines += [f"nameserver {one}" for one in nameservers]
    lines += [f"options {' '.join(options)}"] if options else []
    return "".join(line + "\n" for line in lines), problems


def _by_policy(pod: Object) -> tuple[list[str], list[str], list[str]]:
    spec = pod["spec"]
    policy = spec.get("dnsPolicy", "ClusterFirst")
    if policy == "None":
        return [], [], []
    if policy == "Default" or (policy == "ClusterFirst" and spec.get("hostNetwork")):
        return [NODE_DNS], [], []
    searches = [f"{namespace_of(pod)}.svc.{CLUSTER_DOMAIN}", f"svc.{CLUSTER_DOMAIN}", CLUSTER_DOMAIN]
    return [CLUSTER_DNS], searches, list(CLUSTER_OPTIONS)
