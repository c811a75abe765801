"""Releasing a return: attacked once more, drawn, and kept for ever."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.reporting.models import Release, ReleasedFile, Return
from adviceline.reporting.returns.actions.protecting import certificate_of
from adviceline.reporting.returns.actions.steps import (
    UnableToMoveReturn,
    keep,
    require,
    role_of,
    step,
    subject,
)
from adviceline.reporting.returns.document_json import as_json
from adviceline.reporting.returns.drawing_up import leaking_tables
from adviceline.reporting.returns.publishing import files_of
from adviceline.reporting.returns.queries import content_hash, last_number, whole_document
from adviceline.reporting.returns.readiness import in_words, missing
from adviceline.reporting.returns.rendering import UnableToMakePdf
from adviceline.reporting.returns.snapshot.manifest import digest
from adviceline.reporting.returns.standing import checks_of


def release_return(*, report: Return, by: Person, at: datetime) -> Release:
    """Refused, naming the tables, while anything in it gives people away together with all that was ever released.

    The files are drawn once and kept with their hashes. Of two people who release at once one is told that it was done.
    """
    require("release", report, by)
    if found := missing(checks_of(report), before_signing=False):
        raise UnableToMoveReturn(f"Return {report.name} cannot be released yet. {in_words(found)}")
    if content_hash(report) != report.signed_hash:
        raise UnableToMoveReturn(
            f"Return {report.name} is not what was signed. Send it back, and have it signed again."
        )
    known = last_number()
    certificate = certificate_of(report)
    if not certificate["safe"]:
        tables = leaking_tables(certificate)
        raise UnableToMoveReturn(
            f"Return {report.name} gives people away and was not released. What leaks: {', '.join(tables)}. "
            + " ".join(leak["words"] for leak in certificate["leaks"][:3]),
            tuple(tables),
        )
    role = role_of("release", by)
    document = whole_document(report, released=(role, at))
    try:
        files = files_of(document)
    except UnableToMakePdf as problem:
        raise UnableToMoveReturn(f"Return {report.name} cannot be released here. {problem}") from problem
    data = as_json(document)
    try:
        with transaction.atomic(), step("release", report, by) as fresh:
            if last_number() != known:
                raise UnableToMoveReturn(
                    f"Another return was released in the same moment, and {fresh.name} has to be attacked with it. "
                    "Release it again."
                )
            release = Release.objects.create(
                report=fresh, number=known + 1, document=data.decode(), document_hash=digest(data),
                certificate=certificate, released_by=by, released_role=role, released_at=at,
            )  # fmt: skip
            ReleasedFile.objects.bulk_create(
                ReleasedFile(release=release, name=name, sha256=digest(content), content=content)
                for name, content in sorted(files.items())
            )
            keep(fresh, "release", by, at, detail=release.document_hash)
            record(
                action="return.released", by=by, at=at, subject=subject(fresh),
                data={"number": release.number, "document": release.document_hash, "files": len(files)},
            )  # fmt: skip
    except IntegrityError as error:
        raise UnableToMoveReturn(
            "Another return was released in the same moment. Look at the list, and release this one again."
        ) from error
    return release
