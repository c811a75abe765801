"""Random linked systems, from seeds: the attack against enumeration, and protection against the attack.

`python -m benchmarks.disclosure systems` does the same with a thousand larger ones.
"""

import random

import pytest

from adviceline.disclosure.attack import attack
from adviceline.disclosure.protection import UnableToProtect, protect
from adviceline.disclosure.system import System, system_from_json
from tests.support.all_tables import by_hand
from tests.support.linked_systems import dimension, random_system, table

MOST = 9


def tiny(seed: int) -> System:
    """A two-way table of a few people, each cell hidden, rounded, as a percentage, shown or left out."""
    r = random.Random(seed)
    while True:
        dimensions = [dimension("a", [r.randint(2, 3)]), dimension("b", [r.randint(2, 3)])]
        values, equations = table(dimensions, r, mean=r.choice([1, 2, 4]), zeros=0.2)
        if 0 < values["a*|b*"] <= MOST:
            break
    said: dict[str, object] = {"a*|b*": values["a*|b*"]}
    for key, value in values.items():
        way = r.random()
        if key == "a*|b*" or way > 0.9:
            continue
        if way < 0.45:
            said[key] = "[c]"
        elif way < 0.6:
            said[key] = {"rounded": (2 * value + 3) // 6 * 3, "base": 3}
        elif way < 0.7:
            percentage = (200 * value + values["a*|b*"]) // (2 * values["a*|b*"])
            said[key] = {"percentage": percentage, "decimals": 0, "of": "a*|b*"}
        elif way < 0.75:
            said[key] = {"rounded": value // 2 * 2, "base": 2, "way": "down"}
        else:
            said[key] = value
    levels = {
        "threshold": r.choice([1, 2, 3]),
        "zero_is_disclosive": r.random() < 0.2,
        "group_disclosure": r.random() < 0.7,
    }
    return system_from_json(
        {
            "levels": levels,
            "cells": [{"id": key, "value": value} for key, value in values.items()],
            "equations": equations,
            "publications": [{"id": "p", "hides_small": False, "cells": said}],
        }
    )


@pytest.mark.parametrize("seeds", [range(12), range(12, 24), range(24, 36)])
def test_the_attack_agrees_with_the_enumeration_of_every_table(seeds):
    leaks = 0
    for seed in seeds:
        system = tiny(seed)
        values, leaking = by_hand(system, MOST)
        result = attack(system, intervals="all", explained=1)
        assert {(one.place, one.minus) for one in result.findings} == leaking, seed
        assert attack(system, first=True).safe is (not leaking), seed
        for one in result.intervals:
            assert (one.low, one.high) == (min(values[one.place]), max(values[one.place])), (seed, one)
        leaks += len(leaking)
    assert leaks


@pytest.mark.parametrize("seeds", [range(4), range(4, 8), range(8, 12)])
def test_a_protected_system_withstands_an_attack_that_is_told_nothing(seeds):
    protected = leaking = 0
    for seed in seeds:
        system = system_from_json(random_system(seed, most_cells=36))
        leaking += not attack(system, explained=0).safe
        try:
            result = protect(system)
        except UnableToProtect:
            continue
        protected += 1
        assert attack(result.system, explained=0).safe, seed
        assert result.least is None or result.least <= result.loss.weight
    assert protected
    assert leaking


def test_a_protected_tiny_table_withstands_enumeration():
    protected = 0
    for seed in range(16):
        r = random.Random(seed)
        values, equations = table([dimension("a", [2]), dimension("b", [2])], r, mean=1, zeros=0.1)
        if not 0 < values["a*|b*"] <= 6:
            continue
        system = system_from_json(
            {
                "levels": {"threshold": 1, "rounding_base": r.choice([1, 3])},
                "cells": [{"id": key, "value": value} for key, value in values.items()],
                "equations": equations,
                "publications": [{"id": "draft", "released": False, "shows": list(values)}],
            }
        )
        try:
            result = protect(system)
        except UnableToProtect:
            continue
        protected += 1
        assert not by_hand(result.system, 9)[1], seed
    assert protected > 2
