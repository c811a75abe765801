"""The compiled SQL gives what Python gives, on the engines that need no server."""

import sqlite3

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adviceline.measures.algebra import Count, Mean, MeanPairedDifference, Percentile, Source, percentage
from adviceline.measures.predicates import Between, Equals, IsFalse, IsTrue, OneOf, every
from adviceline.measures.sql import compile_groups, compile_sql

ROWS = Source("rows", "month", "its month")
KEPT = every(IsTrue("kept"))
EXPRESSIONS = [
    Count(ROWS, KEPT),
    Count(ROWS, every(IsFalse("kept"), OneOf("code", ("a", "o'b")))),
    percentage(ROWS, part=OneOf("code", ("a", "b")), whole=KEPT),
    percentage(ROWS, part=Between("score", 3, 7), whole=every(Equals("code", "a"))),
    Mean(ROWS, "seconds", KEPT),
    MeanPairedDifference(ROWS, "seconds", "later", KEPT),
    *(Percentile(ROWS, "seconds", percent, KEPT) for percent in (0, 50, 90, 95, 100)),
]
MAYBE = st.none() | st.integers(0, 1000)
RECORDS = st.lists(
    st.tuples(
        st.sampled_from([202201, 202202]),
        st.booleans(),
        st.sampled_from(["a", "b", "o'b"]),
        st.integers(0, 10),
        MAYBE,
        MAYBE,
    ),
    max_size=25,
)
NAMES = ("month", "kept", "code", "score", "seconds", "later")


@pytest.fixture(params=["sqlite", "duckdb"])
def run(request):
    base = sqlite3.connect(":memory:") if request.param == "sqlite" else duckdb.connect()
    base.execute(
        "CREATE TABLE rows (month INTEGER, kept BOOLEAN, code VARCHAR, score INTEGER, seconds INTEGER, later INTEGER)"
    )
    yield base
    base.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(RECORDS)
def test_every_form_gives_the_same_figure_in_sql_as_in_python(run, records):
    run.execute("DELETE FROM rows")
    for record in records:
        run.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)", record)
    in_month = [dict(zip(NAMES, record, strict=True)) for record in records if record[0] == 202202]
    for expression in EXPRESSIONS:
        expected = expression.evaluate(in_month)
        found = run.execute(compile_sql(expression, 202202)).fetchone()
        if isinstance(expression, Percentile):
            value, _, denominator = found
            assert denominator == expected.denominator
            assert value == pytest.approx(expected.value) if expected.value is not None else value is None
        else:
            assert found[0] == expected.numerator
            assert found[1] == expected.denominator


def test_groups_stand_for_as_many_rows_as_there_are(run):
    for record in [(202202, True, "a", 1, None, None)] * 3 + [(202201, True, "a", 1, None, None)]:
        run.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)", record)
    assert run.execute(compile_groups(ROWS, ("code", "score"), 202202, KEPT)).fetchall() == [("a", 1, 3)]


def test_a_month_that_is_no_number_never_reaches_the_statement():
    with pytest.raises(ValueError, match="invalid literal"):
        compile_sql(EXPRESSIONS[0], "202202; DROP TABLE rows")
