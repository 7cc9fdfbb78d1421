"""Small random networks, degenerate, infeasible and unbounded ones among them: the same answers as COBRApy."""

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from strains.errors import SolverFailed
from strains.lp.backends import BACKENDS
from strains.models.network import Network
from strains.questions.deletions import double_gene_deletions, single_gene_deletions, single_reaction_deletions
from strains.questions.growth import growth
from strains.questions.loopless import loopless, loopless_variability
from strains.questions.parsimonious import parsimonious
from strains.questions.sampling import to_cobra
from strains.questions.variability import flux_variability

INF = float("inf")
FINITE = [(0, 10), (0, 10), (-10, 10), (0, 1000), (-1000, 1000), (-5, 0), (0, 0), (0, 1)]
FORCED = [(2, 8), (-3, -1), (1, 1), (5, 10)]
OPEN_ENDED = [(0, INF), (-INF, INF), (-INF, 0)]
FAST = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
SLOW = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def networks(draw, bounds=tuple(FINITE + FORCED)):
    """1 to 6 metabolites, 2 to 10 reactions of which some are exchanges, genes in rules of either kind."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 10))
    matrix = np.zeros((height, width))
    for column in range(width):
        count = draw(st.sampled_from([1, 1, 2, 2, 2, 3]))
        for row in draw(st.lists(st.integers(0, height - 1), min_size=1, max_size=count, unique=True)):
            matrix[row, column] = draw(st.sampled_from([1, -1, 1, -1, 2, -2, 0.5, -3]))
    lower, upper = zip(*draw(st.lists(st.sampled_from(bounds), min_size=width, max_size=width)), strict=True)
    objective = np.zeros(width)
    for column in draw(st.lists(st.integers(0, width - 1), min_size=1, max_size=2, unique=True)):
        objective[column] = draw(st.sampled_from([1.0, 1.0, -1.0, 0.5]))
    genes = ("g1", "g2", "g3", "g4")
    rule = st.sampled_from([None, "g1", "g2", "g3", ("and", ("g1", "g4")), ("or", ("g2", "g3"))])
    return Network(
        name="random",
        metabolites=tuple(f"m{row}" for row in range(height)),
        metabolite_names=("",) * height,
        formulas=("",) * height,
        charges=np.full(height, np.nan),
        compartments=("c",) * height,
        reactions=tuple(f"r{column}" for column in range(width)),
        reaction_names=("",) * width,
        subsystems=("",) * width,
        matrix=sparse.csc_matrix(matrix),
        lower=np.array(lower, dtype=float),
        upper=np.array(upper, dtype=float),
        objective=objective,
        genes=genes,
        gene_names=genes,
        rules=tuple(draw(st.lists(rule, min_size=width, max_size=width))),
    )


def peer(network):
    """The same in COBRApy, its gene rules too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = to_cobra(network)
        model.solver = "glpk"
        for place, rule in enumerate(network.rules):
            if rule is not None:
                written = rule if isinstance(rule, str) else f" {rule[0]} ".join(rule[1])
                model.reactions[place].gene_reaction_rule = written
        model.tolerance = 1e-9
    return model


def peer_optimum(model):
    """Status and objective of COBRApy; what GLPK leaves open is settled by a programme without objective."""
    value = model.slim_optimize()
    status = model.solver.status
    if status not in ("optimal", "infeasible", "unbounded"):
        with model:
            model.objective = {}
            model.slim_optimize()
            status = "unbounded" if model.solver.status == "optimal" else "infeasible"
    return status, value


def assert_same_growth(network, backend):
    status, value = peer_optimum(peer(network))
    found = growth(network, backend)
    assert found.status == status
    if status == "optimal":
        assert found.objective == pytest.approx(value, abs=1e-6)
        assert np.abs(network.matrix @ found.fluxes).max(initial=0.0) <= 1e-6
        assert np.all(found.fluxes >= network.lower - 1e-6)
        assert np.all(found.fluxes <= network.upper + 1e-6)
    else:
        assert found.why
        assert np.isnan(found.fluxes).all()


def assert_same_ranges(network, fraction):
    from cobra.flux_analysis import flux_variability_analysis

    if growth(network).status != "optimal" or growth(network).objective < 0:
        return  # COBRApy asks for more than the best where that is negative
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = flux_variability_analysis(peer(network), fraction_of_optimum=fraction, processes=1)
    for backend in BACKENDS:
        found = flux_variability(network, fraction, backend=backend)
        assert found.minimum == pytest.approx(expected["minimum"].to_numpy(), abs=1e-6)
        assert found.maximum == pytest.approx(expected["maximum"].to_numpy(), abs=1e-6)


