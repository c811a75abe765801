"""Somebody at the public site, without a browser."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse
from django.test import Client

QUESTION = "A child in Year 8 showed a picture to others. How do we plan for a return to lessons?"


class Visitor:
    """Somebody at the public site: opens pages, answers, sends. Remembers the last page."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()
        self.page: HttpResponse = HttpResponse()

    def opens(self, path: str) -> HttpResponse:
        self.page = self.client.get(path, follow=True)
        return self.page

    def answers(self, step: str, **values: str) -> HttpResponse:
        """Send one question's page, and go where it leads."""
        path = "/get-advice" if step == "role" else f"/get-advice/{step}"
        self.page = self.client.post(path, values, follow=True)
        return self.page

    def answers_all(self, **changes: dict[str, str]) -> HttpResponse:
        """Every question as a safeguarding lead would, up to the page that shows the answers."""
        given = {
            "role": {"role": "dsl"},
            "setting": {"setting": "mainstream_school"},
            "organisation": {"establishment": "not_listed"},
            "area": {"area": "383"},
            "question": {"question": QUESTION},
            "reply": {"reply": "email", "email": "dsl@school.example.org", "consent": "on"},
        } | changes
        for step, values in given.items():
            self.answers(step, **values) if step != "reply" else self.replies(**values)
        return self.page

    def replies(self, reply: str, **details: str) -> HttpResponse:
        """How to reply, and the details that this way needs."""
        self.answers("reply", reply=reply)
        return self.answers("details", **details) if reply != "none" else self.page

    def sends(self) -> HttpResponse:
        """Press 'send' on the page of answers."""
        self.page = self.client.post("/get-advice/check", {"form": self.form_key}, follow=True)
        return self.page

    @property
    def form_key(self) -> str:
        found = re.search(r'name="form" value="([^"]+)"', self.text)
        return found[1] if found else ""

    @property
    def text(self) -> str:
        return html.unescape(self.page.content.decode())

    @property
    def path(self) -> str:
        return str(self.page.request["PATH_INFO"])  # type: ignore[attr-defined]

    @property
    def reference(self) -> str:
        found = re.search(r"HSB-[0-9A-Z]{4}-[0-9A-Z]{4}", self.text)
        return found[0] if found else ""
