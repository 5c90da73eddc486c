r"""What a kiosk says to an ESC/POS printer beside the tickets themselves: bytes, and nothing else. Pure.

Commands that begin with `DLE` are obeyed when they arrive, all others in their turn among what is printed.
"""

from __future__ import annotations

INITIALISE = b"\x1b@"
REPORT_CHANGES = b"\x1da\x0e"  # GS a: by itself, when paper, cover or an error changes; ESC @ ends it
ASK_PAPER = b"\x1dr\x01"  # GS r 1: answered in turn, by a byte that bears no name
ASK_MODEL = b"\x1dIC"  # GS I 67: answered in turn, by the model's name
ASK_STATUS = b"\x10\x04"  # DLE EOT n
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: forget all that is not on paper, and say so
RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: forget likewise, and try again after an error, if it was a small one
KNIFE = b"\x1dVB\x00"  # GS V 66 0: feed to the knife and cut

# A job that was cut off in the middle of a command leaves a printer waiting for the rest of it, and whatever it is
# told next would be taken for that. NUL is the rest of anything, and by itself nothing.
FILL = bytes(512)

# Printed below what failed, before the knife: nobody may take such a piece for a number. Fits 58 mm.
VOID = (
    INITIALISE
    + b"\x1c.\x1ba\x01\x1d!\x11*** BATAL ***\n\x1d!\x00"
    + b"Cetakan sebelum ini\ntidak berlaku.\n(VOID: not a number)\n\x1bJ\x10"
    + KNIFE
)
VOID_MM = 45.0


def ask_done(name: bytes) -> bytes:
    r"""GS ( H function 48: answered with these four bytes when all before it is on paper.

    >>> ask_done(b"abcd")
    b'\x1d(H\x06\x0000abcd'
    """
    return b"\x1d(H\x06\x0000" + name
