"""The results of an attack and of a protection, as JSON and as text. No time stands in them: same input, same bytes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from adviceline.disclosure.attack import AttackResult, Finding, Interval
from adviceline.disclosure.protection import Protected
from adviceline.disclosure.system import System
from adviceline.disclosure.system.writing import system_as_json

METHOD = "integer programs on the parts that facts tie together; every possible table verified in whole numbers"


def attack_as_json(system: System, result: AttackResult) -> dict[str, Any]:
    return {
        "safe": result.safe,
        "leaks": [_finding(system, finding) for finding in result.findings],
        "intervals": {system.cells[one.place].id: _interval(one) for one in result.intervals},
        "certificate": {"method": METHOD, **asdict(result.certificate), "levels_hash": system.levels.hash()},
    }


def _interval(one: Interval) -> dict[str, Any]:
    return {"low": one.low, "high": one.high, "complete": one.complete}


def _finding(system: System, finding: Finding) -> dict[str, Any]:
    ids = [cell.id for cell in system.cells]
    made: dict[str, Any] = {"cell": ids[finding.place]}
    if finding.minus is not None:
        made["difference_from"] = ids[finding.minus]
    if finding.reader is not None:
        made["reader_counted_in"] = ids[finding.reader]
    return made | {
        "leak": finding.leak.value,
        "why_it_matters": finding.why,
        "low": finding.low,
        "high": finding.high,
        "values_ruled_out": list(finding.impossible),
        "nothing_beyond": finding.beyond_impossible,
        "publications": list(finding.publications),
        "statements": list(finding.statements),
        "explained": finding.explained,
        "words": in_words(system, finding),
    }


def in_words(system: System, finding: Finding) -> str:
    cell = f"'{system.cells[finding.place].id}'"
    if finding.minus is not None:
        cell = f"'{system.cells[finding.minus].id}' less {cell}"
    if finding.low == finding.high:
        known = f"{cell} is known to be {finding.low}"
    else:
        known = f"{cell} is known to be from {finding.low} to {'any number' if finding.high is None else finding.high}"
    if finding.reader is not None:
        ruled = [str(value) for value in finding.impossible] + (
            ["anything greater"] if finding.beyond_impossible else []
        )
        known = (
            f"a person counted in '{system.cells[finding.reader].id}' can rule out {', '.join(ruled)} for {cell}, "
            "knowing that their own cell is not 0"
        )
    elif finding.impossible and finding.low != finding.high:
        known += f", and not {', '.join(map(str, finding.impossible))}"
    by = f", by {' with '.join(finding.publications)}" if finding.publications else ""
    return f"{known[0].upper()}{known[1:]} ({finding.why}){by}."


def attack_as_text(system: System, result: AttackResult) -> str:
    count = result.certificate
    lines = [in_words(system, finding) for finding in result.findings]
    lines += [
        f"{len(result.findings)} leaks." if result.findings else "Nothing leaks.",
        (
            f"{count.targets} sensitive cells and margins; {count.free} of {count.unknowns} cells are not known outright; "
            f"{count.questions} questions to {count.solver}, {count.undecided} undecided (counted as leaks)."
        ),
    ]
    return "\n".join(lines)


def protected_as_json(result: Protected) -> dict[str, Any]:
    """The protected system, which reads back as a system, with what is for those inside under `protection`."""
    return system_as_json(result.system) | {
        "protection": {
            "method": result.method,
            "gap": result.gap,
            "least_weight": result.least,
            "rounds": result.rounds,
            "loss": asdict(result.loss),
            "reasons": result.reasons,
            "attack": attack_as_json(result.system, result.audit),
        }
    }


def protected_as_text(result: Protected) -> str:
    loss, lines = result.loss, []
    gap = "no bound was looked for" if result.gap is None else "optimal" if not result.gap else f"gap {result.gap:.1%}"
    for publication in result.system.publications:
        hidden = [statement for statement in publication.statements if type(statement).__name__ == "Hidden"]
        lines.append(f"{publication.id}: {len(publication.statements)} cells, {len(hidden)} hidden.")
    lines += [
        f"Method: {result.method}, {gap}.",
        (
            f"{loss.hidden} of {loss.cells} cells hidden: {loss.hidden_small} small, {loss.hidden_for_others} for others; "
            f"{loss.hidden_share_of_total:.1%} of the total. Mean error of what is shown: {loss.error:.2f}."
        ),
        attack_as_text(result.system, result.audit),
    ]
    return "\n".join(lines)
