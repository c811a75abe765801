"""Whether a return is what was kept: its snapshot, its document, its files; and all of it made again. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adviceline.reporting.models import Return
from adviceline.reporting.returns.document_json import UnableToReadReturn, as_json, from_json
from adviceline.reporting.returns.drawing_up import draw_up
from adviceline.reporting.returns.publishing import files_of
from adviceline.reporting.returns.queries import whole_document
from adviceline.reporting.returns.snapshot import SnapshotUnusable, open_snapshot
from adviceline.reporting.returns.snapshot.manifest import digest
from adviceline.reporting.returns.versions import code_version


@dataclass(frozen=True, slots=True)
class FileCheck:
    """`sha256`: of the bytes now; `same`: whether they are those that were kept. `kept`: False for a file that is new."""

    name: str
    sha256: str
    same: bool
    kept: bool = True


@dataclass(frozen=True)
class Rebuilt:
    """`made_by` and `made_now_by`: the versions of the code; where they differ, so may bytes."""

    files: dict[str, bytes]
    checks: tuple[FileCheck, ...]
    made_by: str
    made_now_by: str

    @property
    def same(self) -> bool:
        return all(check.same for check in self.checks)


def verify(report: Return) -> list[str]:
    """What is wrong with what was kept, in words; empty where nothing is."""
    problems = []
    try:
        open_snapshot(report.snapshot)
    except SnapshotUnusable as problem:
        problems.append(str(problem))
    if report.document:
        problems += _document(report.document, f"The draft document of {report.name}")
    release = getattr(report, "release", None)
    if release is not None:
        problems += _document(release.document, f"The released document of {report.name}")
        if digest(release.document.encode()) != release.document_hash:
            problems.append(f"The released document of {report.name} has not the hash that was kept with it.")
        problems += [
            f"The file {each.name} of {report.name} has not the hash that was kept with it."
            for each in release.files.all()
            if digest(bytes(each.content)) != each.sha256
        ]
    return problems


def _document(text: str, where: str) -> list[str]:
    try:
        from_json(text.encode())
    except UnableToReadReturn as problem:
        return [f"{where} cannot be read: {problem}"]
    return []


def rebuild(report: Return) -> Rebuilt:
    """Everything again from the frozen facts: counted, protected, set out and drawn. Raises as `draw_up`.

    A return that was not released is compared by its draft document alone.
    """
    made = draw_up(report, linked=report.linked if report.document else None)
    release = getattr(report, "release", None)
    version = made.document.code_version
    if release is None:
        data = as_json(made.document)
        check = FileCheck("document.json", digest(data), data.decode() == report.document, kept=bool(report.document))
        return Rebuilt({"document.json": data}, (check,), version, code_version())
    again = whole_document(report, released=(release.released_role, release.released_at))
    document = replace(made.document, commentary=again.commentary, acts=again.acts)
    files = files_of(document)
    kept = dict(release.files.values_list("name", "sha256"))
    checks = [
        FileCheck(name, digest(content), kept.get(name) == digest(content), kept=name in kept)
        for name, content in sorted(files.items())
    ]
    checks += [FileCheck(name, "", same=False) for name in sorted(set(kept) - set(files))]
    return Rebuilt(files, tuple(checks), version, code_version())
