"""Protecting a return, and attacking it. Both are worked out before anything is locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.disclosure.protection import UnableToProtect
from adviceline.disclosure.system import UnusableSystem
from adviceline.reporting.models import Return
from adviceline.reporting.returns import drawing_up
from adviceline.reporting.returns.actions.steps import UnableToMoveReturn, keep, require, step, subject
from adviceline.reporting.returns.checking import UnableToDrawUpReturn
from adviceline.reporting.returns.document_json import as_json
from adviceline.reporting.returns.queries import linked_releases
from adviceline.reporting.returns.snapshot import SnapshotUnusable
from adviceline.reporting.returns.snapshot.manifest import digest


def protect_return(*, report: Return, by: Person, at: datetime) -> Return:
    """Count, coarsen, hide and round, with everything released that is tied to it."""
    require("protect", report, by)
    with said_plainly(report):
        made = drawing_up.draw_up(report)
    document = as_json(made.document)
    with step("protect", report, by) as fresh:
        fresh.document, fresh.inside, fresh.linked = document.decode(), made.inside, list(made.linked)
        fresh.certificate, fresh.attacked_hash = {}, ""
        keep(fresh, "protect", by, at, detail=made.protected.method)
        record(
            action="return.protected", by=by, at=at, subject=subject(fresh),
            data={"document": digest(document), "hidden": made.protected.loss.hidden, "cells": made.protected.loss.cells},
        )  # fmt: skip
    return fresh


def attack_return(*, report: Return, by: Person, at: datetime) -> dict[str, Any]:
    """Find what a reader could deduce of it from everything released; keep the certificate, and give it back."""
    require("attack", report, by)
    certificate = certificate_of(report)
    with step("attack", report, by) as fresh:
        fresh.certificate, fresh.attacked_hash = certificate, digest(fresh.document.encode())
        keep(fresh, "attack", by, at, detail="safe" if certificate["safe"] else f"{len(certificate['leaks'])} leaks")
        record(
            action="return.attacked", by=by, at=at, subject=subject(fresh),
            data={"safe": certificate["safe"], "leaks": len(certificate["leaks"]), "document": fresh.attacked_hash},
        )  # fmt: skip
    return certificate


def certificate_of(report: Return) -> dict[str, Any]:
    with said_plainly(report):
        linked = [one.name for one in linked_releases(report)]
        return {**drawing_up.attack_return(report).as_certificate(), "linked": linked}


@contextmanager
def said_plainly(report: Return) -> Iterator[None]:
    """What a snapshot, a protection or a system refuses, as a refusal of the step."""
    try:
        yield
    except SnapshotUnusable as problem:
        raise UnableToMoveReturn(f"{problem} Nothing was done with return {report.name}.") from problem
    except UnableToProtect as problem:
        raise UnableToMoveReturn(
            f"{problem} The tables are on their coarsest groups already.", tuple(problem.tables)
        ) from problem
    except (UnusableSystem, UnableToDrawUpReturn) as problem:
        raise UnableToMoveReturn(f"Return {report.name} does not fit what it was made from: {problem}") from problem
