"""Chance that can be repeated: a stream of numbers for each purpose, so that one more draw somewhere shifts nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *purpose: object) -> Random:
    """The random numbers of one purpose; the same for the same seed on every machine."""
    return Random(":".join(map(str, (seed, *purpose))))  # noqa: S311 - chance to simulate with, not to keep a secret


def choose(chance: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, each as likely as its weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


def poisson(chance: Random, mean: float) -> int:
    """How many happen, where `mean` happen on average (Knuth's method: for small means)."""
    limit, product, number = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def minutes(chance: Random, median: float, spread: float = 0.5) -> float:
    """Seconds of a log-normal duration with a median in minutes."""
    return median * 60 * math.exp(chance.gauss(0, spread))


def score(chance: Random, mean: float, spread: float = 1.7) -> int:
    """A whole number from 0 to 10."""
    return max(0, min(10, round(chance.gauss(mean, spread))))
