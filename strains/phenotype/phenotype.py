"""The phenotype: growth, uptakes and secretions of a strain as an exact piecewise-linear function of uptake limits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from strains.errors import LimitUnusable, PhenotypeInexact, ProductImpossible
from strains.phenotype.cell import Cell
from strains.phenotype.mapping import (
    Drawn,
    Fitted,
    Undecided,
    alive_rows,
    check_points,
    draw,
    fit_and_check,
    output_matrix,
    pick_outputs,
    undecided,
)
from strains.phenotype.outputs import Output
from strains.phenotype.outputs import outputs as outputs_of
from strains.phenotype.regions import allowed, evaluate, fit, homogeneous
from strains.phenotype.sandwich import Box
from strains.phenotype.tie_break import STATED, TieBreak
from strains.strain import Strain

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

MOST_LIMITS = 3
TRIALS, OTHER = 3, 3.0  # weights tried where a map is not exact, each a third of the last
ALIVE_TOLERANCE = 1e-6  # mmol ATP/gDW/h


@dataclass(frozen=True, eq=False)
class Phenotype:
    """What a strain does in one phase. Plain data: it can be stored, read back and compared.

    ``limits`` are the names of theta, uptake limits in mmol/gDW/h within ``box``. ``outputs``: growth 1/h; substrate,
    oxygen and other limits are uptakes; product, CO2, H+ and by-products are secretions (negative: taken up),
    mmol/gDW/h. Region k holds where ``rows[k]`` is least, and there output j is ``coefficients[k, j] · (1, theta)``.
    """

    phase: str
    limits: tuple[str, ...]
    box: tuple[tuple[float, float], ...]
    outputs: tuple[str, ...]
    coefficients: Floats  # (regions, outputs, 1 + limits)
    rows: Floats  # (regions, 1 + limits), 1/h
    vertices: tuple[Floats, ...]  # per region (n, limits)
    alive: Floats  # (m, 1 + limits), mmol ATP/gDW/h beyond maintenance; all of them >= 0 where the strain is alive
    affine_residual: float  # largest misfit of the affine outputs at the corners of the unmerged regions
    random_point_error: float  # the same at random points, centres and vertices, each solved with the model
    growth_error: float  # 1/h, tie-broken growth against plain maximal growth, over all corners
    merging_error: tuple[float, ...]  # per output, largest error that merging regions caused
    tie_break: str
    tie_break_weights: tuple[tuple[str, float], ...]  # 1/h per mmol/gDW/h secreted
    undecided: tuple[Undecided, ...]
    carbon: tuple[float, ...]  # per output, mmol C per mmol (growth: per gDW)
    model: str
    model_sha256: str

    def evaluate(self, theta: ArrayLike) -> Floats:
        """Outputs (n, outputs) at ``theta`` (n, limits), mmol/gDW/h; NaN where maintenance cannot be met."""
        points = self._points(theta)
        values = evaluate(self.rows, self.coefficients, points)
        values[~self.is_alive(points)] = np.nan
        return values

    def is_alive(self, theta: ArrayLike) -> NDArray[np.bool_]:
        """Whether maintenance is met (n,) at ``theta`` (n, limits)."""
        beyond: Floats = homogeneous(self._points(theta)) @ self.alive.T
        met: NDArray[np.bool_] = np.all(beyond >= -ALIVE_TOLERANCE, axis=1)
        return met

    def region(self, theta: ArrayLike) -> NDArray[np.intp]:
        """Index (n,) of the region that holds at ``theta`` (n, limits)."""
        least: NDArray[np.intp] = np.argmin(homogeneous(self._points(theta)) @ self.rows.T, axis=1)
        return least

    def column(self, output: str) -> int:
        """Position of ``output``. Raises KeyError that lists the outputs."""
        if output not in self.outputs:
            raise KeyError(f"phenotype has no output '{output}'; expected one of: {', '.join(self.outputs)}")
        return self.outputs.index(output)

    def to_dict(self) -> dict[str, Any]:
        """Lists, numbers and words only."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The phenotype that ``to_dict`` described. Raises KeyError or TypeError on data of another shape."""
        held = dict(data)
        for name in ("coefficients", "rows", "alive"):
            held[name] = np.array(held[name], dtype=float)
        width = 1 + len(held["limits"])
        held["alive"] = held["alive"].reshape(-1, width)
        held["vertices"] = tuple(np.array(corners, dtype=float) for corners in held["vertices"])
        for name in ("limits", "outputs", "carbon", "merging_error"):
            held[name] = tuple(held[name])
        for name in ("box", "tie_break_weights"):
            held[name] = tuple(tuple(pair) for pair in held[name])
        held["undecided"] = tuple(Undecided(**{**one, "theta": tuple(one["theta"])}) for one in held["undecided"])
        return cls(**held)

    def to_json(self) -> str:
        """The phenotype as JSON text; numbers are written so that they read back the same."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The phenotype that ``to_json`` wrote."""
        return cls.from_dict(json.loads(text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phenotype) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.phase, self.limits, self.model_sha256, self.coefficients.tobytes()))

    def _points(self, theta: ArrayLike) -> Floats:
        points = np.atleast_2d(np.asarray(theta, dtype=float))
        if points.ndim != 2 or points.shape[1] != len(self.limits):
            raise ValueError(f"theta has shape {np.shape(theta)}; expected (n, {len(self.limits)}): {self.limits}")
        return points


