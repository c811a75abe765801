"""What a file is, told by its bytes and its name, and whether it may be opened at all. Pure.

A scanner's pass says that nothing known was found. What runs when it is opened, what hides other files, and what would
fill the memory is not opened whatever the scanner says.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zipfile
import zlib
from io import BytesIO
from typing import Any, Protocol

LARGEST = 25 * 1024 * 1024
MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 120
UNSUSPECTED = 5 * 1024 * 1024

IMAGE, PDF, OFFICE, ARCHIVE, TEXT, PAGE, PROGRAM, OTHER = (
    "image", "pdf", "office", "archive", "text", "page", "program", "other",
)  # fmt: skip
LABELS = {
    IMAGE: "Picture", PDF: "PDF", OFFICE: "Office document", ARCHIVE: "Archive of files", TEXT: "Text",
    PAGE: "Web page", PROGRAM: "Program", OTHER: "File",
}  # fmt: skip

#: Why a file is not opened, whatever the scanner says: a code, and words for the person.
REFUSALS = {
    "empty": "It is empty.",
    "too_large": "It is larger than 25 MB, more than is opened here.",
    "program": "It is a program or a script, or a file that starts one. These are never opened.",
    "bomb": "It would unpack to far more than it seems. It is not opened.",
    "nested": "It holds archives within the archive, which cannot be looked through.",
    "holds_program": "There is a program or a script in it.",
    "locked": "It is locked with a password, so nobody can look for viruses in it. Ask for it another way.",
    "broken": "It is damaged, so it cannot be looked through.",
    "more_than_scanned": "The scanner could not look through all of it.",
}


def _endings(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PROGRAMS = _endings(
    "ade adp apk app appx bat chm cmd com cpl dll dmg exe gadget hta img inf ins iso jar js jse lnk mde msc msi msix msp "
    "mst one pif ps1 ps1xml ps2 psc1 py pyw rdp reg scr sct settingcontent-ms sh swf sys udl url vb vbe vbs vhd vhdx vxd "
    "website ws wsc wsf wsh xbap xll xla xlam docm dotm xlsm xltm pptm potm ppsm ppam sldm scf"
)
_PAGES = _endings("htm html xhtml shtml mht mhtml svg svgz xml xsl xslt")
_TEXTS = _endings("txt csv md log tsv ics vcf json yaml")
_OFFICE = _endings("doc docx dot dotx xls xlsx xlt xltx ppt pptx pps ppsx odt ods odp odg rtf pages numbers key")
_ARCHIVES = _endings("zip 7z rar gz tgz bz2 xz tar cab arj lzh zst")
_PICTURES = _endings("png jpg jpeg gif webp bmp dib tif tiff heic")
KNOWN_ENDINGS = (
    _PROGRAMS | _PAGES | _TEXTS | _OFFICE | _ARCHIVES | _PICTURES | {"pdf", "eml", "p7m", "dat", "mp3", "mp4"}
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", IMAGE), (b"\xff\xd8\xff", IMAGE), (b"GIF87a", IMAGE), (b"GIF89a", IMAGE), (b"BM", IMAGE),
    (b"II*\0", IMAGE), (b"MM\0*", IMAGE), (b"%PDF-", PDF), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
    (b"{\\rtf", OFFICE), (b"7z\xbc\xaf\x27\x1c", ARCHIVE), (b"Rar!\x1a\x07", ARCHIVE), (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE), (b"\xfd7zXZ\0", ARCHIVE), (b"MSCF", ARCHIVE), (b"MZ", PROGRAM), (b"\x7fELF", PROGRAM), (b"#!", PROGRAM),
)  # fmt: skip
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), b"vbaProject.bin")


def extension(name: str) -> str:
    """The last part of the name, in lower case; '' for none."""
    return name.rpartition(".")[2].strip().casefold() if "." in name else ""


def kind_of(name: str, content: bytes) -> str:
    """By its first bytes, then by its name. A program by either is a program."""
    ending = extension(name)
    if ending in _PROGRAMS:
        return PROGRAM
    found = next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = OFFICE if _is_document(content) else ARCHIVE
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        found = IMAGE
    if found == IMAGE and content.startswith(b"BM") and ending not in ("bmp", "dib"):
        found = ""
    if found:
        return found
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if ending in _PAGES or re.match(rb"<(!doctype|html|\?xml|svg|script|body)", start):
        return PAGE
    if ending in _ARCHIVES:
        return ARCHIVE
    if ending in _OFFICE:
        return OFFICE
    return TEXT if ending in _TEXTS or (start and b"\0" not in content[:4000]) else OTHER


def why_not_opened(name: str, content: bytes) -> str:
    """A code of `REFUSALS`; '' for a file that may be opened once the scanner has passed it."""
    if not content:
        return "empty"
    if len(content) > LARGEST:
        return "too_large"
    kind = kind_of(name, content)
    if kind == PROGRAM:
        return "program"
    if kind == OFFICE and content.startswith(b"\xd0\xcf") and _ENCRYPTED_PACKAGE in content:
        return "locked"
    if kind == OFFICE and any(mark in content for mark in _MACROS):
        return "holds_program"
    if content.startswith(b"PK"):
        return _zip_problem(content, is_document=kind == OFFICE)
    if kind == ARCHIVE:
        return _packed_problem(content)
    return ""


def _entries(content: bytes) -> list[zipfile.ZipInfo] | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        RuntimeError,
        NotImplementedError,
        UnicodeError,
        OverflowError,
        IndexError,
    ):
        return None


def _is_document(content: bytes) -> bool:
    names = {each.filename for each in (_entries(content) or [])[:MOST_ENTRIES]}
    return bool(names & {"[Content_Types].xml", "mimetype", "META-INF/manifest.xml"})


def _zip_problem(content: bytes, *, is_document: bool) -> str:
    entries = _entries(content)
    if entries is None:
        return "broken"
    if len(entries) > MOST_ENTRIES:
        return "bomb"
    if any(each.flag_bits & 1 for each in entries):
        return "locked"
    unpacked = sum(each.file_size for each in entries)
    if unpacked > LARGEST_UNPACKED or (unpacked > UNSUSPECTED and unpacked > LARGEST_RATIO * len(content)):
        return "bomb"
    ends = {extension(each.filename) for each in entries}
    if not is_document and ends & _ARCHIVES:
        return "nested"
    return (
        "holds_program"
        if ends & (_PROGRAMS if not is_document else {"exe", "dll", "js", "vbs"})
        else _lies(content, entries)
    )


def _lies(content: bytes, entries: list[zipfile.ZipInfo]) -> str:
    """The sizes that an archive states are only what it states: unpack once, counting, and throw away."""
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for each in entries:
                with archive.open(each) as stream:
                    while piece := stream.read(256 * 1024):
                        left -= len(piece)
                        if left < 0:
                            return "bomb"
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
        EOFError,
        lzma.LZMAError,
    ):
        return "broken"
    return ""


class _Unpacker(Protocol):
    eof: bool

    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


def _packed_problem(content: bytes) -> str:
    """A single packed stream (gzip, bzip2, xz) unpacked once, counting. Other archives are the scanner's affair."""
    unpackers: tuple[tuple[bytes, Any], ...] = (
        (b"\x1f\x8b", lambda: zlib.decompressobj(wbits=31)),
        (b"BZh", bz2.BZ2Decompressor),
        (b"\xfd7zXZ\0", lambda: lzma.LZMADecompressor(memlimit=64 * 1024 * 1024)),
    )
    make = next((make for magic, make in unpackers if content.startswith(magic)), None)
    if make is None:
        return ""
    unpacker, left = make(), LARGEST_UNPACKED
    data = content
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(data, 256 * 1024)
            data = getattr(unpacker, "unconsumed_tail", b"")
            left -= len(piece)
            if left < 0 or (
                LARGEST_UNPACKED - left > UNSUSPECTED and LARGEST_UNPACKED - left > LARGEST_RATIO * len(content)
            ):
                return "bomb"
            if not piece and not data:
                break
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError):
        return "broken"
    return "" if unpacker.eof else "broken"


def inert_name(name: str, kind: str) -> str:
    """The name under which it is saved: what a browser would show as a page is saved as text."""
    safe = re.sub(r"[^\w .()\[\]-]", "_", name)[:120].strip(" .") or "file"
    return f"{safe}.txt" if kind == PAGE or extension(safe) in _PAGES else safe
