"""What a schema cannot say of the delivery plan: real dates in order, and steps that need what stands above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document, Path


def delivery_problems(service: Document, sections: Mapping[str, Mapping[str, Document]]) -> Iterator[ContentProblem]:
    if (document := sections["delivery"].get("plan")) is None:
        yield ContentProblem("delivery/plan.yaml", 0, "The delivery plan is missing.", "Put the file back.")
        return
    data = document.data
    yield from _dates(document, ("phase",), data["phase"], "opens", "ends", may_be_one=False)
    above: set[str] = set()
    for number, step in enumerate(data["steps"]):
        path: Path = ("steps", number)
        yield from _dates(document, path, step, "starts", "ends", may_be_one=True)
        if step.get("milestone") and step["starts"] != step["ends"]:
            yield _problem(document, path, "A milestone is one day.", "Give it one date twice.")
        if step["id"] in above:
            yield _problem(document, path, f"There are two steps '{step['id']}'.", "Rename one of them.")
        for needed in step.get("needs", ()):
            if needed not in above:
                yield _problem(
                    document, path, f"'{needed}' does not stand above '{step['id']}'.", "Put it above, or take it out."
                )
        above.add(step["id"])
    for number, each in enumerate(data["indicators"]):
        worse = each["amber_to"] > each["target"] if each["better"] == "higher" else each["amber_to"] < each["target"]
        if worse:
            yield _problem(
                document,
                ("indicators", number),
                f"Amber of '{each['measure']}' is better than its target.",
                "Correct it.",
            )
    for number, each in enumerate(data["risks"]):
        if any(after > before for before, after in zip(each["before"], each["after"], strict=True)):
            yield _problem(document, ("risks", number), "What is done makes this risk worse.", "Correct the scores.")


def _dates(
    document: Document, path: Path, entry: Mapping[str, str], first: str, last: str, *, may_be_one: bool
) -> Iterator[ContentProblem]:
    try:
        begins, ends = date.fromisoformat(entry[first]), date.fromisoformat(entry[last])
    except ValueError:
        yield _problem(document, path, f"'{entry[first]}' or '{entry[last]}' is no day.", "Write it as 2022-02-28.")
        return
    if ends < begins or (ends == begins and not may_be_one):
        yield _problem(document, path, "It ends before it begins.", "Correct the dates.")


def _problem(document: Document, path: Path, what: str, repair: str) -> ContentProblem:
    return ContentProblem(document.file, document.line(path), what, repair)
