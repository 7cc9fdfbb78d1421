"""The balances of the vessel as differential equations, with fluxes that are affine in the limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from strains.dynamic.culture import Culture
from strains.dynamic.laws import Bound, as_law
from strains.dynamic.vessel import Feed, Vessel, drift, rate
from strains.models.formula import elements

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strains.dynamic.region import Region

    Floats = NDArray[np.float64]


class System:
    """States: volume L, cells of each culture g, substances mmol, carbon set free elsewhere, carbon brought in (mmol).

    Amounts and not concentrations, so that carbon is a linear invariant: substances + cells + elsewhere - brought in.
    """

    def __init__(self, cultures: Sequence[Culture], vessel: Vessel, cells_carbon: Sequence[float]) -> None:
        self.cultures, self.vessel = tuple(cultures), vessel
        self.substances = tuple(vessel.concentrations)
        self.first = 1 + len(self.cultures)
        self.last = self.first + len(self.substances)
        self.size = self.last + 2
        places = {name: place for place, name in enumerate(self.substances)}
        self.laws: tuple[tuple[Bound, ...], ...] = tuple(
            tuple(as_law(law).bind(places.get(name), places) for name, law in culture.uptake.items())
            for culture in self.cultures
        )
        self.carbon_known = not np.isnan(cells_carbon).any()
        in_cells = np.nan_to_num(cells_carbon)
        self.carbon = np.array([0.0, *in_cells, *map(self._carbon_of, self.substances), 1.0, -1.0])
        self._out = self._outflow()
        self._gas = self._transfer()
        self._fed = [self._composition(feed) for feed in vessel.feeds]
        self._moves = vessel.flows or bool(vessel.gas)
        self.until = np.inf  # h; profiles may jump there, and before it their values from before hold
        self._spans: list[tuple[int, int]] = []
        start = 0
        for laws in self.laws:
            self._spans.append((start, start + 1 + len(laws)))
            start += 1 + len(laws)
        self._rates = np.zeros((self.size, start))

    def initial(self) -> Floats:
        """States (states,) at the start."""
        cells = [culture.biomass for culture in self.cultures]
        filled = np.array([1.0, *cells, *self.vessel.concentrations.values(), 0.0, 0.0])
        states: Floats = filled * self.vessel.volume
        return states

    def enter(self, culture: int, region: Region) -> None:
        """Take the fluxes of ``culture`` from ``region`` from now on."""
        start, end = self._spans[culture]
        block = np.zeros((self.size, end - start))
        dying = self.cultures[culture].death_rate * region.rates[-1]
        block[1 + culture] = region.rates[0] - dying
        block[self.first : self.last] = region.rates[1:-2]
        block[self.last] = region.rates[-2] + self.carbon[1 + culture] * dying
        self._rates[:, start:end] = block

    def concentrations(self, states: Floats) -> list[float]:
        """mmol/L of every substance."""
        values = states.tolist()
        volume = values[0]
        return [amount / volume for amount in values[self.first : self.last]]

    def limits(self, culture: int, states: Floats) -> Floats:
        """Uptake limits (limits,) of ``culture``, mmol/gDW/h."""
        c = self.concentrations(states)
        return np.array([law.value(c) for law in self.laws[culture]])

    def limits_in_time(self, culture: int, states: Floats, slope: Floats) -> Floats:
        """d limits / dt (limits,) where the states change by ``slope`` 1/h."""
        return self._limits_by_states(culture, states, self.concentrations(states)) @ slope

    def slope(self, time: float, states: Floats) -> Floats:
        """d states / dt, per h."""
        values = states.tolist()
        volume = values[0]
        c = [amount / volume for amount in values[self.first : self.last]]
        weights = []
        for number, laws in enumerate(self.laws, start=1):
            cells = values[number]
            weights.append(cells)
            weights += [cells * law.value(c) for law in laws]
        slope: Floats = self._rates @ np.array(weights)
        if self._moves:
            slope += self._gas @ states
            if self.vessel.flows:
                fed, out = self._flows(time)
                slope += fed
                slope -= (out / volume) * (self._out @ states)
                slope[0] -= out
        return slope

    def jacobian(self, time: float, states: Floats) -> Floats:
        """d slope / d states (states, states), per h."""
        jacobian: Floats = self._gas.copy()
        c = self.concentrations(states)
        for number, (start, end) in enumerate(self._spans):
            block = self._rates[:, start:end]
            limits = np.array([1.0, *(law.value(c) for law in self.laws[number])])
            jacobian[:, 1 + number] += block @ limits
            jacobian += states[1 + number] * (block[:, 1:] @ self._limits_by_states(number, states, c))
        if self.vessel.flows:
            _, out = self._flows(time)
            jacobian -= (out / states[0]) * self._out
            jacobian[:, 0] += (out / states[0] ** 2) * (self._out @ states)
        return jacobian

    def in_time(self, time: float, states: Floats) -> Floats | None:
        """d slope / dt at fixed states; None where time does not occur by itself."""
        if not self.vessel.flows:
            return None
        found = np.zeros(self.size)
        out = drift(self.vessel.outflow, time)
        for feed, added in zip(self.vessel.feeds, self._fed, strict=True):
            change = drift(feed.rate, time)
            found += change * added
            out += change if self.vessel.level else 0.0
        found -= (out / states[0]) * (self._out @ states)
        found[0] -= out
        return found

    def carbon_gap(self, states: Floats) -> float:
        """Carbon (mmol) there less what should be, relative to all that ever was in the vessel; NaN where unknown."""
        if not self.carbon_known:
            return float("nan")
        start = self.initial()
        whole = abs(float(self.carbon @ start)) + abs(float(states[-1]))
        return float(self.carbon @ (states - start)) / whole if whole > 0 else 0.0

    def _flows(self, time: float) -> tuple[Floats, float]:
        time = min(time, float(np.nextafter(self.until, 0.0)))
        fed, out = np.zeros(self.size), rate(self.vessel.outflow, time)
        for feed, added in zip(self.vessel.feeds, self._fed, strict=True):
            flow = rate(feed.rate, time)
            fed += flow * added
            out += flow if self.vessel.level else 0.0
        return fed, out

    def _composition(self, feed: Feed) -> Floats:
        """What a litre of a feed adds to every state."""
        added = np.zeros(self.size)
        added[0] = 1.0
        for name, concentration in feed.concentrations.items():
            added[self.first + self.substances.index(name)] = concentration
        added[-1] = self.carbon[self.first : self.last] @ added[self.first : self.last]
        return added

    def _limits_by_states(self, culture: int, states: Floats, c: list[float]) -> Floats:
        """d limits / d states (limits, states)."""
        volume = float(states[0])
        laws = self.laws[culture]
        found = np.zeros((len(laws), self.size))
        for row, law in enumerate(laws):
            for place, slope in law.slopes(c):
                found[row, self.first + place] += slope / volume
                found[row, 0] -= slope * c[place] / volume
        return found

    def _outflow(self) -> Floats:
        """What leaves of every state per unit of volume that leaves, carbon counted in the last."""
        shares = np.zeros(self.size)
        shares[1 : self.first] = 1.0 - self.vessel.retention
        shares[self.first : self.last] = 1.0
        matrix = np.diag(shares)
        matrix[-1] = self.carbon * shares
        return matrix

    def _transfer(self) -> Floats:
        """Gas transfer (states, states): kLa (saturation · volume - amount), carbon counted in the last."""
        matrix = np.zeros((self.size, self.size))
        for name, gas in self.vessel.gas.items():
            place = self.first + self.substances.index(name)
            for row, factor in ((place, 1.0), (self.size - 1, self.carbon[place])):
                matrix[row, 0] += factor * gas.kla * gas.saturation
                matrix[row, place] -= factor * gas.kla
        return matrix

    def _carbon_of(self, name: str) -> float:
        """mmol C per mmol of substance ``name``, from the first culture that exchanges it."""
        for culture in self.cultures:
            if name in culture.exchanges:
                network = culture.network
                parts = network.stoichiometry(network.place(culture.exchanges[name])).items()
                return abs(sum(number * elements(network.formulas[m]).get("C", 0.0) for m, number in parts))
        return 0.0
