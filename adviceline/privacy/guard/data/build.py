"""Build the guard's compressed lists: `python build.py SCOWL_FOLDER`.

SCOWL_FOLDER is `usr/share/dict/scowl` of Debian's package `scowl`, unpacked. Given and family names come from the
locale data of the installed `faker` package and from the hand-written files beside this one. Output, written beside
this file, is sorted and reproducible: `given.txt.gz`, `family.txt.gz`, `words.txt.gz`, `proper.txt.gz`.
"""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
COMMON_SIZES = (10, 20, 35, 40, 50)
RARE_SIZES = (55, 60, 70)
LETTERS = {
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ß": "ss",
    "ə": "e",
    "ħ": "h",
}


def folded(word: str) -> str:
    """Lower case, base letters only: 'Zoë' and 'zoe' meet."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    return "".join(LETTERS.get(c, c) for c in plain if not unicodedata.combining(c))


def tokens(word: str) -> Iterable[str]:
    for part in re.split(r"[\s\-]+", folded(word).replace("'", "")):
        if len(part) > 1 and part.isascii() and part.isalpha():
            yield part


def hand_written(name: str) -> set[str]:
    found: set[str] = set()
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            found.update(t for word in line.split() for t in tokens(word))
    return found


def from_faker() -> tuple[set[str], set[str]]:
    import faker.providers.person as people

    given: set[str] = set()
    family: set[str] = set()
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            value = getattr(provider, attribute)
            names = ("first", "middle", "last")
            if "format" in attribute or attribute.startswith("_") or not any(n in attribute for n in names):
                continue
            if not isinstance(value, (tuple, list, set, dict)):
                continue
            target = family if "last" in attribute else given
            for entry in value:
                for name in [entry] if isinstance(entry, str) else entry:
                    if isinstance(name, str):
                        target.update(tokens(name))
    return given, family


def scowl(folder: Path, kinds: Iterable[str], sizes: Iterable[int]) -> list[str]:
    found: list[str] = []
    for kind in kinds:
        for dialect in ("english", "british", "british_z", "american"):
            for size in sizes:
                path = folder / f"{dialect}-{kind}.{size}"
                if path.exists():
                    found += path.read_text(encoding="iso-8859-1").splitlines()
    return found


def write(name: str, words: Iterable[str]) -> None:
    body = "\n".join(sorted(words)).encode()
    with (HERE / name).open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(body)
    sys.stdout.write(f"{name}: {len(body.splitlines())}\n")


def main(folder: Path) -> None:
    given, family = from_faker()
    common = {folded(w) for w in scowl(folder, ["words"], COMMON_SIZES) if not w.endswith("'s")}
    rare = {folded(w) for w in scowl(folder, ["words"], RARE_SIZES) if not w.endswith("'s")} - common
    known = common | hand_written("domain_words.txt") | hand_written("org_words.txt")
    given = (given - known) | hand_written("own_given.txt")
    family = (family - known) | hand_written("own_family.txt")
    proper = {folded(w) for w in scowl(folder, ["upper"], (10, 20, 35, 40, 50, 60)) if not w.endswith("'s")}
    write("given.txt.gz", given)
    write("family.txt.gz", family)
    write("words.txt.gz", {w + " " for w in common} | rare)
    write("proper.txt.gz", {w for w in proper if w.isalpha() and w.isascii()} - given - family)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
