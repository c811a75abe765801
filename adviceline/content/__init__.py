"""Loading and validating a service's content folder. Pure: files in, frozen records out; no Django, no clock."""

from adviceline.content.loading import check, forget, load
from adviceline.content.markdown import (
    MarkdownRefused,
    escape_markdown,
    plain_text,
    render_markdown,
    render_markdown_line,
)
from adviceline.content.model import Code, CodedField, OutcomeCode, Resource, ServiceContent, Taxonomy
from adviceline.content.problems import ContentError, ContentProblem

__all__ = [
    "Code",
    "CodedField",
    "ContentError",
    "ContentProblem",
    "MarkdownRefused",
    "OutcomeCode",
    "Resource",
    "ServiceContent",
    "Taxonomy",
    "check",
    "escape_markdown",
    "forget",
    "load",
    "plain_text",
    "render_markdown",
    "render_markdown_line",
]
