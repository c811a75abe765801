"""Reads releases. Nothing here reads a draft, a fact or an enquiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet
from django.db.models.functions import Length

from adviceline.reporting.models import Release, ReleasedFile
from adviceline.reporting.returns.document import ReturnDocument, Series
from adviceline.reporting.returns.document_json import from_json
from adviceline.reporting.returns.naming import parse_name


class NothingReleased(LookupError):
    """No released return, or no file of one, has that name."""


@dataclass(frozen=True, slots=True)
class Released:
    """A release without its contents. `corrected_by`: the name of a later revision of the same period, if any."""

    name: str
    title: str
    period: str
    revision: int
    released_at: datetime
    corrected_by: str = ""


@dataclass(frozen=True, slots=True)
class FileOfReturn:
    name: str
    size: int


def releases() -> list[Released]:
    """The latest period first; of one period, the last revision first."""
    rows = Release.objects.order_by("-report__period", "-report__revision").values_list(
        "report__name", "report__period", "report__revision", "released_at"
    )
    last: dict[str, str] = {}
    found = []
    for name, period, revision, at in rows:
        current = last.setdefault(period, name)
        words = parse_name(name).period.words
        found.append(Released(name, words, period, revision, at, "" if current == name else current))
    return sorted(found, key=lambda each: (parse_name(each.name).period.ends_on, each.revision), reverse=True)


def document_of(name: str) -> ReturnDocument:
    """Raises NothingReleased, also for a return that exists and was not released."""
    kept = _release(name).values_list("document_hash", flat=True).first()
    if kept is None:
        raise NothingReleased("There is no released return of that name.")
    return _document(name, kept)


def files_of(name: str) -> list[FileOfReturn]:
    rows = ReleasedFile.objects.filter(release__report__name=name).order_by("name")
    return [FileOfReturn(*row) for row in rows.values_list("name", Length("content"))]


def file_content(name: str, file: str) -> bytes:
    """Raises NothingReleased."""
    kept = ReleasedFile.objects.filter(release__report__name=name, name=file).values_list("content", flat=True).first()
    if kept is None:
        raise NothingReleased("There is no such file in a released return.")
    return bytes(kept)


def all_contents(name: str) -> dict[str, bytes]:
    """Every file by name. Raises NothingReleased."""
    rows = ReleasedFile.objects.filter(release__report__name=name).order_by("name").values_list("name", "content")
    found = {file: bytes(content) for file, content in rows}
    if not found:
        raise NothingReleased("There is no released return of that name.")
    return found


def released_documents(series: Series = Series.MONTHLY) -> list[ReturnDocument]:
    """Of each period its last revision, the earliest period first."""
    current = [each.name for each in releases() if not each.corrected_by]
    documents = [document_of(name) for name in reversed(current)]
    return [document for document in documents if document.series is series]


def _release(name: str) -> QuerySet[Release]:
    return Release.objects.filter(report__name=name)


@lru_cache(maxsize=128)
def _document(name: str, document_hash: str) -> ReturnDocument:
    """A release never changes, so what was read once is as it was; the hash tells one database from another."""
    text = _release(name).values_list("document", flat=True).get()
    return from_json(text.encode())
