"""What is still missing before a return can be signed or released, as a list of checks. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`words`: what must hold; `remedy`: what to do where it does not."""

    id: str
    words: str
    done: bool
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a return stands. `unwritten` and `unread`: titles of sections. `outdated`: months of a
    quarter that were revised since. `attacked`: the last attack is of this document and of everything released. `damaged`:
    what is wrong with its snapshot."""

    protected: bool
    unwritten: Sequence[str]
    unread: Sequence[str]
    attacked: bool
    leaks: Sequence[str]
    signed: bool
    damaged: str = ""
    outdated: Sequence[str] = ()


#: Checks that must hold before a return is signed; all must before it is released.
BEFORE_SIGNING = ("frozen", "months", "protected", "written", "read", "attacked", "safe")


def checks(standing: Standing) -> list[Check]:
    return [
        Check("frozen", "The facts are frozen and undamaged", not standing.damaged, standing.damaged),
        Check(
            "months", "Every month of it is as it was last released", not standing.outdated,
            f"Prepare it again: {', '.join(standing.outdated)} came since." if standing.outdated else "",
        ),
        Check("protected", "The tables are protected", standing.protected, "Protect the return."),
        Check(
            "written", "The commentary is written", not standing.unwritten, f"Write: {', '.join(standing.unwritten)}."
        ),
        Check(
            "read", "Another person has read the commentary", not standing.unread,
            f"Ask a colleague to read: {', '.join(standing.unread)}.",
        ),
        Check(
            "attacked", "It was attacked, with everything released, as it now stands", standing.attacked,
            "Run the attack.",
        ),
        Check(
            "safe", "The attack found nothing that gives people away", standing.attacked and not standing.leaks,
            f"Protect it again. What leaks: {', '.join(standing.leaks)}." if standing.leaks else "Run the attack.",
        ),
        Check("signed", "A second person has signed", standing.signed, "Ask a colleague to sign."),
    ]  # fmt: skip


def missing(found: Collection[Check], *, before_signing: bool) -> list[Check]:
    return [each for each in found if not each.done and (not before_signing or each.id in BEFORE_SIGNING)]


def in_words(found: Collection[Check]) -> str:
    return " ".join(f"{each.words}: not yet. {each.remedy}".strip() for each in found)
