"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class PageForm:
    """`fields` are (name, value) as they would be sent untouched; `choices` the values a name may take."""

    path: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys([*(name for name, _ in self.fields), *self.choices]))


def forms_of(html: str, address: str) -> list[PageForm]:
    """Every form of a page at `address`."""
    reader = _Reader(address)
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[PageForm] = []
        self.open: PageForm | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            path = urlsplit(urljoin(self.address, values.get("action", ""))).path
            self.open = PageForm(path, values.get("method", "get").upper())
            self.found.append(self.open)
        elif self.open is not None and tag == "option" and self.select:
            self._offer(self.select, values.get("value", ""), chosen="selected" in values)
        elif self.open is not None and values.get("name"):
            self._control(tag, values["name"], values)

    def _control(self, tag: str, name: str, values: dict[str, str]) -> None:
        if tag == "select":
            self.select = name
            self._offer(name, "", chosen=False)
        elif tag == "textarea":
            self._offer(name, "", chosen=True)
        elif tag in {"input", "button"}:
            picked = values.get("type") in {"radio", "checkbox"} or tag == "button"
            self._offer(name, values.get("value", "on" if picked else ""), chosen=not picked or "checked" in values)

    def _offer(self, name: str, value: str, *, chosen: bool) -> None:
        assert self.open is not None
        self.open.choices.setdefault(name, []).append(value)
        if chosen:
            self.open.fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
