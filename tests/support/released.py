"""Invented returns put in the database as they are after their release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

from adviceline.disclosure.reporting import METHOD
from adviceline.reporting.models import Release, ReleasedFile, Return
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.document_json import as_json
from adviceline.reporting.returns.rendering.csvw import as_csvw
from adviceline.reporting.returns.rendering.json_form import as_json_form
from adviceline.reporting.returns.snapshot.manifest import digest
from tests.support import people
from tests.support.returns import HASH, a_return

AT = datetime(2022, 3, 3, 10, 5, tzinfo=UTC)
#: As an attack that found nothing leaves it.
NOTHING_FOUND = {
    "safe": True, "method": METHOD, "solver": "HiGHS", "cells": 120, "equations": 30, "sensitive": 4, "questions": 8,
    "undecided": 0, "leaks": [], "late": [], "linked": [],
}  # fmt: skip
#: Not the month of the analysts' own sample, which their pages show before its release.
RELEASED = "2021-08"


@contextmanager
def drawn_quickly() -> Iterator[None]:
    """Releases without PDF, spreadsheets and pictures, for tests that ask nothing of them: those take seconds to draw."""
    with mock.patch("adviceline.reporting.returns.publishing.render_all", quick_files):
        yield


def quick_files(document: ReturnDocument) -> dict[str, bytes]:
    """Those that take no time to draw."""
    return {f"{document.name}.json": as_json_form(document), **as_csvw(document)}


def put_return(document: ReturnDocument, *, state: str = "released") -> Return:
    text = as_json(document).decode()
    signed = state in ("signed", "released")
    earlier = Return.objects.filter(name=document.corrects).first()
    return Return.objects.create(
        name=document.name, period=document.period, revision=document.revision, corrects=earlier,
        reason=" ".join(document.reasons), state=state, snapshot=HASH, document=text,
        prepared_by=people.somebody("evidence_analyst", strong=False), prepared_role="Evidence analyst", prepared_at=AT,
        signed_by=people.somebody("supervisor", strong=False) if signed else None,
        signed_role="Supervisor" if signed else "", signed_at=AT if signed else None,
        signed_hash=digest(text.encode()) if signed else "", is_fictional=True,
    )  # fmt: skip


def put_release(document: ReturnDocument, files: Mapping[str, bytes] | None = None) -> Release:
    report = put_return(document)
    data = as_json(document)
    release = Release.objects.create(
        report=report, number=Release.objects.count() + 1, document=data.decode(), document_hash=digest(data),
        certificate={**NOTHING_FOUND, "publications": [document.name]}, released_role="Service manager",
        released_by=people.somebody("service_manager", strong=False), released_at=AT,
    )  # fmt: skip
    found = quick_files(document) if files is None else files
    ReleasedFile.objects.bulk_create(
        ReleasedFile(release=release, name=name, sha256=digest(content), content=content)
        for name, content in found.items()
    )
    return release


def a_released_name() -> str:
    """The name of a released return; the same for every page that asks."""
    if not Return.objects.filter(name=RELEASED).exists():
        put_release(a_return(RELEASED))
    return RELEASED


def a_released_revision() -> str:
    """The name of a released correction: of a quarter of its own, so that no other return is tied to it."""
    for name in ("2021-11", "2021-11-r2"):
        if not Return.objects.filter(name=name).exists():
            put_release(a_return(name))
    return "2021-11-r2"
