"""Instruments of the virtual plant: lag, noise, resolution and range, and the laboratory's assays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from biofab.roles import ASSAYS, LAGS_S, SIGNALS, Channel

ASSAY_EVERY_S = 1800.0
ASSAY_RELATIVE_SD = 0.03  # assumption: HPLC and dry weight; the tag's noise_sd is the absolute part


@dataclass(frozen=True)
class Instruments:
    """How the instruments differ from what is stated of them, by role; 1 where nothing is named.

    ``gains``: reading over true value, of signals and assays; ``lags``: response time over that of ``roles.LAGS_S``;
    ``assay_sd``: relative scatter of the assays over ``ASSAY_RELATIVE_SD``.
    """

    gains: Mapping[str, float] = field(default_factory=dict)
    lags: Mapping[str, float] = field(default_factory=dict)
    assay_sd: float = 1.0


class Sensors:
    """Readings of one fermenter. The noise depends on the seed and the number of readings alone."""

    def __init__(self, channels: Mapping[str, Channel], seed: int, instruments: Instruments) -> None:
        self._signals = [channel for role, channel in channels.items() if role in SIGNALS]
        self._assays = [channel for role, channel in channels.items() if role in ASSAYS]
        self._gains = instruments.gains
        self._lags = {role: lag * instruments.lags.get(role, 1.0) for role, lag in LAGS_S.items()}
        self._assay_sd = ASSAY_RELATIVE_SD * instruments.assay_sd
        self._noise = np.random.default_rng([seed, 2])
        self._assay_noise = np.random.default_rng([seed, 3])
        self._lagged: dict[str, float] = {}

    def read(self, true: Mapping[str, float], seconds: float) -> dict[str, float]:
        """Tag values of all on-line signals, ``seconds`` after the last ones."""
        noise = self._noise.standard_normal(len(self._signals)).tolist()
        readings = {}
        for channel, error in zip(self._signals, noise, strict=True):
            value = self._delayed(channel.role, true[channel.role], seconds) * self._gains.get(channel.role, 1.0)
            readings[channel.tag.name] = _shown(channel, channel.shown(value), error * channel.tag.noise_sd)
        return readings

    def assay(self, true: Mapping[str, float]) -> dict[str, float]:
        """Tag values of the laboratory for one sample of broth."""
        readings = {}
        for channel in self._assays:
            value = channel.shown(true[channel.role] * self._gains.get(channel.role, 1.0))
            relative, absolute = self._assay_noise.standard_normal(2)
            error = self._assay_sd * value * float(relative) + channel.tag.noise_sd * float(absolute)
            readings[channel.tag.name] = _shown(channel, value, error)
        return readings

    def _delayed(self, role: str, value: float, seconds: float) -> float:
        lag = self._lags.get(role)
        if lag is None:
            return value
        before = self._lagged.get(role, value)
        self._lagged[role] = value + (before - value) * math.exp(-seconds / lag)
        return self._lagged[role]


def _shown(channel: Channel, value: float, error: float) -> float:
    low, high = channel.tag.range
    step = channel.tag.resolution
    reading = value + error
    if step:
        reading = round(round(reading / step) * step, 9)  # 0.41, not 0.41000000000000003
    return min(max(reading, low), high)
