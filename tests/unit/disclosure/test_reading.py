"""The JSON form of a system: what is read, what is refused, and in which words."""

import json
from pathlib import Path

import jsonschema
import pytest

import adviceline.disclosure.system
from adviceline.disclosure.system import Status, UnusableSystem, read_system
from adviceline.disclosure.system.writing import system_as_json

SCHEMA = json.loads((Path(adviceline.disclosure.system.__file__).parent / "system.schema.json").read_text())

EVERYTHING = {
    "form": "adviceline-disclosure-1",
    "title": "Made by us",
    "levels": {"threshold": 5, "rounding_base": 5, "zero_is_disclosive": False},
    "cells": [
        {"id": "a", "value": 3},
        {"id": "b", "value": 9, "low": 0, "high": 40, "weight": 7},
        {"id": "t", "value": 12},
        {"id": "calls", "value": 2, "status": "open"},
        {"id": "none", "value": 0, "high": 0},
        {"id": "sum", "value": 31},
        {"id": "d", "value": 20},
    ],
    "equations": [
        {"id": "e", "total": "t", "parts": ["a", "b"]},
        {"id": "f", "terms": {"a": 1, "b": -3}, "equals": -24},
        {"id": "g", "total": "t", "parts": ["a", "b", "none"], "margin": False},
    ],
    "publications": [
        {
            "id": "january",
            "period": "2022-01",
            "hides_small": False,
            "levels": {"threshold": 3},
            "cells": {
                "t": {"rounded": 10, "base": 5, "way": "either"},
                "a": ["[c]", {"percentage": 25, "decimals": 0, "of": "t", "ties": "any"}],
                "b": {"between": [8, None]},
                "calls": 2,
                "sum": {"mean": 2.6, "of": 12, "decimals": 1, "each_between": [0, 10]},
            },
            "combinations": [{"terms": {"a": 1, "b": 1}, "low": 11, "high": None}],
        },
        {"id": "february", "released": False, "shows": ["d", "t"], "always_shows": ["t"]},
        {"id": "old", "cells": {"a": {"hidden": True, "low": 1, "high": 5}, "b": {"exact": 9}}},
    ],
}


def changed(path, value):
    document = json.loads(json.dumps(EVERYTHING))
    here = document
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return document


def test_everything_that_can_be_said_reads_back_as_it_was():
    system = read_system(json.dumps(EVERYTHING))
    assert system.cells[3].status is Status.OPEN
    written = system_as_json(system)
    assert read_system(json.dumps(written)) == system
    jsonschema.validate(EVERYTHING, SCHEMA)
    jsonschema.validate(written, SCHEMA)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["cells", 0, "value"], -1, "from 0 to"),
        (["cells", 0, "value"], 2.5, "whole number"),
        (["cells", 0, "value"], "3", "whole number"),
        (["cells", 0, "value"], True, "whole number"),
        (["cells", 0, "value"], 10**12, "from 0 to 1,000,000,000"),
        (["cells", 0, "id"], "", "id must be text"),
        (["cells", 0, "status"], "secret", "must be one of"),
        (["cells", 0, "colour"], "red", "no field 'colour'"),
        (["cells"], [], "no cells"),
        (["cells"], {"a": 3}, "must be a list"),
        (["equations", 0, "parts"], ["a", "nowhere"], "no cell 'nowhere'"),
        (["equations", 1, "terms"], {"a": 0}, "coefficient"),
        (["equations", 1, "terms"], {}, "terms must name"),
        (["publications", 0, "cells"], {"nowhere": 3}, "no cell 'nowhere'"),
        (["publications", 0, "cells", "t"], {"rounded": 11, "base": 5}, "not a multiple"),
        (["publications", 0, "cells", "t"], {"rounded": 10}, "its value and its base"),
        (["publications", 0, "cells", "a"], {"percentage": 25.5, "decimals": 0, "of": "t"}, "more than 0 decimals"),
        (["publications", 0, "cells", "a"], {"percentage": 25, "of": "t"}, "needs decimals"),
        (["publications", 0, "cells", "a"], {"mean": 1, "decimals": 0, "of": 0}, "of must be"),
        (["publications", 0, "cells", "a"], {"mean": "NaN", "decimals": 0, "of": 3}, "not a percentage or mean"),
        (["publications", 0, "cells", "a"], "small", "says nothing"),
        (["publications", 0, "cells", "b"], {"between": [9, 2]}, "below its least"),
        (["publications", 0, "cells", "b"], {"between": [{}, 2]}, "either may be null"),
        (["publications", 0, "cells", "b"], {"between": [False, 2]}, "either may be null"),
        (["publications", 0, "shows"], ["a"], "only a draft"),
        (["publications", 1, "always_shows"], ["a"], "not in shows"),
        (["levels", "threshold"], -1, "from 0 to"),
        (["form"], "another", "reads 'adviceline-disclosure-1'"),
    ],
)
def test_what_is_wrong_is_said_by_the_program_and_by_the_schema(path, value, words):
    document = changed(path, value)
    with pytest.raises(UnusableSystem, match=words):
        read_system(json.dumps(document))
    # Whether cells exist, numbers suit each other and ids differ is beyond a schema.
    beyond = ("nowhere", "multiple", "decimals:", "more than", "below", "only a draft", "not in shows", "not a perc")
    if not any(part in words for part in beyond):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, SCHEMA)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "must be a JSON object"),
        ('{"cells": [{"id": "a", "value": NaN}]}', "NaN is not a number"),
        ('{"cells": [{"id": "a", "value": Infinity}]}', "Infinity is not a number"),
        ('{"cells": [{"id": "a", "value": 1e400}]}', "whole number"),
        ('{"cells": [{"id": "a"}, {"id": "a"}]}', "two cells with the id 'a'"),
        ('{"cells": [{"id": "a", "id": "b"}]}', "stands twice"),
        ('{"cells": [{"id": "a", "value": ' + "9" * 5000 + "}]}", "too long"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
    ],
)
def test_malformed_text_is_refused(text, words):
    with pytest.raises(UnusableSystem, match=words):
        read_system(text)


def test_many_problems_are_counted():
    cells = [{"id": f"c{number}", "value": -1} for number in range(500)]
    with pytest.raises(UnusableSystem) as refused:
        read_system(json.dumps({"cells": cells}))
    assert len(refused.value.problems) == 21
    assert "480 more" in refused.value.problems[-1]
