import numpy as np
import pytest

from strains.phenotype.cell import Cell
from strains.phenotype.tie_break import STATED


@pytest.fixture
def cell(core) -> Cell:
    return Cell(core, ("glucose", "oxygen"), {})


def test_growth_is_that_of_cobrapy(core, cell):
    model = core.model()
    for glucose, oxygen in [(10.0, 0.0), (10.0, 20.0), (5.0, 3.0)]:
        model.reactions.EX_glc__D_e.lower_bound = -glucose
        model.reactions.EX_o2_e.lower_bound = -oxygen
        state = cell.most_growth(np.array([glucose, oxygen]))
        assert state.fluxes[cell.growth] == pytest.approx(model.slim_optimize(), abs=1e-8)
        assert state.shortfall == pytest.approx(0.0, abs=1e-9)


def test_the_gradient_is_the_slope_of_the_value(cell):
    theta = np.array([9.0, 4.0])
    state = cell.most_growth(theta, STATED)
    for place in range(2):
        step = np.zeros(2)
        step[place] = 1e-3
        above, below = (cell.most_growth(theta + sign * step, STATED).value for sign in (1, -1))
        assert state.gradient[place] == pytest.approx((above - below) / 2e-3, abs=1e-7)


def test_below_maintenance_there_is_a_shortfall_and_no_failure(cell):
    state = cell.most_growth(np.array([0.0, 0.0]))
    assert state.shortfall == pytest.approx(8.39)
    assert state.fluxes[cell.growth] == pytest.approx(0.0, abs=1e-9)


def test_ranges_are_those_of_cobrapy(core, cell):
    from cobra.flux_analysis import flux_variability_analysis

    model = core.model()
    model.reactions.EX_glc__D_e.lower_bound = -10
    model.reactions.EX_o2_e.lower_bound = -30
    names = ["EX_o2_e", "EX_co2_e", "EX_h_e", "EX_ac_e", "PGI", "FRD7"]
    columns = cell.problem.indices(names)
    for fraction in (1.0, 0.9):
        theirs = flux_variability_analysis(model, names, fraction_of_optimum=fraction, processes=1)
        ours = cell.ranges(np.array([10.0, 30.0]), columns, fraction)
        assert ours[:, 0] == pytest.approx(theirs.minimum.to_numpy(), abs=1e-4)
        assert ours[:, 1] == pytest.approx(theirs.maximum.to_numpy(), abs=1e-4)


def test_ranges_leave_the_programme_as_it_was(cell):
    theta = np.array([10.0, 2.0])
    before = cell.most_growth(theta).value
    cell.ranges(theta, [0, 1])
    assert cell.most_growth(theta).value == pytest.approx(before, abs=1e-12)
    assert cell.most_growth(np.array([3.0, 9.0])).fluxes[cell.growth] > 0.1


def test_most_product_is_the_stoichiometric_limit(cell):
    # Two ethanol per glucose: C6H12O6 = 2 C2H6O + 2 CO2, the ATP of glycolysis above maintenance.
    assert cell.most(np.array([10.0, 0.0]), cell.problem.index("EX_etoh_e")) == pytest.approx(20.0)
