"""What is wrong with a system, in words that say where to look."""

from __future__ import annotations

#: So many are named; the rest are counted.
SHOWN = 20


class UnusableSystem(Exception):
    """The system cannot be read, or contradicts itself. `problems` has one sentence for each thing to mend."""

    def __init__(self, *problems: str) -> None:
        shown = list(problems[:SHOWN])
        if len(problems) > SHOWN:
            shown.append(f"… and {len(problems) - SHOWN} more problems.")
        self.problems = tuple(shown)
        super().__init__("\n".join(shown))
