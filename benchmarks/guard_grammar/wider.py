# ruff: noqa: E501 - a few unlike forms to a line are easier to look through than one to a line
"""More of the space of each kind, put together from parts: what a first list of whole forms leaves out."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.guard_grammar.forms import MONTHS, ONES, _digits, _letters, _nth

SEASONS = ["the autumn", "the spring", "the summer", "January", "March", "Oct"]
MISSPELT = ["Janurary", "Febuary", "Feburary", "Agust", "Septemeber", "Setember", "Ocotber", "Novemeber", "Decmber"]


def age(r: random.Random) -> str:
    """NUMBER, part, years, months, the next age, and when."""
    n = r.randint(4, 16)
    number = r.choice([str(n), ONES[n]])
    part = r.choice([" and a half", "-and-a-half", " n half", " and three-quarters", "¾", " and a bit", " 1/2", ".5"])
    months = r.choice([f" {r.randint(1, 11)} mths", f" & {r.randint(1, 11)} months", f" {r.randint(1, 11)}/12"])
    coming = r.choice(["next month", "in 3 wks", f"in {r.choice(SEASONS)}", "at Easter", "tomorrow", "nxt week"])
    nxt = r.choice([str(n + 1), ONES[n + 1]])
    return r.choice(
        [
            f"{number}{part}",
            f"{n} yrs{months}",
            f"{n} years{months}",
            f"{number}, nearly {nxt}",
            f"{number}, {nxt} {coming}",
            f"{n} ({n + 1} {coming})",
            f"{number} going on {nxt}",
            f"{number} or {nxt}",
            f"{n + 1} {coming}",
            f"a few weeks off {nxt}",
            f"{number}, he says {nxt}",
            f"not far off {nxt}",
        ]
    )


def dob(r: random.Random) -> str:
    """Every order and mark, months as they are mistyped, the numbers of months as ordinals, vague times."""
    y, m, d = r.randint(2006, 2018), r.randint(1, 12), r.randint(1, 28)
    mark = r.choice(["-", " ", ".", "/", ", "])
    month = r.choice([MONTHS[m - 1][:3], MONTHS[m - 1], r.choice(MISSPELT)])
    year = r.choice([str(y), f"'{y % 100:02}"])
    return r.choice(
        [
            f"{d}{mark}{month}{mark}{y}",
            f"{month} {_nth(d)} {year}",
            f"{d} {month} {year}",
            f"{_nth(d)} of the {_nth(m)} {y}",
            f"{d}{MONTHS[m - 1][:3]}{y % 100:02}",
            f"the {_nth(d)} of {month} {y}",
            f"{r.choice(['early', 'late', 'summer', 'the end of'])} {y}",
        ]
    )


def address(r: random.Random) -> str:
    """From the door outwards: part, house, street, village, town."""
    house = r.choice(["Rose", "Ivy", "Orchard", "High Scar", "Upper Ings", "Old Mill", "Manor", "Beech"])
    building = r.choice(["Cottage", "Farm", "Lodge", "Barn", "House", "Grange", "Rectory", "Gatehouse", "Court"])
    kind = r.choice(["Lane", "Road", "Row", "Drove", "Ginnel"])
    street = f"{r.choice(['Back', 'Mill', 'Church', 'Nether', 'Stoney', 'Sandy'])} {kind}"
    town = r.choice(["Haworth", "Nether Wallop", "St Mawgan", "Great Bardfield", "Oldham", "Hebden Bridge"])
    n = r.randint(1, 180)
    door = r.choice(["Flat 3", "The Annexe", "Basement", "1st floor flat", f"Room {n}", "Rm 4", "Top floor flat"])
    return r.choice(
        [
            f"{house} {building}, {street}",
            f"{house} {building}, {street}, {town}",
            f"{door}, {n} {street}",
            f"{door}, {n} {street}, {town}",
            f"{house} {building}, {n} {street}",
            f"{n} {street}, {town}",
            f"the {building.lower().replace('court', 'lodge')}, {street}, {town}",
        ]
    )


def handle(r: random.Random) -> str:
    one, two = (
        r.choice(["mystic", "lil", "zara", "its", "big", "drip"]),
        r.choice(["mia", "jay", "trbl", "kx", "reaper"]),
    )
    return r.choice(
        [f"{one}.{two}.xo", f"{one}.{two}{r.randint(1, 9)}k", f"{one}_{two}", f"@{one}.{two}_", f"{two[0]}0{two[1:]}.b{r.randint(0, 9)}y", f"{one}{two}#{_digits(r, 4)}"]
    )  # fmt: skip


def reference(r: random.Random) -> str:
    day = f"{r.randint(1, 28)}/{r.randint(1, 12)}"
    return r.choice(
        [f"{_digits(r, 3)} of {day}", f"{_letters(r, 1)}-{_digits(r, 3)}", f"{_letters(r, 3)}/{_digits(r, 5)}/{_letters(r, 1)}", f"{_digits(r, 4)} {_digits(r, 4)} {_digits(r, 4)}", f"20{_digits(r, 2)}/{_digits(r, 4)}"]
    )  # fmt: skip


def plate(r: random.Random) -> str:
    """Prefix and suffix marks, and those of one's own choice."""
    first, three = r.choice("ABCDEFGHJKLMNPRSTVWXY"), _letters(r, 3)
    return r.choice(
        [
            f"{first}{r.randint(1, 999)} {three}",
            f"{three} {r.randint(100, 999)}{first}",
            f"{first} {r.randint(10, 999)} {three}",
        ]
    )


WIDER: dict[str, Callable[[random.Random], str]] = {
    "AGE": age,
    "DOB": dob,
    "ADDRESS": address,
    "HANDLE": handle,
    "REF": reference,
    "PLATE": plate,
}
