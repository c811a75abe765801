"""What a schema cannot check of the tariff and of the plan for money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document

Path = tuple[str | int, ...]


def money_problems(service: Document, sections: Mapping[str, Mapping[str, Document]]) -> Iterator[ContentProblem]:
    if "plan" not in sections["money"]:
        yield ContentProblem("money/plan.yaml", 0, "The plan for money is missing.", "Put the file back.")
        return
    plan = sections["money"]["plan"]
    ids = [line["id"] for line in plan.data["cost_lines"]]
    if len(set(ids)) != len(ids):
        yield _problem(plan, ("cost_lines",), "Two cost lines have one id.", "Give each an id of its own.")
    starts: dict[str, str] = {}
    for document in sections["tariff"].values():
        yield from _tariff_problems(document)
        first = document.data["from"]
        if first in starts:
            yield _problem(
                document,
                ("from",),
                f"{starts[first]} begins in the same month.",
                "Give each tariff a month of its own.",
            )
        starts[first] = document.file


def _tariff_problems(document: Document) -> Iterator[ContentProblem]:
    data = document.data
    if data.get("until", data["from"]) < data["from"]:
        yield _problem(document, ("until",), "The tariff ends before it begins.", "Correct the months.")
    if Decimal(data["month"]["floor"]) > Decimal(data["month"]["cap"]):
        yield _problem(document, ("month",), "The floor is above the cap.", "Correct the amounts.")
    for channel, charge in data["charges"].items():
        bands, path = charge["bands"], ("charges", channel, "bands")
        names = [band["id"] for band in bands]
        if len(set(names)) != len(names):
            yield _problem(document, path, "Two bands have one id.", "Give each an id of its own.")
        ends = [band["up_to_minutes"] for band in bands if "up_to_minutes" in band]
        if "up_to_minutes" in bands[-1] or len(ends) != len(bands) - 1 or ends != sorted(set(ends)):
            yield _problem(
                document, path, "The bands leave a length without a price, or give one two.",
                "Put them in order of length, and leave 'up_to_minutes' out of the last one alone.",
            )  # fmt: skip


def _problem(document: Document, path: Path, message: str, remedy: str) -> ContentProblem:
    return ContentProblem(document.file, document.line(path), message, remedy)
