"""How long a whole national register takes to import, and a school to be found as its name is typed.

    python benchmarks/gias.py --rows 50000 [--postgres postgresql://user@host:port/empty_database]

Makes a register file of invented schools with the real header, imports it into a new SQLite file and, where given, into
an empty PostgreSQL database: all rows new, then the same file again, then with every school renamed. Then types names
letter by letter, as people do, and times each search on the server.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NAMES = """
Oak Ash Elm Beech Willow Heron Kestrel River Hill Park Green Stone Bridge Mill Field Wood Lake Spring North South East
West New Old King Queen Manor Castle Abbey Church Grange Meadow Orchard Harbour Cliff Moor Dale Glen Heath Lime
"""
PLACES = "field wood ley ton bury ford ham well stead worth side bank view hurst combe mere bourne gate croft"
SAINTS = "Mary's Peter's John's Paul's Andrew's Thomas' James' Luke's Mark's Anne's Joseph's Michael's Cuthbert's"
SYLLABLES = "ka lo mi ne ru sa ti vo wen dar bel cor fen gil har"
ENDINGS = ("Primary School", "Academy", "High School", "School", "Infant School", "College", "Community Primary School")
TYPES = (("01", "2"), ("34", "4"), ("02", "2"), ("42", "0"), ("07", "0"), ("18", "6"), ("11", "0"), ("15", "1"))


def make_register(path: Path, rows: int, *, renamed: bool = False) -> None:
    """As many schools as the real register, in its proportion of open to closed, with about 20,000 different words."""
    from adviceline.places import area_data
    from tests.support.register import register_row, write_register

    chance = random.Random(7)
    first, second, saints, syllables = (each.split() for each in (NAMES, PLACES, SAINTS, SYLLABLES))
    areas = area_data.local_authorities()

    def lines():
        for number in range(rows):
            area, (type_code, phase_code) = chance.choice(areas), chance.choice(TYPES)
            kind = chance.random()
            if kind < 0.25:
                name = f"St {chance.choice(saints)} {chance.choice(('CofE', 'Catholic', 'RC', 'Church of England'))}"
            elif kind < 0.75:
                name = chance.choice(first) + chance.choice(second)
            else:
                name = "".join(chance.choices(syllables, k=4)).title()
            yield register_row(
                100_000 + number,
                f"{'New ' if renamed else ''}{name} {chance.choice(ENDINGS)}",
                **{
                    "LA (code)": area.la_code,
                    "LA (name)": area.name,
                    "TypeOfEstablishment (code)": type_code,
                    "PhaseOfEducation (code)": phase_code,
                    "EstablishmentStatus (code)": "1" if chance.random() < 0.55 else "2",
                    "Town": chance.choice(first) + chance.choice(second),
                    "SchoolWebsite": "https://www.school.example.org/a-long-address-as-they-often-have",
                },
            )

    write_register(path, lines())


def typed_letter_by_letter(names: list[str]) -> list[str]:
    return [name[:length] for name in names for length in range(2, min(len(name), 24) + 1)]


def measure(files: list[str], names: list[str]) -> dict[str, float]:
    """Runs in a process of its own, on the engine that the environment names."""
    from adviceline.cli import start_django

    start_django()
    from django.core.management import call_command
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.places import actions, gias

    for alias in ("default", "keys"):
        call_command("migrate", database=alias, verbosity=0)
    found: dict[str, float] = {}
    for label, file in zip(("new_seconds", "again_seconds", "renamed_seconds"), files, strict=True):
        if label == "renamed_seconds":
            found |= search_times(names)
        start = time.perf_counter()
        result = actions.import_register(rows=gias.read_register(Path(file)), by=SYSTEM, at=timezone.now())
        found[label] = time.perf_counter() - start
        assert result.read == result.created + result.updated + result.unchanged
    return found


def search_times(names: list[str]) -> dict[str, float]:
    from adviceline.places import queries

    times: list[float] = []
    for text in typed_letter_by_letter(names):
        start = time.perf_counter()
        queries.search_establishments(text)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return {
        "searches": len(times),
        "search_median_ms": statistics.median(times),
        "search_p95_ms": times[int(len(times) * 0.95)],
        "search_max_ms": times[-1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--postgres", default="", help="an empty PostgreSQL database")
    parser.add_argument("--measure", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure[:3], json.loads(options.measure[3]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        new, renamed = Path(folder, "new.csv"), Path(folder, "renamed.csv")
        make_register(new, options.rows)
        make_register(renamed, options.rows, renamed=True)
        print(f"{options.rows:,} rows, {new.stat().st_size / 1e6:.0f} MB")
        names = [
            "oakfield primary", "st marys church of england", "saint peter catholic", "primary school leeds",
            "kestrelwood", "academy kent", "oakfeild academy", "100123", "high school st", "lakebourne infant norfolk",
        ]  # fmt: skip
        for engine, url in (("SQLite", ""), ("PostgreSQL", options.postgres)):
            if engine == "PostgreSQL" and not url:
                continue
            environment = os.environ | {
                "DATABASE_URL": url,
                "ADVICELINE_DATA": str(Path(folder, engine)),
                "ADVICELINE_ENV": "demo",
            }
            command = [sys.executable, __file__, "--measure", str(new), str(new), str(renamed), json.dumps(names)]
            done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            figures = json.loads(done.stdout.splitlines()[-1])
            print(engine, *(f"{name}={value:.1f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
