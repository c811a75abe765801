"""The codes of a return and their words, as they were when its facts were frozen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NOT_RECORDED, NOT_GROUPED = "not_recorded", "not_grouped"
#: Each field's levels, finest first. A table falls back from one to the next.
LADDERS: dict[str, tuple[str, ...]] = {
    "kind": ("kind", "kind_group"),
    "role": ("role", "role_group"),
    "setting": ("setting", "setting_group"),
    "region": ("local_authority", "region", "region_group"),
    "theme": ("theme", "theme_group"),
    "resource": ("resource", "resource_kind"),
    "score": ("score", "score_band"),
}
AXIS_OF = {level: axis for axis, levels in LADDERS.items() for level in levels}
BANDS = {"low": ("0 to 3", range(4)), "middle": ("4 to 6", range(4, 7)), "high": ("7 to 10", range(7, 11))}
#: In the middle of a sentence.
LEVEL_WORDS = {
    "kind": "kinds", "kind_group": "groups of kinds", "role": "roles", "role_group": "groups of roles",
    "setting": "settings", "setting_group": "groups of settings", "local_authority": "local authorities",
    "region": "regions", "region_group": "groups of regions", "theme": "themes", "theme_group": "groups of themes",
    "resource": "resources", "resource_kind": "kinds of resource", "score": "scores", "score_band": "bands of scores",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """`fields`: for each coded field its codes in order, each (label, group, retired). `groups`: the labels of groups.
    `resources`: (title, kind). `local_authorities`: (name, region)."""

    service: str
    fields: Mapping[str, Mapping[str, tuple[str, str, bool]]]
    groups: Mapping[str, Mapping[str, str]]
    resources: Mapping[str, tuple[str, str]]
    local_authorities: Mapping[str, tuple[str, str]]

    def coarser(self, code: str, level: str, to: str) -> str:
        """The code at level `to` to which `code` of `level` belongs; `to` is `level` or further up its ladder."""
        if level == to:
            return code
        if level == "local_authority":
            return self.coarser(self.region_of(code), "region", to)
        if level == "resource":
            known = self.resources.get(code)
            return known[1] if known and known[1] in self.groups["resource_kind"] else NOT_GROUPED
        if level == "score":
            return next(band for band, (_, scores) in BANDS.items() if int(code) in scores)
        group = self.fields[level].get(code, ("", "", False))[1]
        return group if group in self.groups[to] else NOT_GROUPED

    def authority(self, la_code: str, region: str) -> str:
        """The place of an enquiry among authorities: within its region always, so that regions are their sums."""
        known = self.local_authorities.get(la_code)
        return la_code if known and known[1] == region else f"none.{region}"

    def region_of(self, authority: str) -> str:
        if authority.startswith("none."):
            return authority.removeprefix("none.")
        return self.local_authorities[authority][1]

    def codes(self, level: str, found: Iterable[str]) -> list[str]:
        """Every code that a table at this level has a row for, in order: those that do not depend on what was counted,
        then what was counted under a code that is no longer offered."""
        here = set(found)
        if level == "score":
            return [str(score) for score in range(11)]
        if level == "score_band":
            return list(BANDS)
        if level == "resource":
            return sorted(here, key=lambda code: (self.label(level, code), code))
        if level == "local_authority":
            regions = self.codes("region", {self.region_of(code) for code in here})
            known = sorted(self.local_authorities, key=lambda code: (self.local_authorities[code][0], code))
            inside: dict[str, list[str]] = {}
            for code in known:
                inside.setdefault(self.local_authorities[code][1], []).append(code)
            return [code for region in regions for code in (*inside.get(region, ()), f"none.{region}")]
        if level in self.groups:
            return [*self.groups[level], NOT_GROUPED]
        offered = [code for code, (_, _, retired) in self.fields[level].items() if not retired]
        others = sorted(here - set(offered) - {NOT_RECORDED})
        return [*offered, *others, *([NOT_RECORDED] if level != "theme" else [])]

    def always_there(self, level: str, code: str) -> bool:
        """Whether a table at this level has the row whatever was counted; otherwise its being there says: not 0."""
        if level == "resource":
            return False
        if level in self.fields:
            known = self.fields[level].get(code)
            return code == NOT_RECORDED or (known is not None and not known[2])
        return True

    def label(self, level: str, code: str) -> str:
        if code == NOT_RECORDED:
            return "Not recorded"
        if code == NOT_GROUPED:
            return "Other, or not recorded"
        if level == "resource":
            return self.resources.get(code, (code, ""))[0]
        if level == "score_band":
            return BANDS[code][0]
        if level == "local_authority":
            return "Authority not recorded" if code.startswith("none.") else self.local_authorities[code][0]
        if level in self.groups:
            return self.groups[level].get(code, code)
        return self.fields[level].get(code, (code, "", False))[0] if level in self.fields else code


def wording_from(labels: Mapping[str, Any]) -> Wording:
    """From what a snapshot keeps."""
    return Wording(
        service=labels["service"],
        fields={
            name: {code: (label, group, retired) for code, label, group, retired in codes}
            for name, codes in labels["fields"].items()
        },
        groups={name: dict(codes) for name, codes in labels["groups"].items()},
        resources={code: (title, kind) for code, (title, kind) in labels["resources"].items()},
        local_authorities={code: (name, region) for code, (name, region) in labels["local_authorities"].items()},
    )