def phenotype(
    strain: Strain, phase: str, *, seed: int = 0, merge: bool = True, tie_break: TieBreak = STATED
) -> Phenotype:
    """The phenotype of ``strain`` in ``phase``; ``merge`` joins regions whose fluxes hardly differ, and says by what.

    ``seed`` chooses the random points of the check. Raises UnknownPhase; MediumInfeasible where the strain cannot
    live; ProductImpossible where it cannot make the product; PhenotypeInexact when the result misses the model.
    """
    card = strain.phase(phase)
    limits = {name: (limit.low, limit.high) for name, limit in card.limits.items()}
    found = phenotype_over(strain, limits, card.fixed, seed=seed, merge=merge, tie_break=tie_break)
    _require_product(strain)
    return replace(found, phase=phase)


def phenotype_over(
    strain: Strain,
    limits: Mapping[str, tuple[float, float]],
    fixed: Mapping[str, float] | None = None,
    outputs: Sequence[str] | None = None,
    *,
    seed: int = 0,
    merge: bool = False,
    bands: bool = True,
    tie_break: TieBreak = STATED,
) -> Phenotype:
    """The phenotype over one to three uptake ``limits`` (name to lowest and highest, mmol/gDW/h), others ``fixed``.

    ``outputs`` as asked, else the main ones and every by-product that is secreted somewhere; ``bands`` looks for
    outputs that maximal growth leaves open. Raises LimitUnusable, UnknownReaction, MediumInfeasible and
    PhenotypeInexact.
    """
    box = _box(limits)
    cell = Cell(strain, tuple(limits), fixed or {})
    drawn, picked, alive, fitted = _exactly(cell, box, tie_break, outputs, seed, merge)
    names = tuple(output.name for output in picked)
    pieces = fitted.pieces
    matrix = output_matrix(cell, picked)
    unmerged = [fit(region, matrix) for region in drawn.live]  # merging hides corners at which outputs are open
    return Phenotype(
        phase="",
        limits=tuple(limits),
        box=box,
        outputs=names,
        coefficients=np.array([piece.affine for piece in pieces]),
        rows=np.array([piece.row for piece in pieces]),
        vertices=tuple(piece.theta for piece in pieces),
        alive=alive,
        affine_residual=fitted.residual,
        random_point_error=fitted.random_error,
        growth_error=drawn.growth_error,
        merging_error=tuple(fitted.merging_error.tolist()),
        tie_break=str(drawn.tie_break),
        tie_break_weights=drawn.tie_break.weights,
        undecided=undecided(cell, picked, unmerged) if bands else (),
        carbon=tuple(output.carbon for output in picked),
        model=strain.host.model.source if strain.given is None else f"{strain.host.model.source}, given in memory",
        model_sha256=strain.model_sha256,
    )


def _exactly(
    cell: Cell, box: Box, tie_break: TieBreak, outputs: Sequence[str] | None, seed: int, merge: bool
) -> tuple[Drawn, tuple[Output, ...], Floats, Fitted]:
    """The map under the largest weights with which it reproduces the model. Raises PhenotypeInexact.

    Where a weight is close to what its flux costs in growth, regions differ by less than can be seen in the objective,
    but not in their fluxes: other weights tell them apart.
    """
    for last in (*[False] * (TRIALS - 1), True):
        drawn = draw(cell, box, tie_break)
        picked = pick_outputs(cell, drawn) if outputs is None else outputs_of(cell.strain, tuple(outputs))
        alive = alive_rows(cell, drawn)
        points = check_points(drawn, alive, box, seed)
        try:
            fitted = fit_and_check(cell, drawn, picked, points, allowed([one.name for one in picked]), merge)
        except PhenotypeInexact:
            if last:
                raise
            tie_break = drawn.tie_break.divided(OTHER)
            continue
        return drawn, picked, alive, fitted
    raise AssertionError("the last trial returns or raises")


def _box(limits: Mapping[str, tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    if not 1 <= len(limits) <= MOST_LIMITS:
        raise LimitUnusable(f"a phenotype over {len(limits)} uptake limits was asked for; expected 1 to {MOST_LIMITS}")
    for name, (low, high) in limits.items():
        if not 0.0 <= low < high < np.inf:
            raise LimitUnusable(f"the range of {name} is {low:g} to {high:g}; expected 0 <= low < high, mmol/gDW/h")
    return tuple((float(low), float(high)) for low, high in limits.values())


def _require_product(strain: Strain) -> None:
    for card in strain.product.phases.values():
        cell = Cell(strain, tuple(card.limits), card.fixed)
        widest = np.array([limit.high for limit in card.limits.values()])
        if cell.most(widest, cell.problem.index(strain.product.exchange)) > 1e-6:
            return
    raise ProductImpossible(
        f"strain of host '{strain.host.name}' cannot make {strain.product.name} ({strain.product.exchange}) in any "
        "phase; lift a block, or choose a host whose model has the pathway"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Undecided):
        return {"output": value.output, "theta": list(value.theta), "low": value.low, "high": value.high}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
