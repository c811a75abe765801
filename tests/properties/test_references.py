from hypothesis import assume, given
from hypothesis import strategies as st

from adviceline.contacts.references import SYMBOLS, NotAReference, format_reference, parse_reference

symbols = st.text(alphabet=SYMBOLS, min_size=7, max_size=7)


def accepts(typed: str) -> bool:
    try:
        parse_reference(typed, prefix="HSB")
    except NotAReference:
        return False
    return True


@given(symbols)
def test_every_reference_reads_back(chosen):
    reference = format_reference("HSB", chosen)
    assert parse_reference(reference, prefix="HSB") == reference


@given(symbols, st.integers(0, 7), st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_is_always_noticed(chosen, place, wrong):
    whole = format_reference("HSB", chosen).removeprefix("HSB-").replace("-", "")
    assume(whole[place] != wrong)
    assert not accepts("HSB" + whole[:place] + wrong + whole[place + 1 :])


@given(symbols, st.integers(0, 6))
def test_two_neighbours_swapped_are_always_noticed(chosen, place):
    whole = format_reference("HSB", chosen).removeprefix("HSB-").replace("-", "")
    assume(whole[place] != whole[place + 1])
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert not accepts("HSB" + swapped)
