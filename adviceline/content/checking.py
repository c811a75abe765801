"""What a schema cannot say: rules across values and files. Each check yields the problems it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from adviceline.content.addresses import why_no_web_address
from adviceline.content.delivery import delivery_problems
from adviceline.content.feedback import feedback_problems
from adviceline.content.markdown import MarkdownRefused, check_markdown
from adviceline.content.money import money_problems
from adviceline.content.phone import phone_problems
from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document, Path
from adviceline.content.texts import PLACEHOLDER, STANDARD_PLACEHOLDERS, placeholders_in
from adviceline.content.wording import missing_wording

Sections = Mapping[str, Mapping[str, Document]]

_LIMITS = ("first_date", "last_date")

NEEDED_FIELDS = (
    "role", "setting", "phase", "region", "kind", "theme", "theme_group", "continuum", "threshold", "barrier",
    "good_practice", "good_practice_grade", "evidence_kind",
    "challenge_identifying", "challenge_responding", "outcome", "non_advice_contact", "contact_outcome", "channel",
    "follow_up_kind", "urgency", "resource_kind", "audience", "feedback_theme", "root_cause",
    "kind_group", "role_group", "setting_group", "region_group",
)  # fmt: skip


RESOURCE_TEXTS = ("title", "publisher", "when_to_use", "when_not_to_use", "phone", "hours", "cost")


def cross_checks(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    for test in CHECKS:
        yield from test(service, sections)


def _taxonomy_is_whole(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    seen: dict[str, str] = {}
    for document in sections["taxonomy"].values():
        for field_id, field in document.data["fields"].items():
            path: Path = ("fields", field_id)
            if field_id in seen:
                yield _problem(
                    document, path, f"The field '{field_id}' is already in {seen[field_id]}.", "Keep one of them."
                )
            seen[field_id] = document.file
            for code in ("not_asked", "other") if field["coded"] else ():
                if code not in field["codes"]:
                    yield _problem(
                        document, path, f"The field '{field_id}' has no '{code}'.", f"Add the code '{code}'."
                    )
            labels: dict[str, str] = {}
            for code, entry in field["codes"].items():
                label = entry["label"].casefold()
                if label in labels and not entry.get("retired"):
                    yield _problem(
                        document,
                        (*path, "codes", code),
                        f"'{code}' has the label of '{labels[label]}'.",
                        "Make the two labels differ.",
                    )
                labels.setdefault(label, code)
    for needed in NEEDED_FIELDS:
        if needed not in seen:
            yield ContentProblem(
                "taxonomy", 0, f"No file defines the field '{needed}'.", "Add it to a file in taxonomy/."
            )


#: Fields whose codes are brought together in the groups of another field, to which a small table falls back.
GROUPED = {field: f"{field}_group" for field in ("kind", "theme", "role", "setting", "region")}


def _groups_exist(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    for field, grouping in GROUPED.items():
        groups = _codes(sections, grouping)
        for document in sections["taxonomy"].values():
            for code, entry in document.data["fields"].get(field, {}).get("codes", {}).items():
                if code not in ("not_asked", "other") and entry.get("group") not in groups:
                    yield _problem(
                        document, ("fields", field, "codes", code), f"The {field} '{code}' has no known group.",
                        f"Give 'group:' one of: {', '.join(sorted(groups))}.",
                    )  # fmt: skip


def _outcomes_are_choosable(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    roles = set(service.data["staff_roles"])
    channels, outcomes = _codes(sections, "channel"), set(_codes(sections, "outcome"))
    for document in sections["taxonomy"].values():
        for code, entry in document.data["fields"].get("outcome", {}).get("codes", {}).items():
            path: Path = ("fields", "outcome", "codes", code)
            for name in ("chosen_by", "ends_enquiry", "next_step"):
                if name not in entry:
                    yield _problem(document, path, f"The outcome '{code}' does not say '{name}'.", f"Add '{name}:'.")
            for role in set(entry.get("chosen_by", ())) - roles:
                yield _problem(document, path, f"'{role}' is not a staff role.", f"Use: {', '.join(sorted(roles))}.")
            for other in sorted(set(entry.get("excludes", ())) - (outcomes - {code})):
                yield _problem(
                    document, path, f"The outcome '{code}' excludes '{other}', which is not another outcome.",
                    f"Use: {', '.join(sorted(outcomes - {code}))}.",
                )  # fmt: skip
        for code, entry in document.data["fields"].get("contact_outcome", {}).get("codes", {}).items():
            path = ("fields", "contact_outcome", "codes", code)
            for name in ("channels", "answered", "billable"):
                if name not in entry:
                    yield _problem(
                        document, path, f"The contact outcome '{code}' does not say '{name}'.", f"Add '{name}:'."
                    )
            for channel in set(entry.get("channels", ())) - channels:
                yield _problem(document, path, f"'{channel}' is not a channel.", f"Use: {', '.join(sorted(channels))}.")


def _one_lead(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    leads = sum(1 for partner in service.data["partners"] if partner.get("lead"))
    if leads != 1:
        yield _problem(
            service, ("partners",), f"{leads} partners are marked as lead.", "Mark exactly one 'lead: true'."
        )
    codes = [partner["code"] for partner in service.data["partners"]]
    if len(set(codes)) != len(codes):
        yield _problem(service, ("partners",), "Two partners have the same code.", "Give each a code of its own.")


def _opening_makes_sense(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    opening = service.data["opening"]
    stretches: list[tuple[Path, str, str]] = [(("opening",), opening["opens"], opening["closes"])]
    dates: list[tuple[Path, str]] = [(("opening", name), opening[name]) for name in _LIMITS if name in opening]
    for name in ("closures", "special_days"):
        days = opening.get(name, [])
        dates += [(("opening", name, index, "date"), day["date"]) for index, day in enumerate(days)]
        if len({day["date"] for day in days}) != len(days):
            yield _problem(service, ("opening", name), "A date appears twice.", "Keep one of them.")
    for index, day in enumerate(opening.get("special_days", [])):
        stretches.append((("opening", "special_days", index), day["opens"], day["closes"]))
    if "-" in opening["bank_holidays"]:
        opens, closes = opening["bank_holidays"].split("-")
        stretches.append((("opening", "bank_holidays"), opens, closes))
    for path, opens, closes in stretches:
        if opens >= closes:
            yield _problem(service, path, "The service closes before it opens.", "Correct the two times.")
    for path, text in dates:
        try:
            date.fromisoformat(text)
        except ValueError:
            yield _problem(service, path, f"{text} is not a date.", "Correct the day or the month.")
    if all(name in opening for name in _LIMITS) and opening["last_date"] < opening["first_date"]:
        yield _problem(service, ("opening", "last_date"), "The service ends before it begins.", "Correct the dates.")


def _wording_is_whole(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    yield from missing_wording(sections["wording"])


def _wording_renders(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    for document in sections["wording"].values():
        for name, entry in document.data.get("texts", {}).items():
            path: Path = ("texts", name)
            declared = set(entry.get("placeholders", ()))
            used = set(placeholders_in(entry.get("title", "") + entry["body"]))
            for unknown in sorted(used - declared - set(STANDARD_PLACEHOLDERS)):
                yield _problem(
                    document,
                    path,
                    f"'{{{unknown}}}' is used but not declared.",
                    f"Correct it, or add '{unknown}' to 'placeholders:'.",
                )
            for unused in sorted(declared - used):
                yield _problem(
                    document,
                    path,
                    f"'{{{unused}}}' is declared but not used.",
                    "Use it, or remove it from 'placeholders:'.",
                )
            loose = PLACEHOLDER.sub("", entry.get("title", "") + entry["body"])
            if "{" in loose or "}" in loose:
                yield _problem(document, path, "There is a stray '{' or '}'.", "Write placeholders as '{reference}'.")
            yield from markdown_problems(document, (*path, "body"), entry["body"])
        for name, entry in document.data.get("form_questions", {}).items():
            for reason, message in entry["errors"].items():
                known = {"limit", "seen"}
                for unknown in sorted(set(placeholders_in(message)) - known):
                    yield _problem(
                        document, ("form_questions", name, "errors", reason), f"'{{{unknown}}}' is not known here.",
                        "An error message may use {limit} or {seen}.",
                    )  # fmt: skip


def _resources_fit(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    allowed = {
        "kind": _codes(sections, "resource_kind"),
        "audiences": _codes(sections, "audience"),
        "phases": _codes(sections, "phase") | {"all"},
        "regions": _codes(sections, "region"),
    }
    seen: dict[str, str] = {}
    for document in sections["resources"].values():
        for resource_id, entry in document.data["resources"].items():
            path: Path = ("resources", resource_id)
            if resource_id in seen:
                yield _problem(
                    document,
                    path,
                    f"The id '{resource_id}' is already used in {seen[resource_id]}.",
                    "Choose another id.",
                )
            seen[resource_id] = document.file
            for name, codes in allowed.items():
                values = [entry[name]] if isinstance(entry[name], str) else entry[name]
                for value in values:
                    if value not in codes:
                        yield _problem(
                            document,
                            (*path, name),
                            f"'{value}' is not one of the {name}.",
                            f"Use: {', '.join(sorted(codes))}.",
                        )
            for name in RESOURCE_TEXTS:
                if name in entry:
                    yield from markdown_problems(document, (*path, name), entry[name])
            if wrong := why_no_web_address(entry["url"]):
                yield _problem(document, (*path, "url"), wrong, "Correct the address.")


def _confidence_is_there(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    if "confidence" not in sections["questions"]:
        yield ContentProblem(
            "questions/confidence.yaml", 0, "The confidence questions are missing.", "Put the file back."
        )
        return
    document = sections["questions"]["confidence"]
    asked = sorted(item["asks_about"] for item in document.data["items"])
    if asked != ["identifying", "responding"]:
        yield _problem(
            document,
            ("items",),
            "The items do not ask once about each of identifying and responding.",
            "Keep the two items.",
        )


def _maps_have_ids(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    for stem, document in sections["advice"].items():
        if document.data["id"] != stem:
            yield _problem(
                document, ("id",), f"The id is '{document.data['id']}', the file '{stem}'.", "Make them the same."
            )


def _evaluation_is_planned(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    if "plan" not in sections["evaluation"]:
        yield ContentProblem("evaluation/plan.yaml", 0, "The evaluation's plan is missing.", "Put the file back.")
        return
    document = sections["evaluation"]["plan"]
    for name, entry in document.data["costs"].items():
        if name != "note" and not entry["low"] <= entry["central"] <= entry["high"]:
            yield _problem(
                document, ("costs", name), "The three values are not in order.", "Give low, central, high in order."
            )
    ids = [link["id"] for link in document.data["theory_of_change"]["links"]]
    if len(set(ids)) != len(ids):
        yield _problem(document, ("theory_of_change", "links"), "Two links have one id.", "Give each an id of its own.")


def _staffing_is_planned(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    if "plan" not in sections["staffing"]:
        yield ContentProblem("staffing/plan.yaml", 0, "The plan for staffing is missing.", "Put the file back.")
        return
    document = sections["staffing"]["plan"]
    ids = [item["id"] for item in document.data["review"]["rubric"]]
    if len(set(ids)) != len(ids):
        yield _problem(document, ("review", "rubric"), "Two questions have one id.", "Give each an id of its own.")
    for number, each in enumerate(document.data["school_holidays"]):
        if each["to"] < each["from"]:
            yield _problem(
                document, ("school_holidays", number), "The holidays end before they begin.", "Correct the dates."
            )


def markdown_problems(document: Document, path: Path, text: str) -> Iterator[ContentProblem]:
    try:
        check_markdown(text)
    except MarkdownRefused as refused:
        start = document.line(path)
        yield ContentProblem(
            document.file, start + (refused.line if "\n" in text else 0), refused.message, refused.remedy
        )


def _codes(sections: Sections, field_id: str) -> set[str]:
    found: set[str] = set()
    for document in sections["taxonomy"].values():
        found |= set(document.data["fields"].get(field_id, {}).get("codes", {}))
    return found


def _paragraphs_can_be_chosen(service: Document, sections: Sections) -> Iterator[ContentProblem]:
    """Paragraphs for replies are chosen by their titles, and filled with the enquiry's reference and nothing else."""
    if (document := sections["wording"].get("replies")) is None:
        return
    for name, entry in document.data.get("texts", {}).items():
        if not entry.get("title"):
            yield _problem(document, ("texts", name), "This paragraph has no title to choose it by.", "Add a 'title:'.")
        if wrong := sorted(set(entry.get("placeholders", ())) - {"reference"}):
            yield _problem(
                document, ("texts", name), f"A reply cannot fill '{{{wrong[0]}}}'.", "Use '{reference}' or none."
            )


def _problem(document: Document, path: Path, message: str, remedy: str) -> ContentProblem:
    return ContentProblem(document.file, document.line(path), message, remedy)


Check = Callable[[Document, Sections], Iterator[ContentProblem]]

CHECKS: tuple[Check, ...] = (
    _taxonomy_is_whole,
    _groups_exist,
    _outcomes_are_choosable,
    _one_lead,
    _opening_makes_sense,
    _wording_is_whole,
    _wording_renders,
    _paragraphs_can_be_chosen,
    _resources_fit,
    _confidence_is_there,
    feedback_problems,
    phone_problems,
    _maps_have_ids,
    _evaluation_is_planned,
    _staffing_is_planned,
    delivery_problems,
    money_problems,
)
