"""Who asks, what about, and how it ends: drawn from the profile, within the rules of the service. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from adviceline.contacts.rules import ABUSIVE, INCIDENT_KINDS, UNCLEAR, VIOLENT, suggested_urgency
from adviceline.demo.chance import choose, score
from adviceline.demo.profile import profile

SCHOOL_SETTINGS = {
    "mainstream_school",
    "special_school",
    "alternative_provision",
    "independent_school",
    "further_education",
}
OUT_OF_SCOPE = {"parent_or_carer", "young_person", "outside_england"}
LEAVING_A_NUMBER, LEAVING_AN_ADDRESS, STAYING_ANONYMOUS = 0.72, 0.8, 0.06
FOLLOWS_MAP_SHARE = 0.6
PENETRATION = "T3"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A local authority, and the fictional establishments in it as (URN, setting, phase)."""

    la_code: str
    region: str
    establishments: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Professional:
    """Somebody who asks, once or again."""

    number: int
    role: str
    setting: str
    phase: str
    region: str
    la_code: str
    urn: int | None
    email: str
    phone: str
    is_anonymous: bool

    @property
    def out_of_scope(self) -> bool:
        return self.role in OUT_OF_SCOPE

    @property
    def name(self) -> str:
        return f"Fictional Enquirer {self.number}"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One enquiry as it will turn out: what is coded, given and answered. Empty codes are left empty."""

    number: int
    professional: Professional
    kind: str
    themes: tuple[str, ...] = ()
    continuum: str = ""
    threshold: str = ""
    urgency: str = ""
    follow_up: str = ""
    question: str = ""
    notes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    follows_map: bool = False
    start_offered: bool = False
    start: tuple[int | None, int | None] = (None, None)
    close: tuple[int | None, int | None] = (None, None)

    @property
    def basis(self) -> str:
        """What notes and durations go by: an incident, or something more general."""
        return "first" if self.kind in INCIDENT_KINDS | {"E5", "E6", "E7"} else "general"


def draw_professional(chance: Random, number: int, places: Sequence[Place]) -> Professional:
    """Somebody new, in a region as likely as its weight, with details that lead nowhere."""
    data = profile()
    role = choose(chance, {code: entry["weight"] for code, entry in data["roles"].items()})
    setting = choose(chance, data["roles"][role]["settings"])
    phase = choose(chance, data["phases"][setting]) if setting in data["phases"] else "not_applicable"
    place = _place(chance, places, choose(chance, data["regions"]))
    urn = None
    if setting in SCHOOL_SETTINGS and chance.random() < 0.85:
        fitting = [
            urn for urn, its_setting, its_phase in place.establishments if (its_setting, its_phase) == (setting, phase)
        ]
        urn = chance.choice(fitting) if fitting else None
    abroad = role == "outside_england"
    return Professional(
        number=number, role=role, setting=setting, phase=phase, urn=urn,
        region="outside_england" if abroad else place.region, la_code="" if abroad else place.la_code,
        email=f"enquirer{number}@school.example.org",
        phone=f"01632 960{number % 1000:03d}",  # a range kept for drama: it rings nowhere
        is_anonymous=chance.random() < STAYING_ANONYMOUS,
    )  # fmt: skip


def draw_matter(chance: Random, number: int, professional: Professional) -> Matter:
    """What a professional asks about. What is drawn keeps the closing rules: see tests/unit/demo."""
    data = profile()
    if professional.out_of_scope:
        return Matter(
            number=number, professional=professional, kind="other", themes=("other",), continuum="not_asked",
            urgency="routine", question=data["texts"]["questions"]["out_of_scope"][0], outcomes=("other",),
        )  # fmt: skip
    kind = choose(chance, data["kinds"])
    view = choose(chance, data["views"][kind]) if kind in data["views"] else ""
    basis = view if view in data["themes"] else kind if kind in data["themes"] else "other"
    themes = [choose(chance, data["themes"][basis])]
    if chance.random() < 0.3:
        themes.append(choose(chance, data["themes"][basis]))
    first_theme = themes[0]
    if chance.random() < data["needs_share"]:
        themes.append("T16")
    threshold = _threshold(chance, kind, view)
    themes_kept = tuple(sorted(set(themes)))
    outcomes = _outcomes(chance, kind, view, themes_kept)
    given = data["resources"].get(view) or data["resources"].get(kind) or data["resources"]["other"]
    resources = chance.sample(given, min(len(given), chance.choice([1, 1, 2, 3]))) if chance.random() < 0.85 else []
    before, after = _scores(chance)
    texts = data["texts"]
    question = chance.choice(texts["questions"][kind]).format(
        theme=texts["themes"][first_theme], year=chance.choice(texts["years"])
    )
    matter = Matter(
        number=number, professional=professional, kind=kind, themes=themes_kept, continuum=view or "not_asked",
        threshold=threshold, question=" ".join(question.split()),
        urgency=_urgency(chance, suggested_urgency(kind=kind, continuum=view, threshold=threshold, themes=themes_kept)),
        follow_up=_follow_up(chance, kind), outcomes=outcomes, resources=tuple(resources),
        follows_map=kind == "E1" and chance.random() < FOLLOWS_MAP_SHARE, start_offered=before is not None,
        start=before or (None, None), close=after,
    )  # fmt: skip
    first = chance.choice(texts["notes"][matter.basis])
    return replace(matter, notes=(first, *chance.sample(texts["notes"]["later"], 3)))


def details(professional: Professional, chance: Random) -> dict[str, str]:
    """What is known of how to reach them: never nothing for those who want a reply."""
    if professional.is_anonymous:
        return {}
    known = {"name": professional.name}
    if chance.random() < LEAVING_A_NUMBER:
        known["phone"] = professional.phone
    if chance.random() < LEAVING_AN_ADDRESS or "phone" not in known:
        known["email"] = professional.email
    return known


def _place(chance: Random, places: Sequence[Place], region: str) -> Place:
    inside = [place for place in places if place.region == region]
    return chance.choice(inside or list(places))


def _threshold(chance: Random, kind: str, view: str) -> str:
    weights: Mapping[str, Any] = profile()["thresholds"]
    return choose(chance, weights[kind] if kind in {"E5", "E6"} else weights[view]) if view or kind in weights else ""


def _outcomes(chance: Random, kind: str, view: str, themes: tuple[str, ...]) -> tuple[str, ...]:
    weights = profile()["outcomes"]
    by_view = view in {UNCLEAR, ABUSIVE, VIOLENT} and kind != "E7"
    basis = view if kind in INCIDENT_KINDS or by_view else kind
    chosen = set(choose(chance, weights.get(basis, weights["other"])).split("+"))
    if PENETRATION in themes:
        chosen |= {"police", "social_care"}
    return tuple(sorted(chosen))


def _urgency(chance: Random, suggested: str) -> str:
    """Advisers now and then think a matter more pressing than the codes suggest; never less."""
    if suggested == "routine" and chance.random() < 0.2:
        return "soon"
    return "today" if suggested == "soon" and chance.random() < 0.15 else suggested


def _follow_up(chance: Random, kind: str) -> str:
    data = profile()
    wanted = chance.random() < data["follow_up_share"].get(kind, 0.06)
    kind_of_it: str = choose(chance, data["follow_up_kinds"])
    return kind_of_it if wanted else ""


def _scores(chance: Random) -> tuple[tuple[int | None, int | None] | None, tuple[int | None, int | None]]:
    """The two answers at the start (None when not asked) and at the close, where some decline."""
    data = profile()["confidence"]
    start = {item: score(chance, mean) for item, mean in data["start_mean"].items()}
    end = {
        item: max(0, min(10, start[item] + round(chance.gauss(mean, 1.4))))
        for item, mean in data["change_mean"].items()
    }
    before: tuple[int | None, int | None] | None = None
    if chance.random() < data["start_offered"]:
        answered = chance.random() < data["start_answered"]
        before = (start["identifying"], start["responding"]) if answered else (None, None)
    if chance.random() >= data["close_offered_answered"]:
        return before, (None, None)
    only_one = chance.random() < 0.05
    return before, (None if only_one else end["identifying"], end["responding"])
