"""How long the directory takes to answer what people type, with 50,000 entries.

    python benchmarks/search.py --entries 50000 [--postgres postgresql://user@host:port/empty_database]

Fills a new SQLite file and, where given, an empty PostgreSQL database with the content's entries and invented ones,
made of the words of the real entries as often as they occur there and of some 12,000 rarer words. Then asks every
query of the relevance suite, plain and with a region, an authority and filters, in an order of chance, and times each
search on the server, entries fetched: by the clock, and in processor time, which other work on the machine does not lengthen
much. Processor time is our own thread's, in which SQLite works too, and that of PostgreSQL's process for our connection
where it runs on this machine (Linux).
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

SYLLABLES = "ka lo mi ne ru sa ti vo wen dar bel cor fen gil har osk pra tun yel zor lin mar"
BATCH = 2_000


def invented(number: int, chance: random.Random, words: list[str], codes: dict[str, list[str]]) -> dict[str, object]:
    def text(length: int) -> str:
        rare = "".join(chance.choices(SYLLABLES.split(), k=3))
        return " ".join([*chance.choices(words, k=length), rare]).capitalize()

    local = chance.random() < 0.6
    return {
        "id": f"invented-{number}", "title": text(chance.randint(2, 6)), "publisher": text(2),
        "url": f"https://entry{number}.example.org/", "kind": chance.choice(codes["kind"]),
        "what_it_is": text(20), "when_to_use": text(15) + ".",
        "audiences": chance.sample(codes["audience"], k=2), "phases": [chance.choice(codes["phase"])],
        "topics": chance.sample(codes["topic"], k=2),
        "regions": [chance.choice(codes["region"])] if local else ["national"],
        "local_authorities": [chance.choice(codes["la"])] if local and chance.random() < 0.5 else [],
    }  # fmt: skip


def fill(entries: int) -> float:
    """Seconds that it took to store and index them."""
    from django.db import connection, transaction
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.content.current import current_content
    from adviceline.directory.actions import load_content_entries
    from adviceline.directory.models import Entry
    from adviceline.directory.search.indexing import index_entries
    from adviceline.places.queries import local_authorities, regions

    content, chance, at = current_content(), random.Random(11), timezone.now()
    words = [w for r in content.resources.values() for w in f"{r.title} {r.when_to_use}".replace(".", "").split()]
    codes = {
        "kind": list(content.taxonomy["resource_kind"].codes), "audience": list(content.taxonomy["audience"].codes),
        "phase": ["all", "primary", "secondary"], "region": [region.code for region in regions()],
        "topic": sorted({t for r in content.resources.values() for t in r.topics}),
        "la": [area.la_code for area in local_authorities()],
    }  # fmt: skip
    started = time.perf_counter()
    load_content_entries(resources=content.resources, by=SYSTEM, at=at)
    for start in range(0, entries - len(content.resources), BATCH):
        made = [
            Entry(**invented(number, chance, words, codes), source="file", status="published", changed_at=at)
            for number in range(start, min(start + BATCH, entries - len(content.resources)))
        ]
        with transaction.atomic():
            Entry.objects.bulk_create(made)
            index_entries(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - started


def questions() -> list[dict[str, str]]:
    import yaml

    from adviceline.places.queries import local_authorities, regions

    groups = yaml.safe_load((ROOT / "tests/data/directory_relevance.yaml").read_text(encoding="utf-8"))["groups"]
    chance = random.Random(5)
    regions_, areas = [region.code for region in regions()], [area.la_code for area in local_authorities()]
    asked: list[dict[str, str]] = []
    for text in (str(query) for group in groups for query in group["queries"]):
        asked += [
            {"text": text}, {"text": text, "region": chance.choice(regions_)},
            {"text": text, "la_code": chance.choice(areas)},
            {"text": text, "audience": "education", "phase": "secondary"},
        ]  # fmt: skip
    asked += [{"text": "", "region": region} for region in regions_] + [{"text": "", "topic": "images"}, {"text": ""}]
    chance.shuffle(asked)
    return asked


def measure(entries: int) -> dict[str, object]:
    """Runs in a process of its own, on the engine that the environment names."""
    from adviceline.cli import start_django

    start_django()
    from django.core.management import call_command

    from adviceline.directory.queries import search_resources
    from benchmarks.processor import processor_seconds

    for alias in ("default", "keys"):
        call_command("migrate", database=alias, verbosity=0)
    filled = fill(entries)
    search_resources("warm up")
    times: list[tuple[float, str]] = []
    work: list[float] = []
    spent = processor_seconds()
    for question in questions():
        started, worked = time.perf_counter(), spent()
        search_resources(**question)
        times.append(((time.perf_counter() - started) * 1000, json.dumps(question)))
        work.append((spent() - worked) * 1000)
    times.sort()
    work.sort()
    return {
        "entries": entries, "fill_seconds": filled, "searches": len(times),
        "median_ms": statistics.median(each for each, _ in times), "p95_ms": times[int(len(times) * 0.95)][0],
        "max_ms": times[-1][0],
        "processor_median_ms": statistics.median(work), "processor_p95_ms": work[int(len(work) * 0.95)],
        "slowest": [question for _, question in times[-8:]],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--postgres", help="the address of an empty PostgreSQL database")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.entries)))
        return
    engines = {"SQLite": ""} | ({"PostgreSQL": options.postgres} if options.postgres else {})
    for name, address in engines.items():
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "ADVICELINE_DATA": folder, "ADVICELINE_ENV": "test", "DATABASE_URL": address}
            done = subprocess.run(
                [sys.executable, __file__, "--measure", "--entries", str(options.entries)],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
        if done.returncode:
            sys.exit(done.stderr)
        print(name, json.dumps(json.loads(done.stdout.splitlines()[-1]), indent=1))


if __name__ == "__main__":
    main()
