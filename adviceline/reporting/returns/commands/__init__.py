"""`adviceline returns`: a return from its frozen facts to its release, and again."""

from adviceline.reporting.returns.commands import making, reading
from adviceline.reporting.returns.commands.common import returns

__all__ = ["making", "reading", "returns"]
