"""An address as a QR code that a camera reads from paper or a screen."""

import segno
from django.utils.safestring import SafeString


def qr_code(address: str) -> SafeString:
    """The drawing, without styles; made of our own text alone."""
    drawn = segno.make(address, error="m", micro=False)
    return SafeString(
        drawn.svg_inline(border=4, svgclass="qr", lineclass="qr-line", omitsize=True, dark="#000", light="#fff")
    )
