import math

import pytest

from strains.design.designs import Design
from strains.design.ranking import rank, ranking_frame


def design(gene, growth, least, uptake=10.0):
    return Design((gene,), ((gene,),), ("PFL",), growth, least, least, uptake)


DESIGNS = [
    design("b0721", 0.8, 0.0),  # not coupled
    design("b0722", 0.5, 4.0),  # rate 2, yield 0.4, titre 8
    design("b0723", 0.1, 9.0),  # rate 0.9, yield 0.9, titre 90
    design("b0724", 0.4, 6.0),  # rate 2.4, yield 0.6, titre 15
]


def order(ranked):
    return [one.design.genes[0] for one in ranked]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("titre", ["b0723", "b0724", "b0722", "b0721"]),
        ("yield", ["b0723", "b0724", "b0722", "b0721"]),
        ("rate", ["b0724", "b0722", "b0723", "b0721"]),
        ("all", ["b0724", "b0723", "b0722", "b0721"]),
    ],
)
def test_by_a_measure(core, by, expected):
    assert order(rank(DESIGNS, core, by=by)) == expected


def test_by_the_cost_of_the_strain_that_a_design_makes(core):
    seen = []

    def cost(strain):
        seen.append(strain.deleted_genes)
        return {"b0722": 1.0, "b0723": 3.0, "b0724": math.nan}.get(strain.deleted_genes[-1], 0.0)

    ranked = rank(DESIGNS, core, cost)
    assert order(ranked) == ["b0722", "b0723", "b0724", "b0721"]
    assert [one.rank for one in ranked] == [1, 2, 3, 4]
    assert all(genes[: len(core.deleted_genes)] == core.deleted_genes for genes in seen)
    assert ranked[0].cost == 1.0


def test_places_by_each_measure(core):
    first = rank(DESIGNS, core)[0]
    assert (first.titre_rank, first.rate_rank, first.yield_rank) == (2, 1, 2)
    assert math.isnan(first.cost)
    assert ranking_frame(rank(DESIGNS, core))["genes"].tolist()[0] == "b0724"


def test_nothing_to_rank(core):
    assert rank([], core) == ()
