"""A service of somebody else's feed as an entry of ours. Text only: markup is taken out, and no address is kept that
is not a public web page. The names and addresses of people in 'contacts' are not read.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import nh3

from adviceline.content.addresses import is_web_address
from adviceline.directory.oruk.identity import term_id
from adviceline.directory.oruk.serialising import ENGLAND, NATIONAL, NOT_WHEN, USE_WHEN
from adviceline.directory.rules.entries import LISTS, LONGEST, PARAGRAPHS, Codes, check_entry

CLOSED = ("inactive", "defunct", "temporarily closed")
MOST_TOPICS = 12
MOST_TEXT = 100_000
MOST_ESCAPED = 3  # times: some feeds escape their markup, and their exports escape it again
MOST_POUNDS = 1_000_000
ALL_OF_IT = {"england", "united kingdom", "uk", "great britain", "national", "nationwide"}

_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,}(?:\s*(?:ext|x)\.?\s*[0-9]+)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '-]{1,59}")
_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
         "SU": "Sunday"}  # fmt: skip


class NotUsable(ValueError):
    """The record cannot become an entry; the words say why."""


@dataclass(frozen=True)
class Places:
    """The codes of areas by name in lower case and by GSS code, and the region of each authority's code."""

    regions: Mapping[str, str]
    authorities: Mapping[str, str]
    region_of: Mapping[str, str]


@dataclass(frozen=True)
class Mapped:
    """What an entry would say. `closed`: the words with which its own directory says that it is not running."""

    record_id: str
    values: dict[str, Any]
    closed: str
    notes: tuple[str, ...]


def mapped(record: Mapping[str, Any], codes: Codes, places: Places) -> Mapped:
    """Raises `NotUsable`."""
    notes: list[str] = []
    identifier = record["id"]
    organization = _object(record, "organization")
    publisher = _text(organization, "name", "publisher", notes)
    title = _text(record, "name", "title", notes)
    if not title:
        raise NotUsable("It has no name.")
    if not publisher:
        raise NotUsable("It does not say which organisation it belongs to.")
    said = {
        "title": title,
        "publisher": publisher,
        "url": _address(record, organization, notes),
        "cost": _text(record, "fees_description", "cost", notes) or _costs(record, notes),
        "eligibility": _text(record, "eligibility_description", "eligibility", notes),
        "contact_route": _route(record, organization, notes),
        "phone": _phone(record, organization),
        "hours": _hours(record, notes),
        **_description(record, notes),
        **_codes(record, codes, notes),
        **_areas(record, places, notes),
    }
    status = record.get("status")
    if status is not None and status != "active" and status not in CLOSED:
        raise NotUsable("Its status is none of those of the standard.")
    cells = {name: "; ".join(value) if name in LISTS else value for name, value in said.items() if value}
    checked = check_entry(cells, codes, whole=False)
    if checked.problems:
        name, words = checked.problems[0]
        raise NotUsable(f"Its '{name}' cannot be used: {words}")
    values = {name: ([] if name in LISTS else "") for name in said} | checked.values
    return Mapped(identifier, values, status if status in CLOSED else "", tuple(dict.fromkeys(notes)))


def plain(text: str) -> str:
    """Without markup and characters that cannot be seen; a paragraph keeps its line."""
    if len(text) > MOST_TEXT:
        raise NotUsable(f"One of its texts has more than {MOST_TEXT:,} characters.")
    text = _HIDDEN.sub("", text.replace("\r\n", "\n"))
    for _ in range(MOST_ESCAPED):
        if "<" in text:
            text = nh3.clean(_BREAK.sub("\n", text), tags=set(), clean_content_tags={"script", "style"})
        text = html.unescape(text)
        if "<" not in text:
            break
    text = _HIDDEN.sub("", text).replace("\xa0", " ")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _text(record: Mapping[str, Any], name: str, ours: str, notes: list[str]) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotUsable(f"Its '{name}' is not a text.")
    return _fitted(plain(value), ours, notes)


def _fitted(text: str, ours: str, notes: list[str]) -> str:
    most = LONGEST[ours]
    if ours not in PARAGRAPHS:
        text = " ".join(text.split())
    if len(text) <= most:
        return text
    notes.append(f"'{ours}' was longer than {most:,} characters and is cut.")
    return text[: most - 1].rsplit(maxsplit=1)[0] + "…"


