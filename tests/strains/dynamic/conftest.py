"""Cultures on the core model, and a reference that solves linear programmes at every call of the derivative."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from strains.certificate.glpk import GlpkModel
from strains.dynamic.culture import Culture
from strains.dynamic.laws import MichaelisMenten, as_law
from strains.dynamic.vessel import Vessel, rate
from strains.models.model import load_model
from strains.models.network import Network

CORE, CORE_BIOMASS = "cobra:textbook", "Biomass_Ecoli_core"
EXCHANGES = {
    "glucose": "EX_glc__D_e",
    "acetate": "EX_ac_e",
    "oxygen": "EX_o2_e",
    "co2": "EX_co2_e",
    "ethanol": "EX_etoh_e",
    "formate": "EX_for_e",
    "lactate": "EX_lac__D_e",
}
MAINTENANCE = "ATPM"
HAIRS = (1e-10, 1e-9, 1e-8, 1e-7)  # by which an optimum is held while the next one is looked for


@dataclass
class Reference:
    """Balances in concentrations, whole models through COBRApy's GLPK, one programme a level at every call.

    A model of its own for each level keeps every simplex warm.
    """

    cultures: list
    models: list
    vessel: Vessel
    _laws: list = field(default_factory=list)
    _solvers: list = field(default_factory=list)

    def __post_init__(self):
        self.names = list(self.vessel.concentrations)
        places = {name: place for place, name in enumerate(self.names)}
        for culture, model in zip(self.cultures, self.models, strict=True):
            laws = [(name, as_law(law).bind(places.get(name), places)) for name, law in culture.uptake.items()]
            levels = [culture.growth, *(culture.exchanges[name] for name in self.names)]
            self._laws.append(laws)
            self._solvers.append([(level, self._solver(model, level)) for level in [MAINTENANCE, *levels]])

    def _solver(self, model, level):
        solver = GlpkModel(model.copy())
        solver.maximise({level: 1.0})
        return solver

    def rates(self, place, c):
        """Growth, exchanges, unmet share of maintenance."""
        culture, solvers = self.cultures[place], self._solvers[place]
        network = culture.network
        maintenance = float(network.lower[network.place(MAINTENANCE)])
        bounds = {culture.exchanges[name]: (-max(law.value(c), 0.0), 1000.0) for name, law in self._laws[place]}
        found = {}
        growth = self._most(solvers[1][1], culture.growth, bounds, {})
        if growth is None:
            bounds[MAINTENANCE] = (0.0, maintenance)
            found[MAINTENANCE] = self._most(solvers[0][1], MAINTENANCE, bounds, {})
        else:
            found[culture.growth] = growth
        for level, solver in solvers[1 if growth is None else 2 :]:
            bound = {**bounds, MAINTENANCE: bounds.get(MAINTENANCE, (maintenance, 1000.0))}
            tries = (self._most(solver, level, bound, found, hair) for hair in HAIRS)
            found[level] = next(most for most in tries if most is not None)
        share = 1.0 - found.get(MAINTENANCE, maintenance) / maintenance
        return found[culture.growth], [found[culture.exchanges[name]] for name in self.names], max(share, 0.0)

    def _most(self, solver, level, bounds, held, hair=0.0):
        """The most of ``level`` while what was decided before is held but for a hair; None where GLPK finds none."""
        ends = {**{one: (most - hair, most + hair) for one, most in held.items()}}
        for reaction, (lower, upper) in {MAINTENANCE: (self._kept, 1000.0), **bounds, **ends}.items():
            solver.bound(reaction, lower, upper)
        return solver.flux(level) if solver.solve() else None

    @property
    def _kept(self):
        network = self.cultures[0].network
        return float(network.lower[network.place(MAINTENANCE)])

    def slope(self, time, states):
        """d (volume, cells g/L, concentrations mmol/L) / dt."""
        vessel, count = self.vessel, len(self.cultures)
        volume, cells, c = states[0], states[1 : 1 + count], states[1 + count :]
        flow = sum(rate(feed.rate, time) for feed in vessel.feeds)
        out = rate(vessel.outflow, time) + (flow if vessel.level else 0.0)
        found = np.zeros_like(states)
        found[0] = flow - out
        for place, culture in enumerate(self.cultures):
            growth, fluxes, share = self.rates(place, c)
            washed = (flow - vessel.retention * out) / volume
            found[1 + place] = (growth - culture.death_rate * share - washed) * cells[place]
            found[1 + count :] += np.array(fluxes) * cells[place]
        for place, name in enumerate(self.names):
            fed = sum(rate(feed.rate, time) * feed.concentrations.get(name, 0.0) for feed in vessel.feeds)
            found[1 + count + place] += (fed - flow * c[place]) / volume
            if name in vessel.gas:
                gas = vessel.gas[name]
                found[1 + count + place] += gas.kla * (gas.saturation - c[place])
        return found

    def run(self, times, method="LSODA", relative=1e-10, absolute=1e-12):
        """States (times, states) at ``times``."""
        start = [self.vessel.volume, *(one.biomass for one in self.cultures), *self.vessel.concentrations.values()]
        found = solve_ivp(
            self.slope, (0.0, times[-1]), start, method=method, t_eval=times, rtol=relative, atol=absolute
        )  # fmt: skip
        assert found.success, found.message
        return found.y.T


def per_litre(run, times):
    """Volume, cells g/L, concentrations mmol/L of a trajectory, as the reference has them."""
    states = run.states(times)
    found = states[:, : run.system.last] / states[:, :1]
    found[:, 0] = states[:, 0]
    return found


@pytest.fixture(scope="session")
def core_model():
    """The core model with carbon dioxide not taken up."""
    model = load_model(CORE)
    model.reactions.EX_co2_e.lower_bound = 0.0
    return model


@pytest.fixture(scope="session")
def core_network(core_model):
    return Network.from_cobra(core_model)


@pytest.fixture
def core_culture(core_network):
    """Makes a culture on the core model: glucose and acetate by Michaelis-Menten, oxygen at most 15."""

    def make(name="cells", biomass=0.05, network=None, uptake=None, **more):
        laws = uptake or {"glucose": MichaelisMenten(10.0, 0.5), "acetate": MichaelisMenten(4.0, 0.3), "oxygen": 15.0}
        return Culture(name, network or core_network, CORE_BIOMASS, biomass, EXCHANGES, laws, **more)

    return make


@pytest.fixture
def compare():
    """Largest difference of any state, relative to the largest value of that state, from the reference."""

    def difference(run, reference, times, **how):
        ours, theirs = per_litre(run, times), reference.run(np.asarray(times), **how)
        return float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs).max(axis=0), 1e-2)))

    difference.reference = Reference
    return difference
