"""What etcdctl says of itself: all commands, a group of them, one of them."""

from __future__ import annotations

from .flags import GLOBAL_SWITCHES, GLOBAL_VALUES, SWITCHES, VALUES

COMMANDS: dict[str, tuple[str, str]] = {  # by name: how it is used, what it does
    "alarm list": ("alarm list", "Lists all alarms"),
    "compaction": ("compaction [options] <revision>", "Compacts the event history in etcd"),
    "defrag": ("defrag", "Defragments the storage of the etcd members with given endpoints"),
    "del": ("del [options] <key> [range_end]", "Removes the specified key or range of keys [key, range_end)"),
    "endpoint health": ("endpoint health", "Checks the healthiness of endpoints specified in `--endpoints` flag"),
    "endpoint status": ("endpoint status", "Prints out the status of endpoints specified in `--endpoints` flag"),
    "get": ("get [options] <key> [range_end]", "Gets the key or a range of keys"),
    "lease grant": ("lease grant <ttl>", "Creates leases"),
    "lease revoke": ("lease revoke <leaseID>", "Revokes leases"),
    "member list": ("member list", "Lists all members in the cluster"),
    "put": ("put [options] <key> <value>", "Puts the given key into the store"),
    "version": ("version", "Prints the version of etcdctl"),
}
GROUPS = {
    "alarm": "Alarm related commands",
    "endpoint": "Endpoint related commands",
    "lease": "Lease related commands",
    "member": "Membership related commands",
}
# What etcdctl can do elsewhere, and why it cannot here.
ELSEWHERE = {
    "auth": "nobody needs a password of this etcd",
    "check": "an etcd that is no program has no performance",
    "elect": "look at the Leases of the namespace kube-system instead",
    "lock": "look at the Leases of the namespace kube-system instead",
    "make-mirror": "there is one cluster of etcd here",
    "move-leader": "stop the leader instead (fault stop NAME), and look who follows",
    "role": "nobody needs a password of this etcd",
    "snapshot": "there is no file to write it to; a save of the whole cluster holds etcd too",
    "txn": "send single commands instead",
    "user": "nobody needs a password of this etcd",
    "watch": "read again with get, or watch through the API server: kubectl get … -w",
}
OTHERS = ("completion", "downgrade", "help")  # what begins like one of these too stands for no other
# The subcommands of etcdctl's groups that are not here.
ELSEWHERE_IN = {
    "alarm": ("disarm",),
    "endpoint": ("hashkv",),
    "lease": ("keep-alive", "list", "timetolive"),
    "member": ("add", "promote", "remove", "update"),
}
MEMBERS_STAY = "the members of this cluster are given: none can be added, changed or removed"
API_VERSION = "\nAPI VERSION:\n\t3.6\n\n"


def root() -> str:
    """`etcdctl`, `etcdctl help`, `etcdctl --help`."""
    text = "NAME:\n\tetcdctl - A simple command line client for etcd3.\n\nUSAGE:\n\tetcdctl [flags]\n"
    text += "\nVERSION:\n\t3.6.6\n" + API_VERSION + "\nCOMMANDS:\n"
    return text + _listed(COMMANDS) + _options({"help": "help for etcdctl"}, {}) + _everywhere()


def completed(words: list[str]) -> list[str]:
    """The same with each name in full: etcdctl takes the beginning of one for the only one that begins so."""
    if not words:
        return words
    first = _whole(words[0], {name.partition(" ")[0] for name in COMMANDS} | {*ELSEWHERE, *OTHERS})
    if first not in GROUPS or len(words) == 1:
        return [first, *words[1:]]
    own = {name.partition(" ")[2] for name in COMMANDS if name.startswith(f"{first} ")}
    return [first, _whole(words[1], own | {*ELSEWHERE_IN[first]}), *words[2:]]


def _whole(word: str, names: set[str]) -> str:
    found = [name for name in names if name.startswith(word)]
    return found[0] if word not in names and len(found) == 1 else word


def group(name: str) -> str:
    """`etcdctl member`."""
    text = f"NAME:\n\t{name} - {GROUPS[name]}\n\nUSAGE:\n\tetcdctl {name} <subcommand> [flags]\n"
    own = {one.removeprefix(f"{name} "): told for one, told in COMMANDS.items() if one.startswith(f"{name} ")}
    return (
        text + API_VERSION + "\nCOMMANDS:\n" + _listed(own) + _options({"help": f"help for {name}"}, {}) + _everywhere()
    )


def command(name: str) -> str:
    """`etcdctl get --help`."""
    usage, told = COMMANDS[name]
    text = f"NAME:\n\t{name} - {told}\n\nUSAGE:\n\tetcdctl {usage} [flags]\n"
    last = name.rpartition(" ")[2]
    switches = {**SWITCHES.get(name, {}), "help": f"help for {last}"}
    return text + _options(switches, VALUES.get(name, {})) + _everywhere()


def _listed(commands: dict[str, tuple[str, str]]) -> str:
    width = max(map(len, commands))
    return "".join(f"\t{name:<{width}}\t{told}\n" for name, (_, told) in commands.items())


def _options(switches: dict[str, str], values: dict[str, str], title: str = "OPTIONS") -> str:
    shown = {f"--{name}[=false]": told for name, told in switches.items()}
    shown |= {f'--{name}=""': told for name, told in values.items()}
    short = {"--help[=false]": "-h, ", '--write-out=""': "-w, "}
    width = max(map(len, shown))
    rows = "".join(f"  {short.get(flag, ''):>4}{flag:<{width}}\t{shown[flag]}\n" for flag in sorted(shown))
    return f"\n{title}:\n{rows}"


def _everywhere() -> str:
    return _options(GLOBAL_SWITCHES, GLOBAL_VALUES, "GLOBAL OPTIONS")
