"""The Jinja2 environment of every page.

Ours is strict: a name or attribute that is not there is an error. GOV.UK's macros test for parameters that were not
given, so their templates, and only theirs, are compiled in a lenient overlay of the same environment.
"""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
)

from adviceline.ui import filters
from adviceline.ui.due import due_words, waited
from adviceline.ui.form_view import field_view, findings_of, summary_of


class _GovukLoader(BaseLoader):
    """Answers names under ``govuk_frontend_jinja/`` only, compiled so that an absent parameter counts as false."""

    def __init__(self) -> None:
        self._files = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
        self._lenient: Environment | None = None

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        return self._files.get_source(environment, template)

    def list_templates(self) -> list[str]:
        return self._files.list_templates()

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        if self._lenient is None:
            self._lenient = environment.overlay(undefined=Undefined)
        return self._files.load(self._lenient, name, globals)


def url(name: str, /, *args: object, **kwargs: object) -> str:
    """The address of the named page; the arguments are the route's own."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def nonce(request: object) -> str:
    """The content-security nonce of this answer, or nothing when the policy gives none."""
    return str(getattr(request, "csp_nonce", "") or "")


def environment(**options: Any) -> Environment:
    """For ``OPTIONS["environment"]`` of Django's Jinja2 backend."""
    loader = options.pop("loader", None)
    options["loader"] = ChoiceLoader([*([loader] if loader else []), _GovukLoader()])
    options["undefined"] = StrictUndefined
    options.pop("autoescape", None)  # pages are always escaped
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    made = Environment(autoescape=True, **options)
    made.globals.update(
        static=static,
        url=url,
        csp_nonce=nonce,
        field_view=field_view,
        summary_of=summary_of,
        findings_of=findings_of,
        due_words=due_words,
        waited=waited,
    )
    made.filters.update(FILTERS)
    return made


FILTERS: Mapping[str, Callable[..., Any]] = {
    "markdown": filters.markdown,
    "markdown_line": filters.markdown_line,
    "date": filters.long_date,
    "short_date": filters.short_date,
    "time": filters.clock_time,
    "moment": filters.moment,
    "iso": filters.iso,
    "duration": filters.duration,
    "short_duration": filters.short_duration,
    "count": filters.count,
    "number": filters.number,
    "pounds": filters.pounds,
    "percent": filters.percent,
    "month": filters.month,
    "paragraphs": filters.paragraphs,
    "listed": filters.listed,
    "groupby_in_order": filters.groupby_in_order,
}
