"""Print operations to ESC/POS bytes, by python-escpos. It must never send: its transports can wait for ever.

Imported the plain way python-escpos costs a kiosk 8 MiB, and seconds of a Pi's start: it reads the profiles
of every printer ever sold, and Pillow, for pictures that no ticket has. Here it gets one profile, no Pillow, and
no parser of YAML to read it with.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from kiosk.receipt import LINE_DOTS, Cut, Feed, Qr, Rule, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.receipt import Operation

FEED_DOTS = b"\x1bJ"  # ESC J
NO_CHINESE = b"\x1c."  # FS .: clones that start in Chinese mode take two letters for one sign
_PROFILE = {
    "profiles": {
        "default": {
            "name": "Default", "vendor": "Generic", "notes": "",
            "codePages": {"0": "CP437"}, "colors": {"0": "black"},
            "features": {"paperFullCut": True, "paperPartCut": True, "qrCode": True},
            "fonts": {"0": {"columns": 48, "name": "Font A"}, "1": {"columns": 64, "name": "Font B"}},
            "media": {"dpi": 203, "width": {"mm": 80, "pixels": 576}},
        }
    },
    "encodings": {"CP437": {"name": "CP437", "iconv": "CP437", "python_encode": "cp437"}},
}  # fmt: skip
# What python-escpos imports for codes that it draws by itself, and for its own file: not for a ticket's bytes.
_STAND_INS = {
    "barcode": {"PROVIDED_BARCODES": ()},
    "barcode.writer": {"ImageWriter": None},
    "qrcode": {},
    "yaml": {"safe_load": json.load},
}


@contextlib.contextmanager
def _lean_import() -> Iterator[None]:
    """A surrounding in which importing python-escpos is cheap, and leaves nothing behind on the disk.

    It pickles its profiles to a file and trusts that at the next import: cut short by a power loss, the file
    would break every start from then on. So the directory is our own, in memory, and gone afterwards.
    """
    memory = "/dev/shm"  # noqa: S108 - a private directory is made in it
    directory = tempfile.mkdtemp(prefix="mpp-escpos-", dir=memory if Path(memory).is_dir() else None)
    profile = Path(directory, "profile.json")
    profile.write_text(json.dumps(_PROFILE), encoding="utf-8")
    environment, temporary, known = dict(os.environ), tempfile.tempdir, set(sys.modules)
    os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = directory
    os.environ["ESCPOS_CAPABILITIES_FILE"] = str(profile)
    tempfile.tempdir = directory  # the import leaves an empty directory wherever this is
    logging.getLogger("pyBarcode").setLevel(logging.WARNING)  # it misses Pillow, and says so
    stand_ins = {name: ModuleType(name) for name in _STAND_INS if name not in known}
    for name, module in stand_ins.items():
        module.__dict__.update(_STAND_INS[name])
    sys.modules.update(stand_ins)
    without_pillow = "PIL" not in known
    if without_pillow:
        pictures = ModuleType("escpos.image")
        pictures.__dict__["EscposImage"] = None
        sys.modules["escpos.image"] = pictures
        sys.modules["PIL"] = None  # pyright: ignore[reportArgumentType] - Python's way to say: not to be had
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
        if without_pillow:
            # whoever else in this process wants pictures imports these again, whole
            for name in set(sys.modules) - known:
                if name.partition(".")[0] in ("PIL", "qrcode", "barcode") or name == "escpos.image":
                    del sys.modules[name]
        tempfile.tempdir = temporary
        os.environ.clear()
        os.environ.update(environment)
        shutil.rmtree(directory, ignore_errors=True)


with _lean_import():
    from escpos.constants import QR_ECLEVEL_M
    from escpos.magicencode import Encoder
    from escpos.printer import Dummy

Style = tuple[int, bool, str]  # size, bold, alignment
_PLAIN_STYLE: Style = (1, False, "left")
# Our text is ASCII already: no search for a code page, character by character, while a visitor waits.
_PLAIN = {"encoding": "CP437", "disabled": True, "encoder": Encoder({"CP437": 0})}


def to_bytes(operations: list[Operation]) -> bytes:
    """The bytes that make a printer do this, from whatever state the last job left it in."""
    pieces, style = [_beginning()], _PLAIN_STYLE
    for operation in operations:
        # A visitor waits, and most lines are those of the ticket before. A code is always new; but the kiosk makes
        # a draft of the ticket while it waits for the number.
        pieces.append((_known_code if isinstance(operation, Qr) else _known_piece)(style, operation))
        style = _style(operation)
    return b"".join(pieces)


@functools.cache
def _beginning() -> bytes:
    builder = Dummy(magic_encode_args=_PLAIN)
    builder.hw("INIT")
    builder._raw(NO_CHINESE)  # noqa: SLF001 - the only way to send what python-escpos does not know
    builder.line_spacing(LINE_DOTS)
    return builder.output


def _piece(style: Style, operation: Operation) -> bytes:
    builder = Dummy(magic_encode_args=_PLAIN)
    _change(builder, style, _style(operation))
    _add(builder, operation)
    return builder.output


# By type, too: as tuples, a rule of 16 columns and a feed of 16 dots are the same.
_known_piece = functools.lru_cache(maxsize=256, typed=True)(_piece)
_known_code = functools.lru_cache(maxsize=16)(_piece)


def _style(operation: Operation) -> Style:
    if isinstance(operation, Text):
        return operation.size, operation.bold, operation.align
    return (1, False, "center") if isinstance(operation, Qr) else _PLAIN_STYLE


def _change(builder: Dummy, old: Style, new: Style) -> None:
    size, bold, align = new
    if size != old[0]:
        builder.set(custom_size=True, width=size, height=size)
    if bold != old[1]:
        builder.set(bold=bold)
    if align != old[2]:
        builder.set(align=align)


def _add(builder: Dummy, operation: Operation) -> None:
    match operation:
        case Text(text):
            builder.textln(text)
        case Rule(columns):
            builder.textln("-" * columns)
        case Qr(content, module):
            builder.qr(content, ec=QR_ECLEVEL_M, size=module, native=True)
        case Feed(dots):
            builder._raw(FEED_DOTS + bytes((dots,)))  # noqa: SLF001 - python-escpos feeds whole lines only
        case Cut():
            builder.cut(feed=False)  # which feeds to the knife, and not a line more
