"""From a content folder to a ServiceContent, or to the list of what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from adviceline.content import safe_yaml
from adviceline.content.checking import cross_checks
from adviceline.content.feedback import STEM, feedback_questions
from adviceline.content.model import (
    ChoiceQuestion,
    Code,
    CodedField,
    Confidence,
    ContactOutcomeCode,
    Emergency,
    Opening,
    OutcomeCode,
    PartnerBody,
    Phone,
    Resource,
    ScaleQuestion,
    Service,
    ServiceContent,
    Taxonomy,
    YoungPeopleExit,
)
from adviceline.content.phone import spoken_of
from adviceline.content.problems import ContentError, ContentProblem, content_error
from adviceline.content.safe_yaml import Document
from adviceline.content.schemas import schema, schema_problems
from adviceline.content.texts import FormQuestion, Text, placeholders_in

SECTIONS = (
    "taxonomy", "questions", "wording", "resources", "search", "advice", "evaluation", "staffing", "phone", "delivery",
    "outreach", "money", "tariff",
)  # fmt: skip
#: Files that have a schema of their own, not their section's.
OWN_SCHEMA = {("questions", STEM): STEM}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def load(folder: Path) -> ServiceContent:
    """The validated content of `folder`, read once a process. Raises ContentError holding every problem found."""
    return _resolved(folder)


@lru_cache(maxsize=16)
def _resolved(folder: Path) -> ServiceContent:
    # Resolving a path asks the disk about each of its parts, and pages ask for content many times over.
    return _load(Path(folder).resolve())


def forget() -> None:
    """Makes the next `load` read the files again."""
    _resolved.cache_clear()
    _load.cache_clear()
    schema.cache_clear()


def check(folder: Path) -> list[ContentProblem]:
    """Everything wrong with the content in `folder`, by file and line; empty when usable. Always reads afresh."""
    forget()
    try:
        load(folder)
    except ContentError as error:
        return sorted(error.problems)
    return []


def content_hash(data: object) -> str:
    """SHA-256 of the data's canonical JSON."""
    return hashlib.sha256(canonical_json(data).encode("utf-8")).hexdigest()


