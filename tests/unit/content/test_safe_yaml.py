import pytest

from adviceline.content.problems import ContentError
from adviceline.content.safe_yaml import MAXIMUM_BYTES, MAXIMUM_DEPTH, parse


def refused(source):
    with pytest.raises(ContentError) as caught:
        parse(source, "some.yaml")
    return caught.value


def test_plain_data_is_read_with_its_lines():
    document = parse("a: 1\nb:\n  - x\n  - c: true\n", "some.yaml")
    assert document.data == {"a": 1, "b": ["x", {"c": True}]}
    assert document.line(("b", 1, "c")) == 4
    assert document.line(("b", 1, "missing")) == 4, "the nearest line that there is"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("2027-09-01", "2027-09-01"),
        ("08:00", "08:00"),
        ("'1'", "1"),
        ("1", 1),
        ("-3", -3),
        ("1.5", 1.5),
        ("007", "007"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("true", True),
        ("null", None),
        ("", None),
    ],
)
def test_scalars_mean_what_they_look_like(written, read):
    assert parse(f"a: {written}", "some.yaml").data == {"a": read}


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("a: &x 1\n", 1, "anchor"),
        ("a: 1\nb: *x\n", 2, "alias"),
        ("a: 1\nb: !!python/object/apply:os.system ['true']\n", 2, "tag"),
        ("a: !custom 1\n", 1, "tag"),
        ("? [a]\n: 1\n", 1, "key must be plain text"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' appears twice"),
        ("a:\n  <<: 1\n", 2, "Merge keys"),
        ("a: 1\n---\nb: 2\n", 2, "more than one document"),
        ("%YAML 1.1\n---\na: 1\n", 1, "directives"),
        ("a: 1\nb: [1, 2\n", 3, "not valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "tab"),
        ("a: 1\nb: x\u202ey\n", 2, "hidden character (U+202E)"),
        ("a: x\u200by\n", 1, "hidden character (U+200B)"),
        ('a: 1\nb: "x\\u202ey"\n', 2, "hidden character (U+202E)"),
        ('a: 1\nb: "x\\0y"\n', 2, "hidden character (U+0000)"),
        ('a: 1\n"x\\u200by": 1\n', 2, "hidden character (U+200B)"),
        ("a: 1\nb: x\x00y\n", 2, "hidden character (U+0000)"),
        ("", 0, "empty"),
        ("# only a comment\n", 0, "empty"),
    ],
)
def test_anything_else_is_refused_with_its_line(source, line, message):
    error = refused(source)
    assert (error.file, error.line) == ("some.yaml", line)
    assert message in error.message
    assert error.remedy


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
    )
    assert "anchor" in refused(bomb).message


def test_a_deep_file_is_refused_before_it_exhausts_anything():
    assert "nested" in refused("a: " + "[" * 5_000 + "]" * 5_000).message
    assert parse("a: " + "[" * (MAXIMUM_DEPTH - 1) + "]" * (MAXIMUM_DEPTH - 1), "some.yaml")


def test_a_huge_file_is_refused():
    assert "bytes" in refused(b"a: " + b"x" * MAXIMUM_BYTES).message
    assert "values" in refused("a: [" + "1," * 60_000 + "1]").message


def test_text_that_is_not_utf8_is_refused_with_its_line():
    error = refused(b"a: 1\nb: caf\xe9\n")
    assert (error.line, error.remedy) == (2, "Save it as UTF-8.")


def test_windows_line_ends_are_read():
    assert parse(b"a: 1\r\nb: |\r\n  x\r\n  y\r\n", "some.yaml").data == {"a": 1, "b": "x\ny\n"}
