"""The QR code that leads to a room, drawn as SVG: no script, no style, no request to anybody."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn(address: str) -> SafeString:
    """An inline <svg> in black on white, whatever the page's colours: cameras want it so."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr"
    )
    return mark_safe(out.getvalue().decode())
