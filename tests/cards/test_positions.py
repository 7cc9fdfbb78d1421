"""Lines of keys: every key of a TOML text is found where it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.positions import line_of

TEXT = """\
name = "x"            # 1
[a]                   # 2
b = 1                 # 3
c = { d = 1, e = [1, # 4
  2] }                # 5
[[tags]]              # 6
name = "one"          # 7
[[tags.limits]]       # 8
low = 1               # 9
[[tags.limits]]       # 10
low = 2               # 11
[[tags]]              # 12
"a quoted" = 1        # 13
[[tags.limits]]       # 14
low = 3               # 15
[tags.clock]          # 16
time = 1              # 17
[x.y]                 # 18
z.w = 1               # 19
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("a",), 2),
        (("a", "b"), 3),
        (("a", "c", "d"), 4),
        (("a", "c", "e", 1), 5),
        (("tags", 0, "name"), 7),
        (("tags", 0, "limits", 1, "low"), 11),
        (("tags", 1, "a quoted"), 13),
        (("tags", 1, "limits", 0, "low"), 15),
        (("tags", 1, "clock", "time"), 17),
        (("x", "y", "z", "w"), 19),
    ],
)
def test_key_is_found_where_it_is_written(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line


def test_missing_key_is_placed_at_its_table() -> None:
    assert line_of(TEXT, ("a", "missing")) == 2
    assert line_of(TEXT, ("tags", 1, "missing")) == 12
    assert line_of(TEXT, ("nowhere", "at all")) == 1


WORD = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
FORMS = ("{} = 1", '{} = "text"', "{} = [1, 2]", "{} = {{ value = 1 }}", "{} = 1  # a comment", "{} = '''a\nb'''")


@given(
    st.lists(st.tuples(WORD, st.sampled_from(FORMS), st.integers(0, 3)), unique_by=lambda each: each[0], max_size=12)
)
def test_every_key_of_any_text_is_found(keys: list[tuple[str, str, int]]) -> None:
    lines: list[str] = []
    expected = {}
    for name, form, gap in keys:
        lines += [""] * gap
        expected[name] = len(lines) + 1
        lines += form.format(name).split("\n")
    text = "\n".join(lines)
    assert {name: line_of(text, (name,)) for name in expected} == expected


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5))
def test_tables_of_tables_count_anew(counts: list[int]) -> None:
    lines: list[str] = []
    expected = {}
    for outer, count in enumerate(counts):
        lines.append("[[outer]]")
        for inner in range(count):
            lines += ["[[outer.inner]]", f"key = {inner}"]
            expected[("outer", outer, "inner", inner, "key")] = len(lines)
    text = "\n".join(lines)
    assert {path: line_of(text, path) for path in expected} == expected
