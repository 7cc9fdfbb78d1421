import numpy as np
import pytest

from strains.errors import UnknownReaction
from strains.models.model import load_model


def test_the_matrix_is_the_models_stoichiometry(core):
    from cobra.util import create_stoichiometric_matrix

    problem, model = core.base.problem, load_model("cobra:textbook")
    assert np.array_equal(problem.matrix.toarray(), create_stoichiometric_matrix(model))
    assert problem.columns == tuple(reaction.id for reaction in model.reactions)


def test_given_bounds_take_the_place_of_the_models(core):
    problem = core.base.problem.with_bounds({"PFL": (1.0, 2.0)})
    place = problem.index("PFL")
    assert (problem.lower[place], problem.upper[place]) == (1.0, 2.0)
    assert problem.indices(["PFL", "PFL"]) == [place, place]


def test_recourse_turns_a_lower_bound_into_a_row(core):
    problem = core.base.problem.with_bounds({"ATPM": (8.39, 1000.0)}).with_recourse("ATPM", "short")
    assert problem.columns[-1] == "short"
    assert problem.lower[problem.index("ATPM")] == 0.0
    assert problem.row_lower[-1] == 8.39
    row = problem.matrix.toarray()[-1]
    assert set(np.flatnonzero(row)) == {problem.index("ATPM"), problem.index("short")}


def test_an_unknown_column_brings_the_nearest(core):
    with pytest.raises(UnknownReaction, match="did you mean 'ATPM'"):
        core.base.problem.index("ATPMM")
