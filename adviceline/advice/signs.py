"""What a path tells of the behaviour itself, by the questions that are marked for it, whatever a map makes of the answers.

A map writes its own rules for the working view. These say what no such rule may make of them: pressure is never mild,
force is never less than violent, what was unwanted and goes on is abusive, and what is not known leaves it unclear. They say
too which images must be referred.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

VIOLENT, ABUSIVE, UNSETTLED = frozenset({"H5"}), frozenset({"H4", "H5"}), frozenset({"H0", "H4", "H5"})
PROBLEMATIC = frozenset({"H0", "H3", "H4", "H5"})
NOT_QUITE_EXPECTED = PROBLEMATIC | {"H2"}
#: Questions about the behaviour, by their mark: the working views that an answer allows. Other answers allow any.
SIGNS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "mutual": {"no": PROBLEMATIC, "not_known": UNSETTLED},
    "power_gap": {"yes": ABUSIVE, "not_known": UNSETTLED},
    "pressure": {"yes": ABUSIVE, "not_known": UNSETTLED},
    "force": {"yes": VIOLENT, "not_known": UNSETTLED},
    "repeated": {"yes": NOT_QUITE_EXPECTED, "not_known": NOT_QUITE_EXPECTED},
    "stops": {"no": NOT_QUITE_EXPECTED, "not_known": NOT_QUITE_EXPECTED},
    "expected": {"context": NOT_QUITE_EXPECTED, "unusual": PROBLEMATIC, "not_known": UNSETTLED},
}
#: Answers that allow less together than each does alone.
TOGETHER: Mapping[frozenset[tuple[str, str]], frozenset[str]] = {
    frozenset({("mutual", "no"), ("repeated", "yes")}): ABUSIVE,
    frozenset({("mutual", "no"), ("stops", "no")}): ABUSIVE,
    frozenset({("repeated", "yes"), ("stops", "no")}): PROBLEMATIC,
}
_MARKS_TOGETHER = frozenset(mark for answers in TOGETHER for mark, _ in answers)
_TELLING = frozenset().union(*TOGETHER)
#: Without these three nobody knows whether it was abusive. They fall away where no other child took part.
GRAVE = frozenset({"power_gap", "pressure", "force"})
IMAGES, IMAGES_TO_REFER, UNDER_13 = "images", "images_to_refer", "under_13"
#: Every mark, with the step of the individual map that asks it.
STEPS = {**dict.fromkeys(SIGNS, "I6"), IMAGES: "I4", IMAGES_TO_REFER: "I4", UNDER_13: "I5"}
_PLAIN_ANSWERS = frozenset({"yes", "no", "not_known"})


def answers_of(mark: str) -> frozenset[str]:
    """The answers that a question with this mark must offer."""
    return _PLAIN_ANSWERS if mark != "expected" else frozenset({"unusual", "not_known"})


class Told(NamedTuple):
    """`views`: the working views that the answers so far allow; None: any. `unasked`: the grave questions not settled.
    `remembered`: answers that may still allow less together with another.

    `must_refer`: what was told of images goes to the police or social care. `young`: which of the two questions that
    settle that, images and a child under 13, was answered yes and waits for the other; 'settled' when neither does.
    """

    views: frozenset[str] | None = None
    unasked: frozenset[str] = GRAVE
    young: str = ""
    must_refer: bool = False
    remembered: frozenset[tuple[str, str]] = frozenset()

    def after(self, mark: str, code: str) -> Told:
        """What is told once the question with this mark has this answer."""
        if mark in SIGNS:
            return self._after_a_sign(mark, code)
        if mark == IMAGES:
            return self._after_one_of_two(mark, counts=code == "yes")
        if mark == UNDER_13:
            return self._after_one_of_two(mark, counts=code in ("yes", "not_known"))
        if mark == IMAGES_TO_REFER and code in ("yes", "not_known"):
            return self._replace(young="settled", must_refer=True)
        return self

    def _after_a_sign(self, mark: str, code: str) -> Told:
        views = _both(self.views, SIGNS[mark].get(code))
        remembered = self.remembered
        if mark in _MARKS_TOGETHER:
            remembered |= {(mark, code if (mark, code) in _TELLING else "")}
        for answers, allowed in TOGETHER.items():
            if answers <= remembered:
                views = _both(views, allowed)
        if {each for each, _ in remembered} == _MARKS_TOGETHER or (views and views <= ABUSIVE):
            remembered = frozenset()  # they can allow no less any more
        nobody_else = mark == "mutual" and code not in _PLAIN_ANSWERS
        return self._replace(
            views=views, remembered=remembered, unasked=frozenset() if nobody_else else self.unasked - {mark}
        )

    def _after_one_of_two(self, mark: str, *, counts: bool) -> Told:
        if self.young == "settled":
            return self
        if not self.young:
            return self._replace(young=mark if counts else "settled")
        return self._replace(young="settled", must_refer=self.must_refer or counts)


def _both(views: frozenset[str] | None, allowed: frozenset[str] | None) -> frozenset[str] | None:
    """What both allow; None allows any."""
    if views is None or allowed is None:
        return allowed if views is None else views
    return views & allowed
