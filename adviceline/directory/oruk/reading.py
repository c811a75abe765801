"""Reading the feeds of others: a file, or pages from a web address. Nothing in them is trusted.

Raises `UnableToReadFeed`. What is read is JSON of bounded size and depth; what each record says is judged by `mapping`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit

from adviceline.directory.links.fetching import Fetcher, NoAnswer
from adviceline.directory.rules.reach import AddressRefused, joined

Record = dict[str, Any]

LARGEST_FILE = 50 * 1024 * 1024
LARGEST_ANSWER = 10 * 1024 * 1024
DEEPEST = 30
MOST_VALUES = 3_000_000
MOST_RECORDS = 5_000
LONGEST_ID = 200
MOST_PAGES = 200
MOST_SECONDS = 15 * 60.0
MOST_REDIRECTS = 5
PER_PAGE = 100
DELAY_SECONDS = 0.2
REDIRECTS = {301, 302, 303, 307, 308}
#: What a service has when it comes whole; a list may leave it out.
WHOLE = ("attributes", "service_areas", "phones", "schedules", "contacts", "service_at_locations")


class UnableToReadFeed(Exception):
    """The feed cannot be read; the words say why. Nothing was taken from it."""


@dataclass(frozen=True)
class Feed:
    """`records` as they came. `whole`: these are all its services, so that one that is missing was withdrawn.
    `left_out` are those without an identifier, which cannot be known again: (what stands for it, why)."""

    name: str
    records: tuple[Record, ...]
    whole: bool
    left_out: tuple[tuple[str, str], ...] = ()


def read_file(path: Path, *, name: str = "") -> Feed:
    """A service, a list of services, a page of a feed, or an object that has them under 'services'."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnableToReadFeed(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Divide it.")
        data = path.read_bytes()
    except OSError as problem:
        raise UnableToReadFeed(f"The file cannot be opened: {problem.strerror or problem}.") from problem
    records, whole = _records_of(parse(data, "The file"), "The file")
    checked = _Checked()
    checked.add(records)
    return checked.feed(name or path.stem, tuple(checked.by_id.values()), whole=whole)


