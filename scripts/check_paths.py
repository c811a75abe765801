"""Nothing in the repository names one machine's folders, or the host of a package index or mirror."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Written so that this file does not match itself.
FOLDER = re.compile(r"(?<![\w.:/-])/(?:w[o]rk|r[o]ot|home/[a-z]+|Us[e]rs/[A-Za-z]+)/[.\w]")
HOST = re.compile(
    r"py[p]i\.org|python[h]osted|np[m]js|regis[t]ry\.[a-z]+\.[a-z]|art[i]factory|(?<!\w)mirr[o]rs?\.[a-z]+\."
)
TEXT_LIMIT = 2_000_000


def files() -> Iterator[Path]:
    """Files that are, or could be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (path := ROOT / name).is_file():
            yield path


def problems(text: str) -> list[tuple[int, str]]:
    """Line number and what was seen, for one file's text."""
    return [
        (number, match.group())
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in (FOLDER, HOST)
        for match in pattern.finditer(line)
    ]


def main() -> int:
    found = []
    for path in files():
        if path.stat().st_size > TEXT_LIMIT:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{number} {seen}" for number, seen in problems(text)]
    print("\n".join(found) or "No machine's path, no index host.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
