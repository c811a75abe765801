"""How content errors are told: where, what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class ContentProblem:
    """One thing wrong with a file, named relative to the content folder. `line` counts from 1 (0: the whole file)."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message} — {self.remedy}"


class ContentError(Exception):
    """Content that cannot be used, with every problem found. `file`, `line`, `message`, `remedy` are the first's."""

    def __init__(self, *problems: ContentProblem) -> None:
        if not problems:
            raise ValueError("A content error needs at least one problem.")
        self.problems: tuple[ContentProblem, ...] = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    @property
    def file(self) -> str:
        return self.problems[0].file

    @property
    def line(self) -> int:
        return self.problems[0].line

    @property
    def message(self) -> str:
        return self.problems[0].message

    @property
    def remedy(self) -> str:
        return self.problems[0].remedy


def content_error(file: str, line: int, message: str, remedy: str) -> ContentError:
    return ContentError(ContentProblem(file, line, message, remedy))
