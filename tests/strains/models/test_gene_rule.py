import ast
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.models.gene_rule import carried, from_ast, genes_of

GENES = ("a", "b", "c", "d")
RULES = st.recursive(
    st.sampled_from(GENES),
    lambda inner: st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=6,
)


def parsed(text):
    return from_ast(ast.parse(text, mode="eval"))


def test_complexes_and_isozymes():
    rule = parsed("a and (b or c)")
    assert rule == ("and", ("a", ("or", ("b", "c"))))
    assert genes_of(rule) == {"a", "b", "c"}
    assert carried(rule, {"b"})
    assert carried(rule, {"d"})
    assert not carried(rule, {"a"})
    assert not carried(rule, {"b", "c"})


def test_a_reaction_without_rule_is_carried_by_anything():
    assert from_ast(None) is None
    assert carried(None, set(GENES))
    assert genes_of(None) == frozenset()


def test_what_is_no_rule_is_refused():
    with pytest.raises(ValueError, match="a gene rule holds UnaryOp; expected genes, 'and' and 'or'"):
        parsed("not a")


@settings(deadline=None)
@given(RULES)
def test_deleting_more_never_brings_a_reaction_back(rule):
    for count in range(len(GENES)):
        for dead in combinations(GENES, count):
            if not carried(rule, set(dead)):
                assert all(not carried(rule, {*dead, other}) for other in GENES)
    assert carried(rule, set())
    assert not carried(rule, genes_of(rule))


@settings(deadline=None)
@given(RULES, st.sets(st.sampled_from(GENES)))
def test_cobrapy_reads_the_same(rule, dead):
    from cobra.core.gene import GPR

    def written(part):
        return part if isinstance(part, str) else "(" + f" {part[0]} ".join(map(written, part[1])) + ")"

    gpr = GPR.from_string(written(rule))
    assert gpr.eval(dead) == carried(rule, dead)
    assert carried(from_ast(gpr.body), dead) == carried(rule, dead)