def canonical_json(data: object) -> str:
    """One spelling for the same content: no spaces, UTF-8. The order is kept, since the order of answers is content."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Files:
    """The parsed documents of a folder: `service`, and those of each section by file stem."""

    service: Document
    sections: dict[str, dict[str, Document]]

    def all(self) -> Iterator[tuple[str, Document]]:
        """(schema name, document) of every file."""
        yield "service", self.service
        for section, documents in self.sections.items():
            for stem, document in documents.items():
                yield OWN_SCHEMA.get((section, stem), section), document


@lru_cache(maxsize=8)
def _load(folder: Path) -> ServiceContent:
    files = _read(folder)
    problems = [
        problem for name, document in files.all() for problem in schema_problems(document, schema(folder, name))
    ]
    if problems:  # the checks across files rely on each file's shape
        raise ContentError(*problems)
    if problems := list(cross_checks(files.service, files.sections)):
        raise ContentError(*problems)
    return _build(folder, files)


def _read(folder: Path) -> Files:
    if not folder.is_dir():
        raise content_error(
            str(folder), 0, "There is no such content folder.", "Give the folder that holds service.yaml."
        )
    problems: list[ContentProblem] = []
    sections: dict[str, dict[str, Document]] = {}
    for section in SECTIONS:
        sections[section] = {}
        for path in sorted((folder / section).glob("*.yaml")):
            try:
                sections[section][path.stem] = read_document(folder, path)
            except ContentError as error:
                problems.extend(error.problems)
        for stray in sorted((folder / section).glob("*.yml")):
            problems.append(
                ContentProblem(
                    f"{section}/{stray.name}", 0, "The file would not be read.", "Rename it to end in '.yaml'."
                )
            )
    try:
        service = read_document(folder, folder / "service.yaml")
    except ContentError as error:
        raise ContentError(*error.problems, *problems) from error
    if problems:
        raise ContentError(*problems)
    return Files(service, sections)


def read_document(folder: Path, path: Path) -> Document:
    file = path.relative_to(folder).as_posix()
    if path.is_symlink():
        raise content_error(file, 0, "The file is a link to another place.", "Put the file itself here.")
    try:
        size = path.stat().st_size
        if size > safe_yaml.MAXIMUM_BYTES:  # before reading it into memory
            raise content_error(
                file,
                0,
                f"The file is {size:,} bytes; the most is {safe_yaml.MAXIMUM_BYTES:,}.",
                "Split it into several files.",
            )
        source = path.read_bytes()
    except OSError as error:
        raise content_error(
            file, 0, f"The file cannot be read ({error.strerror}).", "Put it back, or check its permissions."
        ) from error
    return safe_yaml.parse(source, file)


def _build(folder: Path, files: Files) -> ServiceContent:
    data = {
        "service": files.service.data,
        **{
            section: {stem: document.data for stem, document in documents.items()}
            for section, documents in files.sections.items()
        },
    }
    service = _service(files.service.data)
    standard = _standard(service)
    texts, form_questions = _wording(files.sections["wording"], standard)
    return ServiceContent(
        folder=folder,
        hash=content_hash(data),
        service=service,
        taxonomy=_taxonomy(files.sections["taxonomy"]),
        confidence=_confidence(files.sections["questions"]["confidence"].data),
        feedback=feedback_questions(files.sections["questions"]),
        texts=texts,
        form_questions=form_questions,
        resources=_resources(files.sections["resources"]),
        spoken=spoken_of(files.sections["phone"], standard),
        advice=MappingProxyType({document.data["id"]: document for document in files.sections["advice"].values()}),
        data=MappingProxyType(data),
    )


def _service(data: dict[str, Any]) -> Service:
    opening = data["opening"]
    return Service(
        name=data["name"],
        short_name=data["short_name"],
        strapline=data["strapline"],
        reference_prefix=data["reference_prefix"],
        phone=_phone(data["phone"]),
        email=data["email"],
        opening=Opening(
            timezone=opening["timezone"],
            days=tuple(DAYS.index(day) for day in opening["days"]),
            opens=time.fromisoformat(opening["opens"]),
            closes=time.fromisoformat(opening["closes"]),
            bank_holidays=opening["bank_holidays"],
            bank_holiday_division=opening["bank_holiday_division"],
            words=opening["words"],
            closures={date.fromisoformat(day["date"]): day["reason"] for day in opening.get("closures", ())},
            special_days={
                date.fromisoformat(day["date"]): (time.fromisoformat(day["opens"]), time.fromisoformat(day["closes"]))
                for day in opening.get("special_days", ())
            },
            first_date=_date(opening.get("first_date")),
            last_date=_date(opening.get("last_date")),
        ),
        emergency=Emergency(**data["emergency"]),
        young_people=tuple(
            YoungPeopleExit(
                place["name"], place["what"], place["url"], _phone(place["phone"]) if "phone" in place else None
            )
            for place in data["young_people"]
        ),
        partners=tuple(
            PartnerBody(partner["code"], partner["name"], partner.get("lead", False), partner["email"])
            for partner in data["partners"]
        ),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _phone(data: dict[str, str]) -> Phone:
    return Phone(data["display"], data["link"])


def _standard(service: Service) -> dict[str, str]:
    return {
        "service_name": service.name,
        "short_name": service.short_name,
        "phone": service.phone.display,
        "service_email": service.email,
        "opening_hours": service.opening.words,
        "emergency_number": service.emergency.number,
        "police_number": service.emergency.police_number,
        "lead_partner": service.lead.name,
    }


def _taxonomy(documents: dict[str, Document]) -> Taxonomy:
    fields: dict[str, CodedField] = {}
    for document in documents.values():
        for field_id, data in document.data["fields"].items():
            codes = {str(code): _code(field_id, str(code), entry) for code, entry in data["codes"].items()}
            fields[field_id] = CodedField(
                field_id, data["title"], data.get("question", ""), data.get("several", False), MappingProxyType(codes)
            )
    return Taxonomy(MappingProxyType(fields))


def _code(field_id: str, code: str, data: dict[str, Any]) -> Code:
    common = {"retired": data.get("retired", False), "group": data.get("group")}
    if field_id == "outcome":
        return OutcomeCode(
            code,
            data["label"],
            data["definition"],
            **common,
            chosen_by=tuple(data["chosen_by"]),
            ends_enquiry=data["ends_enquiry"],
            next_step=data["next_step"],
            excludes=tuple(data.get("excludes", ())),
        )
    if field_id == "contact_outcome":
        return ContactOutcomeCode(
            code,
            data["label"],
            data["definition"],
            **common,
            channels=tuple(data["channels"]),
            answered=data["answered"],
            billable=data["billable"],
        )
    return Code(code, data["label"], data["definition"], **common)


def _confidence(data: dict[str, Any]) -> Confidence:
    return Confidence(
        version=data["version"],
        items=MappingProxyType({item["id"]: ScaleQuestion(**item) for item in data["items"]}),
        introductions=MappingProxyType(data["introductions"]),
        later=tuple(
            ChoiceQuestion(item["id"], item["question"], tuple(item["choices"].items())) for item in data["later"]
        ),
        later_after_days=(data["later_after_days"]["from"], data["later_after_days"]["to"]),
    )


def _wording(
    documents: dict[str, Document], standard: dict[str, str]
) -> tuple[MappingProxyType[str, Text], MappingProxyType[str, FormQuestion]]:
    texts: dict[str, Text] = {}
    questions: dict[str, FormQuestion] = {}
    for stem, document in documents.items():
        for name, entry in document.data.get("texts", {}).items():
            key = f"{stem}.{name}"
            used = placeholders_in(entry.get("title", "") + entry["body"])
            needed = tuple(name for name in used if name not in standard)
            texts[key] = Text(key, entry.get("title", ""), entry["body"], needed, standard)
        for name, entry in document.data.get("form_questions", {}).items():
            key = f"{stem}.{name}"
            questions[key] = FormQuestion(
                key,
                entry["label"],
                entry.get("hint", ""),
                MappingProxyType(entry["errors"]),
                MappingProxyType(entry.get("choices", {})),
            )
    return MappingProxyType(texts), MappingProxyType(questions)


def _resources(documents: dict[str, Document]) -> MappingProxyType[str, Resource]:
    resources: dict[str, Resource] = {}
    for document in documents.values():
        for resource_id, entry in document.data["resources"].items():
            resources[resource_id] = Resource(
                id=resource_id,
                title=entry["title"],
                publisher=entry["publisher"],
                url=entry["url"],
                kind=entry["kind"],
                audiences=tuple(entry["audiences"]),
                phases=tuple(entry["phases"]),
                topics=tuple(entry["topics"]),
                regions=tuple(entry["regions"]),
                when_to_use=entry["when_to_use"].strip(),
                when_not_to_use=entry.get("when_not_to_use", "").strip(),
                address_checked=entry["address_checked"],
                phone=entry.get("phone", ""),
                hours=entry.get("hours", ""),
                cost=entry.get("cost", ""),
                local_authorities=tuple(entry.get("local_authorities", ())),
            )
    return MappingProxyType(resources)