def assert_same_deletions(network):
    from cobra import flux_analysis

    if growth(network).status != "optimal":
        return
    genes = tuple(gene.id for gene in peer(network).genes)
    for ours, theirs, names in (
        (single_gene_deletions, "single_gene_deletion", genes),
        (double_gene_deletions, "double_gene_deletion", genes),
        (single_reaction_deletions, "single_reaction_deletion", network.reactions),
    ):
        if not names:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = getattr(flux_analysis, theirs)(peer(network), processes=1)
        expected = {frozenset(row.ids): row.growth for row in frame.itertuples()}
        found = ours(network, names)
        for name, value in zip(found.names, found.objective, strict=True):
            assert value == pytest.approx(expected[frozenset(name)], abs=1e-6, nan_ok=True)


def assert_same_least_flux(network):
    from cobra.flux_analysis import pfba

    if growth(network).status != "optimal":
        return
    expected = float(np.abs(pfba(peer(network)).fluxes).sum())
    found = parsimonious(network)
    assert found.total == pytest.approx(expected, abs=1e-5)
    assert found.optimum.objective == pytest.approx(growth(network).objective, abs=1e-6)


def assert_same_without_cycles(network):
    import cobra
    from cobra.flux_analysis.loopless import add_loopless

    if (
        growth(network).status != "optimal"
        or not len(network.boundary)
        or len(network.boundary) == network.matrix.shape[1]
    ):
        return  # without exchanges or without inner reactions COBRApy has no matrix to look for cycles in
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = peer(network)
        model.tolerance = 1e-7
        # COBRApy takes the largest bound of a model for the steepest potential: an idle exchange gives it room.
        model.add_boundary(cobra.Metabolite("idle"), type="demand", ub=1000.0)
        add_loopless(model, method="original")
        status, best = peer_optimum(model)
    if status != "optimal":
        with pytest.raises(SolverFailed):
            loopless_variability(network, 0.0)
        return
    found = loopless_variability(network, 0.0)
    assert found.optimum == pytest.approx(best, abs=1e-4)
    objective = model.objective.expression
    floor = model.problem.Constraint(objective, lb=min(0.0, 2 * best) - 1e-6, name="floor")
    model.add_cons_vars([floor])
    for place, reaction in enumerate(model.reactions[: len(network.reactions)]):
        for sense, expected in (("max", found.maximum[place]), ("min", found.minimum[place])):
            model.objective = model.problem.Objective(reaction.flux_expression, direction=sense)
            assert model.slim_optimize() == pytest.approx(expected, abs=2e-3)


@FAST
@given(networks(tuple(FINITE + FORCED + OPEN_ENDED)), st.sampled_from(sorted(BACKENDS)))
def test_growth(network, backend):
    assert_same_growth(network, backend)


@FAST
@given(networks(), st.sampled_from([1.0, 0.9, 0.5, 0.0]))
def test_flux_variability(network, fraction):
    assert_same_ranges(network, fraction)


@settings(FAST, max_examples=60)
@given(networks())
def test_deletions(network):
    assert_same_deletions(network)


@settings(FAST, max_examples=60)
@given(networks())
def test_parsimonious(network):
    assert_same_least_flux(network)


@settings(FAST, max_examples=50)
@given(networks(tuple(FINITE)))
def test_loopless_variability(network):
    assert_same_without_cycles(network)


@settings(FAST, max_examples=100)
@given(networks())
def test_loopless_fluxes_keep_exchanges_and_objective(network):
    before = growth(network)
    if before.status != "optimal":
        return
    found = loopless(network, before.fluxes)
    after = found.optimum.fluxes
    assert found.optimum.objective == pytest.approx(before.objective, abs=1e-7)
    assert after[network.boundary] == pytest.approx(before.fluxes[network.boundary], abs=1e-7)
    assert np.all(np.abs(after) <= np.abs(before.fluxes) + 1e-7)
    assert np.abs(network.matrix @ after).max(initial=0.0) <= 1e-6
    again = loopless(network, after)
    assert again.removed <= 1e-6
    assert again.left == found.left


@pytest.mark.slow
class TestFiveHundred:
    @SLOW
    @given(networks(tuple(FINITE + FORCED + OPEN_ENDED)), st.sampled_from(sorted(BACKENDS)))
    def test_growth(self, network, backend):
        assert_same_growth(network, backend)

    @SLOW
    @given(networks(), st.sampled_from([1.0, 0.9, 0.5, 0.0]))
    def test_flux_variability(self, network, fraction):
        assert_same_ranges(network, fraction)

    @SLOW
    @given(networks())
    def test_deletions(self, network):
        assert_same_deletions(network)

    @SLOW
    @given(networks())
    def test_parsimonious(self, network):
        assert_same_least_flux(network)

    @SLOW
    @given(networks())
    def test_loopless_variability(self, network):
        assert_same_without_cycles(network)