def _object(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = record.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotUsable(f"Its '{name}' is not an object.")
    return value


def _objects(record: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    value = record.get(name)
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise NotUsable(f"Its '{name}' is not a list of objects.")
    yield from value


def _address(record: Mapping[str, Any], organization: Mapping[str, Any], notes: list[str]) -> str:
    """Its page, or its organisation's. One that begins with http:// or www. is tried with https://, which an editor
    checks."""
    for held, name in ((record, "url"), (organization, "website"), (organization, "url")):
        value = held.get(name)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise NotUsable(f"Its '{name}' is not a text.")
        text = value.strip()
        begins = next((each for each in ("http://", "www.") if text.lower().startswith(each)), "")
        secure = f"https://{text[7:] if begins == 'http://' else text}" if begins else text
        if len(secure) <= LONGEST["url"] and is_web_address(secure):
            if begins:
                notes.append(f"Its address began with {begins} and is kept with https://. Check that it opens.")
            return secure
        notes.append(f"Its '{name}' is not the address of a web page and is left out.")
    raise NotUsable("It has no address of a web page that can be used.")


def _description(record: Mapping[str, Any], notes: list[str]) -> dict[str, str]:
    value = record.get("description")
    if value is not None and not isinstance(value, str):
        raise NotUsable("Its 'description' is not a text.")
    parts: dict[str, list[str]] = {"what_it_is": [], "when_to_use": [], "when_not_to_use": []}
    for paragraph in plain(value or "").split("\n\n"):
        for label, name in ((USE_WHEN, "when_to_use"), (NOT_WHEN, "when_not_to_use"), ("", "what_it_is")):
            if paragraph.startswith(label):
                parts[name].append(paragraph.removeprefix(label))
                break
    return {name: _fitted("\n\n".join(part for part in said if part), name, notes) for name, said in parts.items()}


def _route(record: Mapping[str, Any], organization: Mapping[str, Any], notes: list[str]) -> str:
    said = _text(record, "application_process", "contact_route", notes)
    for held in (record, organization):
        email = held.get("email")
        if isinstance(email, str) and _EMAIL.fullmatch(email.strip()) and email.strip() not in said:
            return _fitted(f"{said} E-mail: {email.strip()}".strip(), "contact_route", notes)
    return said


def _phone(record: Mapping[str, Any], organization: Mapping[str, Any]) -> str:
    for held in (record, organization):
        for phone in _objects(held, "phones"):
            number = phone.get("number")
            if isinstance(number, str) and (found := _PHONE.fullmatch(plain(number))) and len(found[0]) <= 40:
                return found[0]
    return ""


def _hours(record: Mapping[str, Any], notes: list[str]) -> str:
    said = []
    for schedule in _objects(record, "schedules"):
        words = schedule.get("description")
        if isinstance(words, str) and plain(words):
            said.append(plain(words))
            continue
        days = [_DAYS[each] for each in str(schedule.get("byday") or "").split(",") if each in _DAYS]
        times = [str(schedule.get(name) or "")[:5] for name in ("opens_at", "closes_at")]
        if days and all(times):
            said.append(f"{', '.join(days)} {times[0]} to {times[1]}")
    return _fitted("; ".join(dict.fromkeys(said)), "hours", notes)


def _costs(record: Mapping[str, Any], notes: list[str]) -> str:
    said = []
    for option in _objects(record, "cost_options"):
        amount = option.get("amount")
        is_price = isinstance(amount, int | float) and not isinstance(amount, bool) and 0 < amount < MOST_POUNDS
        price = f"£{amount:.2f}".removesuffix(".00") if is_price else ""
        words = [plain(part) for name in ("option", "amount_description") if isinstance(part := option.get(name), str)]
        said.append(" ".join(part for part in (price, *words) if part))
    return _fitted("; ".join(part for part in said if part), "cost", notes)


def _codes(record: Mapping[str, Any], codes: Codes, notes: list[str]) -> dict[str, Any]:
    """Terms of our own taxonomies by their identifiers; any other term is a topic, if it is in plain words."""
    ours = {str(term_id("resource_kind", code)): ("kind", code) for code in codes.kinds}
    ours |= {str(term_id("audience", code)): ("audiences", code) for code in codes.audiences}
    ours |= {str(term_id("phase", code)): ("phases", code) for code in codes.phases}
    found: dict[str, list[str]] = {"kind": [], "audiences": [], "phases": [], "topics": []}
    for attribute in _objects(record, "attributes"):
        term = _object(attribute, "taxonomy_term")
        identifier = attribute.get("taxonomy_term_id") or term.get("id")
        field, code = ours.get(_as_uuid(identifier), ("", ""))
        if field:
            found[field].append(code)
            continue
        words = term.get("name") or term.get("term") or ""
        topic = plain(words).lower() if isinstance(words, str) else ""
        if topic and _TOPIC.fullmatch(topic):
            found["topics"].append(topic)
        elif topic:
            notes.append("A term that cannot be a topic is left out.")
    lists = {name: list(dict.fromkeys(found[name])) for name in ("audiences", "phases")}
    kind = found["kind"][0] if found["kind"] else "service"
    return {"kind": kind, **lists, "topics": list(dict.fromkeys(found["topics"]))[:MOST_TOPICS]}


def _areas(record: Mapping[str, Any], places: Places, notes: list[str]) -> dict[str, list[str]]:
    regions, authorities = [], []
    for area in _objects(record, "service_areas"):
        names = [area.get(name) for name in ("uri", "name", "service_area", "extent")]
        keys = [str(each).rstrip("/").rpartition("/")[2].strip().lower() for each in names if isinstance(each, str)]
        if any(key in ALL_OF_IT or key == ENGLAND.lower() for key in keys):
            regions.append(NATIONAL)
        elif region := next((places.regions[key] for key in keys if key in places.regions), ""):
            regions.append(region)
        elif authority := next((places.authorities[key] for key in keys if key in places.authorities), ""):
            authorities.append(authority)
            regions.append(places.region_of[authority])
        else:
            notes.append("An area that is not one of ours is left out. Choose the regions.")
    return {"regions": list(dict.fromkeys(regions)), "local_authorities": list(dict.fromkeys(authorities))}


def _as_uuid(text: object) -> str:
    try:
        return str(uuid.UUID(text)) if isinstance(text, str) else ""
    except ValueError:
        return ""
