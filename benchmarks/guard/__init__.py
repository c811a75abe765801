"""How well the identifier guard finds, and how quickly: texts, templates and times."""

from benchmarks.guard.texts import TEXTS, marked_texts, unmarked

__all__ = ["TEXTS", "marked_texts", "unmarked"]
