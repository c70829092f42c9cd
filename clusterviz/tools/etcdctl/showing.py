"""How etcdctl shows an answer: simple, json, fields, table."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

from ...cluster.machinery.field_managers import with_json
from ...cluster.machinery.storage import KeyValue, Result

FORMATS = ("simple", "json", "fields", "table", "protobuf")
UNITS = ("kB", "MB", "GB", "TB")
LEAST_BYTES = 20 * 1024
Header = dict[str, int]


def as_text(value: Any) -> str:
    """As the API server stores with --storage-media-type=application/json."""
    return value if isinstance(value, str) else json.dumps(with_json(value), separators=(",", ":"))


def compact(shown: Any) -> str:
    """A line of JSON."""
    return json.dumps(shown, separators=(",", ":"), ensure_ascii=False) + "\n"


def header_fields(header: Header) -> str:
    """The lines with which every answer in fields begins."""
    text = f'"ClusterID" : {header["cluster_id"]}\n"MemberID" : {header["member_id"]}\n'
    return text + f'"Revision" : {header.get("revision", 0)}\n"RaftTerm" : {header.get("raft_term", 0)}\n'


def pairs_json(result: Result, header: Header, keys_only: bool) -> str:
    """What `get -w json` prints."""
    shown: dict[str, Any] = {"header": header}
    if result.kvs:
        shown["kvs"] = [_pair(kv, keys_only) for kv in result.kvs]
    if result.more:
        shown["more"] = True
    if result.count:
        shown["count"] = result.count
    return compact(shown)


def pairs_fields(result: Result, header: Header, keys_only: bool) -> str:
    """What `get -w fields` prints."""
    text = header_fields(header)
    for kv in result.kvs:
        value = "" if keys_only else as_text(kv.value)
        text += (
            f'"Key" : {_quoted(kv.key)}\n"CreateRevision" : {kv.create_revision}\n"ModRevision" : {kv.mod_revision}\n'
        )
        text += f'"Version" : {kv.version}\n"Value" : {_quoted(value)}\n"Lease" : {kv.lease}\n'
    return text + f'"More" : {"true" if result.more else "false"}\n"Count" : {result.count}\n'


def pairs_simple(result: Result, keys_only: bool, value_only: bool, as_hex: bool) -> str:
    """Keys and values, each in its line."""
    text = ""
    for kv in result.kvs:
        value = "" if keys_only else as_text(kv.value)
        text += "" if value_only else f"{_hex(kv.key) if as_hex else kv.key}\n"
        text += f"{_hex(value) if as_hex else value}\n"
    return text


def _pair(kv: KeyValue, keys_only: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "key": _base64(kv.key),
        "create_revision": kv.create_revision,
        "mod_revision": kv.mod_revision,
        "version": kv.version,
    }
    if not keys_only:
        shown["value"] = _base64(as_text(kv.value))
    if kv.lease:
        shown["lease"] = kv.lease
    return shown


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _hex(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def size(count: int) -> str:
    """A number of bytes, in the thousands of people: two digits at least. A file of etcd's is never smaller than five pages."""
    amount, units = max(count, LEAST_BYTES) / 1000, iter(UNITS)
    unit = next(units)
    while amount >= 1000:
        amount, unit = amount / 1000, next(units)
    amount = math.floor(amount * 10 + 0.5) / 10
    return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
