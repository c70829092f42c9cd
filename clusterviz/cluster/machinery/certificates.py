"""Certificates that look like some: nothing in the model encrypts, so they hold no key. Each cluster has its own."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

BYTES = 704  # as long as the certificate of a real cluster's authority
COLUMNS = 64


def authority(seed: int, name: str = "kubernetes-ca") -> str:
    """The certificate of an authority of a cluster, in PEM."""
    parts = (sha256(f"{seed}/{name}/{part}".encode()).digest() for part in range(BYTES // 32))
    text = b64encode(b"0\x82\x02\xbc0\x82\x01\xa4" + b"".join(parts)).decode()
    lines = [text[place : place + COLUMNS] for place in range(0, len(text), COLUMNS)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])
