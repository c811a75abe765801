"""Tables that others published: what their pattern gives away, and what ours hides."""

from __future__ import annotations

from adviceline.disclosure.attack import attack
from adviceline.disclosure.protection import protect
from adviceline.disclosure.system import system_from_json
from tests.support.published_tables import to_protect


def published() -> None:
    print("| table | cells | hidden as printed | leaks as printed | hidden by us | leaks | gap |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for one in to_protect():
        printed = attack(system_from_json(one.as_printed()), intervals="leaks", explained=0)
        ours = protect(system_from_json(one.to_protect()))
        after = attack(ours.system, intervals="leaks", explained=0)
        gap = "" if ours.gap is None else f"{ours.gap:.1%}"
        print(
            f"| {one.name} ({one.source}) | {len(one.values)} | {len(one.pattern)} | {len(printed.findings)} | "
            f"{ours.loss.hidden} | {len(after.findings)} | {gap} |"
        )
