"""One suite of judged queries, on either engine: the same floor for both.

nDCG@10 uses gains of 2^grade - 1; recall@10 is the share of the judged entries that are among the first ten.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from adviceline.content.current import current_content
from adviceline.directory.queries import search_resources

FILE = Path(__file__).parents[2] / "data" / "directory_relevance.yaml"
LEAST_NDCG, LEAST_RECALL = 0.94, 0.94


@dataclass(frozen=True)
class Judged:
    query: str
    region: str
    grades: dict[str, int]


def judged_queries() -> list[Judged]:
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]
    return [
        Judged(
            str(query), group.get("region", ""), {each: grade for grade in (3, 2, 1) for each in group.get(grade, [])}
        )
        for group in groups
        for query in group["queries"]
    ]


QUERIES = judged_queries()


def gain(grade: int) -> int:
    return 2**grade - 1


def ndcg(found: list[str], grades: dict[str, int]) -> float:
    def worth(ranked: list[int]) -> float:
        return sum(gain(grade) / math.log2(place + 2) for place, grade in enumerate(ranked[:10]))

    return worth([grades.get(each, 0) for each in found]) / worth(sorted(grades.values(), reverse=True))


def recall(found: list[str], grades: dict[str, int]) -> float:
    return len(set(found[:10]) & set(grades)) / len(grades)


def measured(query: Judged) -> tuple[float, float]:
    found = [hit.resource.id for hit in search_resources(query.query, region=query.region, most=10)]
    return ndcg(found, query.grades), recall(found, query.grades)


def test_the_judgements_are_enough_and_name_entries_that_exist():
    assert len({(query.query, query.region) for query in QUERIES}) == len(QUERIES) >= 350
    assert {each for query in QUERIES for each in query.grades} <= set(current_content().resources)


def test_search_finds_what_a_person_under_pressure_types(loaded, engine, record_property):
    scores = [(*measured(query), query) for query in QUERIES]
    worst = sorted((round(score, 2), round(found, 2), query.query) for score, found, query in scores)[:25]
    mean_ndcg = sum(score for score, *_ in scores) / len(scores)
    mean_recall = sum(found for _, found, _ in scores) / len(scores)
    record_property("ndcg_at_10", round(mean_ndcg, 4))
    record_property("recall_at_10", round(mean_recall, 4))
    sys.stdout.write(f"{engine}: {len(QUERIES)} queries, nDCG@10 {mean_ndcg:.3f}, recall@10 {mean_recall:.3f}\n")

    assert mean_ndcg >= LEAST_NDCG, worst
    assert mean_recall >= LEAST_RECALL, worst
