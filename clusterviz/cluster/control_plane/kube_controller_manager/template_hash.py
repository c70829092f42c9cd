"""The short name of a Pod template, as in `pod-template-hash` and `controller-revision-hash`. Fact sheet §7.0."""

from __future__ import annotations

import hashlib
import json

from ...machinery.chance import NAME_ALPHABET
from ...machinery.objects import Object


def template_hash(template: Object, collisions: int = 0) -> str:
    """Up to ten characters that depend on the template only, and on how often the name was taken already."""
    text = json.dumps(template, sort_keys=True) + (str(collisions) if collisions else "")
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")
    # As Kubernetes writes a hash: each character of the decimal number, moved into the safe alphabet.
    return "".join(NAME_ALPHABET[ord(digit) % len(NAME_ALPHABET)] for digit in str(number))
