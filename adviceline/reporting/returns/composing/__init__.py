"""From what was counted and how it is protected to the document that leaves the service. Pure."""

from adviceline.reporting.returns.composing.whole import Words, compose

__all__ = ["Words", "compose"]
