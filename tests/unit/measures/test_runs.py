"""The longest run of half hours in which nobody got through."""

from datetime import date

from adviceline.measures.runs import Run, longest_unanswered_run

MONDAY, TUESDAY = date(2022, 2, 7), date(2022, 2, 8)


def test_a_run_goes_on_overnight_and_over_half_hours_in_which_nobody_called():
    slots = [
        (TUESDAY, 17, 2, 0),
        (MONDAY, 20, 3, 1),
        (MONDAY, 38, 1, 0),
        (TUESDAY, 16, 1, 0),
        (TUESDAY, 20, 4, 4),
        (TUESDAY, 18, 0, 0),
    ]
    assert longest_unanswered_run(slots) == Run(3, 4, (MONDAY, 38), (TUESDAY, 17))


def test_of_equal_runs_the_one_with_more_calls_counts():
    slots = [(MONDAY, 16, 1, 0), (MONDAY, 17, 1, 1), (MONDAY, 18, 5, 0), (MONDAY, 19, 1, 1), (MONDAY, 20, 5, 0)]
    assert longest_unanswered_run(slots) == Run(1, 5, (MONDAY, 18), (MONDAY, 18))


def test_without_unanswered_half_hours_there_is_no_run():
    assert longest_unanswered_run([]) == Run(0, 0, None, None)
    assert longest_unanswered_run([(MONDAY, 16, 2, 1)]) == Run(0, 0, None, None)
