"""What the files of a message are called at the desk: names of files are often names of children. Pure."""

from __future__ import annotations

import re

from adviceline.privacy.files import kinds as files
from adviceline.privacy.guard import GuardFailed, is_of_plain_words


def shown_name(name: str, place: int) -> str:
    """The file's name, unless it could name a child: then its number and what kind of file it says it is."""
    ending = files.extension(name)
    ending = ending if ending in files.KNOWN_ENDINGS else ""
    words = name[: -len(ending) - 1] if ending else name
    try:
        if is_of_plain_words(" ".join(re.split(r"[\s_.-]+", words))):
            return name[:200]
    except GuardFailed:
        pass
    return f"file {place + 1}{f'.{ending}' if ending else ''}"