def parse(data: bytes, what: str) -> Any:
    """JSON as Python holds it. `what` begins the sentence that says what is wrong."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not JSON")

    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except RecursionError:
        raise UnableToReadFeed(f"{what} is nested too deeply.") from None
    except UnicodeDecodeError:
        raise UnableToReadFeed(f"{what} is not in UTF-8, as JSON is.") from None
    except json.JSONDecodeError as problem:
        raise UnableToReadFeed(f"{what} is not JSON: {str(problem)[:120]}.") from None
    except ValueError as problem:
        why = str(problem) if "is not JSON" in str(problem) else "it holds a number of thousands of figures"
        raise UnableToReadFeed(f"{what} is not JSON: {why}.") from None
    _check_size(found, what)
    return found


def _check_size(found: Any, what: str) -> None:
    level, values, depth = [found], 0, 0
    while level:
        values, depth = values + len(level), depth + 1
        if depth > DEEPEST:
            raise UnableToReadFeed(f"{what} is nested more than {DEEPEST} levels deep.")
        if values > MOST_VALUES:
            raise UnableToReadFeed(f"{what} holds more than {MOST_VALUES:,} values.")
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]


def _records_of(found: Any, what: str) -> tuple[list[Any], bool]:
    if isinstance(found, list):
        return found, True
    if isinstance(found, dict):
        for key in ("contents", "services"):
            if isinstance(found.get(key), list):
                return found[key], key == "services" or _is_all(found)
        if "id" in found and "name" in found:
            return [found], False
    raise UnableToReadFeed(f"{what} holds no services: neither a service, nor a list of them, nor a page of a feed.")


def _is_all(page: Record) -> bool:
    return page.get("first_page") is True and page.get("last_page") is True


@dataclass
class _Checked:
    """Records of a feed by their identifiers, none twice unless it is the same; what has no identifier is left out."""

    by_id: dict[str, Record] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    seen: int = 0

    def feed(self, name: str, records: tuple[Record, ...], *, whole: bool) -> Feed:
        """The feed of these. Raises when it has records and none of them can be known again."""
        if self.left_out and not records:
            raise UnableToReadFeed(f"The feed has nothing that can be taken. Its first record: {self.left_out[0][1]}")
        return Feed(name, records, whole, tuple(self.left_out))

    def add(self, records: list[Any]) -> dict[str, Record]:
        """Take in one page; answers those of it that are new."""
        fresh: dict[str, Record] = {}
        for record in records:
            self.seen += 1
            identifier = str(record.get("id")) if isinstance(record, dict) else ""
            if why := _why_no_identifier(record):
                self.left_out.append((f"service {self.seen} of the feed", why))
            elif identifier in self.by_id:
                if self.by_id[identifier] != record:
                    raise UnableToReadFeed(f"The feed gives two different services the identifier '{identifier[:80]}'.")
            else:
                self.by_id[identifier] = fresh[identifier] = record
        if self.seen > MOST_RECORDS:
            raise UnableToReadFeed(
                f"The feed has more than {MOST_RECORDS:,} services, which is more than is read at once."
            )
        return fresh


def _why_no_identifier(record: Any) -> str:
    if not isinstance(record, dict):
        return "It is not a service, and has no identifier."
    identifier = record.get("id")
    if not isinstance(identifier, str) or not identifier.strip():
        return "It has no identifier in words or figures."
    if len(identifier) > LONGEST_ID:
        return f"Its identifier is longer than {LONGEST_ID} characters."
    return "" if identifier.isprintable() else "Its identifier has characters that cannot be seen."


# ---- From a web address ---------------------------------------------------------------------------------------------


@dataclass
class FeedReader:
    """Reads a feed page by page, within a time for the whole of it."""

    fetcher: Fetcher
    delay_seconds: float = DELAY_SECONDS
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _until: float = field(default=0.0)
    _asked: bool = field(default=False)

    def read(self, url: str) -> Feed:
        """`url` is the address of the feed, of its list of services, or of one service."""
        self._until = self.clock() + MOST_SECONDS
        base = url.partition("#")[0].partition("?")[0].rstrip("/")
        listing = base if urlsplit(base).path.endswith("/services") else f"{base}/services"
        first = self._json(url if listing == base else self._address_of(url))
        if isinstance(first, dict) and "id" in first and "name" in first:
            one = _Checked()
            one.add([first])
            name = base.rpartition("/services")[0] or base
            return one.feed(name, tuple(one.by_id.values()), whole=False)
        if isinstance(first, list) or (isinstance(first, dict) and isinstance(first.get("contents"), list)):
            listing = base
        checked = _Checked()
        self._pages(listing, checked)
        records = self._filled(listing, tuple(checked.by_id.values()))
        return checked.feed(listing.removesuffix("/services"), records, whole=True)

    def _address_of(self, url: str) -> str:
        """The root of a feed ends with a slash more often than not, and one form is redirected to the other."""
        return url.partition("#")[0]

    def _pages(self, listing: str, checked: _Checked) -> None:
        for number in range(1, MOST_PAGES + 1):
            page = self._json(f"{listing}?page={number}&per_page={PER_PAGE}&full=true")
            if isinstance(page, list):
                checked.add(page)
                return
            records, _ = _records_of(page, f"Page {number}")
            left_out = len(checked.left_out)
            fresh = checked.add(records)
            if len(records) > len(checked.left_out) - left_out and not fresh:
                raise UnableToReadFeed(f"Page {number} of the feed is the same as one before. Nothing was taken.")
            pages = page.get("total_pages")
            if page.get("last_page") is True or not records or (isinstance(pages, int) and number >= pages):
                total = page.get("total_items")
                gave = len(checked.by_id) + len(checked.left_out)
                if isinstance(total, int) and total != gave:
                    raise UnableToReadFeed(
                        f"The feed says it has {total:,} services and gave {gave:,}: it changed while it was "
                        "read, or is broken. Try again."
                    )
                return
        raise UnableToReadFeed(f"The feed has more than {MOST_PAGES} pages. Nothing was taken.")

    def _filled(self, listing: str, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """Services that the list gave in part are asked for one by one."""
        return tuple(
            each if any(name in each for name in WHOLE) else self._one(listing, each["id"]) for each in records
        )

    def _one(self, listing: str, identifier: str) -> Record:
        found = self._json(f"{listing}/{quote(identifier, safe='')}")
        if not isinstance(found, dict) or found.get("id") != identifier:
            raise UnableToReadFeed(f"The feed gives another service when asked for '{identifier[:80]}'.")
        return found

    def _json(self, url: str) -> Any:
        seen: list[str] = []
        while True:
            left = self._until - self.clock()
            if left <= 0:
                raise UnableToReadFeed(f"The feed took longer than {MOST_SECONDS / 60:.0f} minutes. Nothing was taken.")
            if self._asked:
                self.sleep(self.delay_seconds)
            self._asked = True
            try:
                target = self.fetcher.reach.target(url)
                answer = self.fetcher.ask("GET", target, most_body=LARGEST_ANSWER + 1, within=left)
            except (AddressRefused, NoAnswer) as problem:
                raise UnableToReadFeed(f"{url[:200]} cannot be read. {problem}") from problem
            location = answer.headers.get("location", "")
            if answer.status in REDIRECTS and location:
                seen.append(url)
                url = _led_to(target.url, location)
                if url in seen or len(seen) > MOST_REDIRECTS:
                    raise UnableToReadFeed(f"{seen[0][:200]} leads on and on to other addresses.")
                continue
            if answer.status != 200 or answer.body is None:
                raise UnableToReadFeed(f"{url[:200]} answers with status {answer.status}, not with services.")
            if len(answer.body) > LARGEST_ANSWER:
                most = LARGEST_ANSWER // 1024 // 1024
                raise UnableToReadFeed(f"{url[:200]} sends more than {most} MB in one answer.")
            return parse(answer.body, f"What {url[:200]} sends")


def _led_to(url: str, location: str) -> str:
    try:
        return joined(url, location)
    except AddressRefused as problem:
        raise UnableToReadFeed(f"{url[:200]} cannot be read. {problem}") from problem
