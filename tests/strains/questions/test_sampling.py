import numpy as np
import pytest

from strains.errors import LimitUnusable
from strains.questions.growth import growth
from strains.questions.sampling import sample, to_cobra


@pytest.fixture
def network(core):
    return core.base


@pytest.mark.parametrize("method", ["optgp", "achr"])
def test_samples_keep_every_bound_and_balance(network, method):
    found = sample(network, 6, method, seed=5, thinning=5)
    assert found.fluxes.shape == (6, 95)
    assert np.abs(network.matrix @ found.fluxes.T).max() < 1e-6
    assert np.all(found.fluxes >= network.lower - 1e-6)
    assert np.all(found.fluxes <= network.upper + 1e-6)
    assert np.ptp(found.fluxes[:, network.place("PGI")]) > 0
    assert found.to_frame().columns.tolist() == list(network.reactions)


def test_the_seed_decides(network):
    one, same, other = (sample(network, 2, seed=seed, thinning=3).fluxes for seed in (7, 7, 8))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_model_in_cobrapy_is_the_same(network):
    model = to_cobra(network)
    assert model.slim_optimize() == pytest.approx(growth(network).objective, abs=1e-8)
    assert [reaction.id for reaction in model.reactions] == list(network.reactions)


def test_no_samples_are_refused(network):
    with pytest.raises(LimitUnusable, match="0 samples"):
        sample(network, 0)
