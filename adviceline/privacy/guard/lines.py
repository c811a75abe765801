"""The guard over JSON lines, for measuring it on any text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from adviceline.privacy.guard.detect import detect
from adviceline.privacy.guard.spans import GuardFailed


def screen_lines(lines: Iterable[str]) -> Iterator[str]:
    """`{"id", "text"}` in, `{"id", "spans": [{"start", "end", "kind", "severity"}]}` out, one line for each line.

    Blank lines are passed over. A line that cannot be read gives `{"id", "line": n, "error": "…"}`, lines counted from
    1 and `id` null where it has none, and the rest goes on. Bytes that are not UTF-8 come as lone surrogates
    (`errors="surrogateescape"`).
    """
    for number, line in enumerate(lines, start=1):
        if line.strip("\ufeff \t\r\n"):
            yield json.dumps(_answer(number, line), ensure_ascii=False)


def _answer(number: int, line: str) -> dict[str, object]:
    def refused(why: str, identifier: object = None) -> dict[str, object]:
        return {"id": identifier, "line": number, "error": why}

    if any("\udc80" <= letter <= "\udcff" for letter in line):
        return refused("This line is not in UTF-8.")
    try:
        record = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return refused("This line is not JSON.")
    if not isinstance(record, dict):
        return refused("This line is not a JSON object with an id and a text.")
    if not isinstance(record.get("text"), str):
        return refused("This line has no text.", record.get("id"))
    if "id" not in record:
        return refused("This line has no id.")
    try:
        spans = detect(record["text"])
    except GuardFailed as failure:
        return refused(str(failure), record["id"])
    return {
        "id": record["id"],
        "spans": [{"start": s.start, "end": s.end, "kind": s.kind, "severity": s.severity} for s in spans],
    }
