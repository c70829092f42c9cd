"""What one types on a machine: the programs of a Linux server with which one looks inside kubelet, runtime and network."""

from __future__ import annotations

from collections.abc import Callable

from ...cluster.machinery.program import Code
from .. import outside
from . import file_words, iptables, journalctl, network, pinging, processes, resources, systemctl

Program = Callable[[list[str], str], Code]  # (words, the machine's name)

PROGRAMS: dict[str, Program] = {
    "curl": outside.curl_on,
    "df": resources.df,
    "dig": outside.dig_on,
    "dmesg": resources.dmesg,
    "free": resources.free,
    "hostname": resources.hostname,
    "ip": network.ip,
    "iptables": iptables.code,
    "iptables-save": iptables.save,
    "journalctl": journalctl.code,
    "nslookup": outside.nslookup_on,
    "netstat": network.netstat,
    "pgrep": processes.pgrep,
    "pidof": processes.pidof,
    "ping": pinging.ping,
    "ps": processes.ps,
    "pstree": processes.pstree,
    "ss": network.ss,
    "top": processes.top,
    "swapoff": resources.swapoff,
    "swapon": resources.swapon,
    "systemctl": systemctl.code,
    "uname": resources.uname,
    "uptime": resources.uptime,
    "whoami": resources.whoami,
}
FILE_WORDS = file_words.WORDS

__all__ = ["FILE_WORDS", "PROGRAMS"]
