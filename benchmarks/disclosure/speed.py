"""How long one system like a return's takes."""

from __future__ import annotations

import random
import resource
import time

from adviceline.disclosure.attack import attack
from adviceline.disclosure.protection import protect
from adviceline.disclosure.system import system_from_json
from tests.support.linked_systems import dimension, table

BASE = 5


def speed(cells: int) -> None:
    """A return-like system: areas in regions × groups of themes × roles, of about so many cells."""
    for base in (1, BASE):
        r = random.Random(5)
        regions = max(2, round((cells / 13 / 4) ** 0.5 - 0.5))
        dimensions = [dimension("a", [regions] * regions), dimension("b", [3, 3, 3]), dimension("c", [3])]
        values, equations = table(dimensions, r, mean=12, zeros=0.2)
        document = {
            "levels": {"rounding_base": base},
            "cells": [{"id": key, "value": value} for key, value in values.items()],
            "equations": equations,
            "publications": [{"id": "draft", "released": False, "shows": list(values)}],
        }
        system = system_from_json(document)
        started, worked = time.perf_counter(), time.process_time()
        result = protect(system)
        protected, protected_work = time.perf_counter() - started, time.process_time() - worked
        again, worked = time.perf_counter(), time.process_time()
        after = attack(result.system, intervals="leaks", explained=0)
        attacked, attacked_work = time.perf_counter() - again, time.process_time() - worked
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{len(values)} cells, base {base}: protect with its audit {protected:.1f} s ({protected_work:.1f} s of "
            f"processor), attack told nothing {attacked:.1f} s ({attacked_work:.1f} s); {len(after.findings)} leaks; "
            f"{result.loss.hidden_small} small and {result.loss.hidden_for_others} others hidden; {memory:.0f} MiB",
            flush=True,
        )
