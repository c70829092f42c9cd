"""Certificates that look like some: nothing in the model encrypts, so they hold no key. Each cluster has its own."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from hashlib import sha256

BYTES = 704  # as long as the certificate of a real cluster's authority
COLUMNS = 64


def authority(seed: int, name: str = "kubernetes-ca") -> str:
    """The certificate of an authority of a cluster, in PEM."""
    parts = (sha256(f"{seed}/{name}/{part}".encode()).digest() for part in range(BYTES // 32))
    text = b64encode(b"0\x82\x02\xbc0\x82\x01\xa4" + b"".join(parts)).decode()
    lines = [text[place : place + COLUMNS] for place in range(0, len(text), COLUMNS)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


def issued(seed: int, request: str) -> str:
    """A certificate that an authority of a cluster has signed, in PEM: it looks like one, and holds no key either."""
    return authority(seed, f"issued for {request}")


def request_text(encoded: object) -> str:
    """The PEM of a `spec.request`. ValueError if it is none."""
    try:
        return b64decode(str(encoded), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("PEM block type must be CERTIFICATE REQUEST") from error


def subject_of(encoded: object) -> dict[str, list[str]]:
    """Whom a `spec.request` is for: {"CN": [...], "O": [...], …}. ValueError in Go's words if it is no request."""
    found = re.search(r"-----BEGIN ([A-Z ]+)-----\s*([A-Za-z0-9+/=\s]*)-----END \1-----", request_text(encoded))
    if found is None or found[1] not in ("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"):
        raise ValueError("PEM block type must be CERTIFICATE REQUEST")
    try:
        whole = _one(b64decode(re.sub(r"\s", "", found[2]), validate=True))[1]
        information = _one(whole)[1]
        names = _all(information)[1][1]  # after the version
        pairs = [_all(pair) for attributes in _all(names) for _, pair in _all(attributes[1])]
        subject: dict[str, list[str]] = {}
        for (_, kind), (_, text) in pairs:
            subject.setdefault(_ATTRIBUTES.get(kind, kind.hex()), []).append(text.decode())
    except (binascii.Error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise ValueError("asn1: structure error: malformed certificate request") from error
    return subject


_ATTRIBUTES = {b"\x55\x04\x03": "CN", b"\x55\x04\x05": "serial", b"\x55\x04\x06": "C", b"\x55\x04\x07": "L",
               b"\x55\x04\x08": "ST", b"\x55\x04\x0a": "O", b"\x55\x04\x0b": "OU"}  # fmt: skip


def _one(data: bytes) -> tuple[int, bytes, bytes]:
    """(tag, content, what follows) of the DER value that the data begin with."""
    tag, length, start = data[0], data[1], 2
    if length & 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(data[2:start], "big")
    if start + length > len(data):
        raise ValueError("data truncated")
    return tag, data[start : start + length], data[start + length :]


def _all(data: bytes) -> list[tuple[int, bytes]]:
    """(tag, content) of each DER value."""
    found = []
    while data:
        tag, content, data = _one(data)
        found.append((tag, content))
    return found
