import warnings

import numpy as np
import pytest

from strains.errors import LimitUnusable
from strains.lp.kernel import Kernel
from strains.lp.simplex import Status
from strains.models.model import load_model
from strains.models.model_cache import base_network
from strains.questions.growth import growth
from strains.questions.loopless import cyclic_reactions, loopless, loopless_variability
from strains.questions.variability import flux_variability

CYCLE = ("FRD7", "SUCDi")  # fumarate to succinate and back, the only cycle of the core model


@pytest.fixture
def network(core):
    return core.base


def spun(network):
    """An optimum with the cycle running, and without."""
    still = growth(network).fluxes
    turning = still.copy()
    turning[[network.place(name) for name in CYCLE]] += 100.0
    return still, turning


class TestFluxes:
    def test_a_cycle_is_taken_away_and_nothing_else(self, network):
        still, turning = spun(network)
        found = loopless(network, turning)
        expected = loopless(network, still).optimum.fluxes
        assert found.removed == pytest.approx(200.0 + loopless(network, still).removed, abs=1e-6)
        assert found.optimum.fluxes == pytest.approx(expected, abs=1e-6)
        assert found.left == ()

    def test_an_optimum_where_none_is_given(self, network):
        found = loopless(network)
        assert found.optimum.objective == pytest.approx(0.873921507, abs=1e-8)
        assert min(abs(found.optimum.flux(name)) for name in CYCLE) == 0.0

    def test_a_forced_flux_keeps_its_cycle_and_is_named(self, network):
        forced = network.with_bounds({"FRD7": (50.0, 1000.0)})
        found = loopless(forced)
        assert found.optimum.flux("FRD7") == pytest.approx(50.0)
        assert set(found.left) == set(CYCLE)

    def test_genome_scale(self):
        network = base_network("cobra:iJO1366")
        found = loopless(network)
        assert found.optimum.objective == pytest.approx(0.982371813, abs=1e-8)
        assert found.left == ()
        assert loopless(network, found.optimum.fluxes).removed <= 1e-6


class TestVariability:
    def test_only_the_reactions_in_cycles_are_flagged(self, network):
        flags = cyclic_reactions(network)
        assert {network.reactions[place] for place in np.flatnonzero(flags)} == set(CYCLE)
        stopped = cyclic_reactions(network.with_bounds({"FRD7": (0.0, 0.0)}))
        assert not stopped.any()

    @pytest.mark.parametrize("fraction", [1.0, 0.9, 0.0])
    def test_others_keep_their_plain_range(self, network, fraction):
        plain, found = flux_variability(network, fraction), loopless_variability(network, fraction)
        others = ~cyclic_reactions(network)
        assert found.minimum[others] == pytest.approx(plain.minimum[others], abs=1e-6)
        assert found.maximum[others] == pytest.approx(plain.maximum[others], abs=1e-6)
        assert found.optimum == pytest.approx(plain.optimum, abs=1e-8)

    @pytest.mark.parametrize("fraction", [1.0, 0.9, 0.0])
    @pytest.mark.parametrize(("asked", "other"), [CYCLE, CYCLE[::-1]])
    def test_a_reaction_of_the_cycle_runs_at_most_as_far_as_with_the_other_stopped(
        self, network, fraction, asked, other
    ):
        # Both run forward only, so that the cycle is broken exactly when one of them stands.
        found = loopless_variability(network, fraction, [asked])
        kernel = Kernel(network.problem)
        kernel.maximise({network.place("Biomass_Ecoli_core"): 1.0})
        best = kernel.solve().objective
        kernel.bound(network.place("Biomass_Ecoli_core"), max(fraction * best - 1e-9, 0.0), 1000.0)
        kernel.bound(network.place(other), 0.0, 0.0)
        if kernel.attempt() is Status.INFEASIBLE:
            kernel.free([network.place(other)])  # the other has to run
            kernel.bound(network.place(asked), 0.0, 0.0)
        kernel.maximise({network.place(asked): 1.0})
        assert found.maximum[0] == pytest.approx(kernel.solve().objective, abs=1e-5)

    def test_cobrapy_agrees_but_in_the_cycle_where_its_heuristic_closes_too_much(self, network):
        """COBRApy stops every reaction that stands after it took the cycles away from one vertex, the asked one too.

        So it reports that succinate dehydrogenase cannot run at 90 % of growth, where it carries 5.06 at the optimum.
        """
        from cobra.flux_analysis import flux_variability_analysis

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = flux_variability_analysis(
                load_model("cobra:textbook"), fraction_of_optimum=0.9, loopless=True, processes=1
            )
        found = loopless_variability(network, 0.9)
        apart = np.abs(theirs["maximum"].to_numpy() - found.maximum) > 1e-4
        assert {network.reactions[place] for place in np.flatnonzero(apart)} <= set(CYCLE)
        assert theirs["minimum"].to_numpy() == pytest.approx(found.minimum, abs=1e-5)
        assert loopless(network).optimum.flux("SUCDi") == pytest.approx(5.064, abs=1e-3)
        assert found.maximum[network.place("SUCDi")] >= 5.064

    def test_an_objective_in_a_cycle_is_the_best_without_it(self, network):
        found = loopless_variability(network.with_objective({"FRD7": 1.0}), 1.0, ["FRD7", "SUCDi"])
        alone = loopless_variability(network, 0.0, ["FRD7"])
        others = loopless_variability(network.with_objective({"FRD7": 1.0}), 0.5, ["FUM", "PFK", "EX_ac_e"])
        held = network.with_bounds({"FRD7": (found.optimum / 2 - 1e-7, 1000.0), "SUCDi": (0.0, 0.0)})
        plain = flux_variability(held, 0.0, ["FUM", "PFK", "EX_ac_e"])
        assert others.minimum == pytest.approx(plain.minimum, abs=1e-4)
        assert others.maximum == pytest.approx(plain.maximum, abs=1e-4)
        assert found.optimum == pytest.approx(alone.maximum[0], abs=1e-5)
        assert found.maximum[1] == pytest.approx(0.0, abs=1e-6)

    def test_progress_counts_the_ranges_that_are_searched(self, network):
        told = []
        loopless_variability(network, 0.9, progress=lambda done, of: told.append((done, of)))
        assert told == [(1, 2), (2, 2)]

    def test_a_fraction_out_of_range_is_refused(self, network):
        with pytest.raises(LimitUnusable, match="fraction of the objective is -0.5"):
            loopless_variability(network, -0.5)
