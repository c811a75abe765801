"""The codebook: the codes of each kind with their definitions, from the content."""

from __future__ import annotations

from adviceline.content.current import current_content
from adviceline.content.loading import content_hash
from adviceline.content.model import NOT_ASKED, Code, CodedField
from adviceline.evidence.rules.items import FIELDS


def field_of(kind: str) -> CodedField:
    return current_content().taxonomy[FIELDS[kind]]


def codebook_of(kind: str) -> tuple[Code, ...]:
    """The codes that a coder may choose."""
    return tuple(code for code in field_of(kind).offered() if code.code != NOT_ASKED)


def digest_of(kind: str) -> str:
    """Which definitions a coder had before them."""
    return content_hash([[code.code, code.label, code.definition] for code in codebook_of(kind)])[:16]
