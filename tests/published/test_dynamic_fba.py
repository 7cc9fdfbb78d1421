"""Dynamic flux balance analysis against the literature and against COBRApy's own example.

Points of Fig. 7 of Varma & Palsson 1994 (batch) were not to be had as numbers; those of Fig. 10 (fed-batch) were.
"""

import numpy as np
import pytest
from scipy import sparse

from strains.dynamic.culture import Culture
from strains.dynamic.laws import Constant, MichaelisMenten
from strains.dynamic.simulate import simulate
from strains.dynamic.vessel import Feed, Gas, Vessel
from strains.models.model_cache import base_network
from strains.models.network import Network

CORE, BIOMASS = "cobra:textbook", "Biomass_Ecoli_core"


def test_the_example_of_cobrapy_ends_where_its_programme_becomes_infeasible():
    """The page "Dynamic Flux Balance Analysis (dFBA) in COBRApy" of its documentation stops at 5.80191 h."""
    culture = Culture(
        "cells", base_network(CORE), BIOMASS, 0.1, {"glucose": "EX_glc__D_e"}, {"glucose": MichaelisMenten(10.0, 5.0)}
    )
    run = simulate(culture, Vessel(1.0, {"glucose": 10.0}), 15.0, starving="stop", relative=1e-9)
    assert run.ended == "starving"
    assert run.end == pytest.approx(5.80191, abs=1e-4)


# Mahadevan, Edwards & Doyle 2002, Biophys. J. 83:1331, doi:10.1016/S0006-3495(02)73903-9: four pathways to a gram of
# cells, mmol/gDW.
PATHWAYS = {
    "v1": {"acetate": -39.43, "oxygen": -35.0},
    "v2": {"glucose": -9.46, "oxygen": -12.92},
    "v3": {"glucose": -9.84, "oxygen": -12.73, "acetate": 1.24},
    "v4": {"glucose": -19.23, "acetate": 12.12},
}


def diauxic_network() -> Network:
    names = ("glucose", "acetate", "oxygen", "cells")
    reactions = {
        **{pathway: {**parts, "cells": 1.0} for pathway, parts in PATHWAYS.items()},
        **{f"EX_{name}": {name: -1.0} for name in names[:3]},
        "growth": {"cells": -1.0},
    }
    matrix = np.array([[parts.get(name, 0.0) for parts in reactions.values()] for name in names])
    count, words = len(reactions), tuple(reactions)
    lower = np.array([-1000.0 if name.startswith("EX_") else 0.0 for name in words])
    return Network(
        name="diauxie",
        metabolites=names,
        metabolite_names=names,
        formulas=("C6H12O6", "C2H3O2", "O2", ""),
        charges=np.zeros(4),
        compartments=("e",) * 4,
        reactions=words,
        reaction_names=words,
        subsystems=("",) * count,
        matrix=sparse.csc_matrix(matrix),
        lower=lower,
        upper=np.full(count, 1000.0),
        objective=np.zeros(count),
        genes=(),
        gene_names=(),
        rules=(None,) * count,
    )


def test_diauxie_in_three_phases():
    """Published: the phases change at 4.6 and 6.9 h, acetate rises to 4.5 mmol/L.

    Start, kLa and uptake limits are the paper's; its bound on how fast a flux may change is left out. An independent
    computation without it gave 4.39 and 6.96 h.
    """
    culture = Culture(
        "cells",
        diauxic_network(),
        "growth",
        0.001,
        {name: f"EX_{name}" for name in ("glucose", "acetate", "oxygen")},
        {"glucose": MichaelisMenten(10.0, 0.015), "acetate": Constant(1000.0), "oxygen": Constant(15.0)},
    )
    vessel = Vessel(1.0, {"glucose": 10.8, "acetate": 0.4, "oxygen": 0.21}, gas={"oxygen": Gas(7.5, 0.21)})
    run = simulate(culture, vessel, 10.0)
    first, second = run.events[0], run.events[1]
    assert (first.reaction, first.freed, second.reaction, second.freed) == ("v1", "v4", "v4", "v1")
    assert first.time == pytest.approx(4.39, abs=0.03)
    assert second.time == pytest.approx(6.96, abs=0.03)
    assert first.time == pytest.approx(4.6, rel=0.06)
    assert second.time == pytest.approx(6.9, rel=0.02)
    assert run.at(run.times)["acetate"].max() == pytest.approx(4.5, rel=0.02)


# Varma & Palsson 1994, Appl. Environ. Microbiol. 60:3724, doi:10.1128/aem.60.10.3724-3731.1994, Fig. 10: fed-batch of
# E. coli W3110. h and mmol/L (cells g/L), as Succurro, Segrè & Ebenhöh 2019, mSystems 4:e00230-18, read them off.
GLUCOSE = """0.029 0.820  0.435 1.320  0.986 1.673  1.478 2.214  1.913 2.756  2.493 2.983  2.928 3.420  3.449 3.794
4.000 3.958  4.464 4.374  4.986 4.204  5.420 4.097  5.942 3.634  6.493 2.794  7.014 1.181  7.449 0.572  8.000 0.464
8.464 0.755  8.928 0.460"""
CELLS = """0.468 0.008  1.022 0.005  1.490 0.016  1.986 0.019  2.512 0.021  3.009 0.030  3.477 0.043  4.003 0.060
4.530 0.090  5.028 0.120  5.527 0.170  5.997 0.240  6.557 0.339  7.030 0.470  7.504 0.603  8.061 0.653  8.531 0.719
9.000 0.750"""
ACETATE = """0.001 0.109  0.496 0.139  1.021 0.199  1.517 0.245  1.983 0.290  2.508 0.367  2.975 0.412  3.442 0.551
3.997 0.705  4.524 0.921  5.051 1.262  5.521 1.649  5.990 1.990  6.524 2.921  7.020 3.044  7.549 3.540  8.003 2.264
8.478 0.242  9.034 0.536"""


def points(text: str) -> np.ndarray:
    return np.array(text.split(), dtype=float).reshape(-1, 2)


def test_fed_batch_of_varma_and_palsson():
    """Limits of uptake and maintenance are the paper's (10.5 glucose, 15 oxygen, 7.6 ATP, mmol/gDW/h).

    Inoculum (0.002 g/L) and feed (0.9 mmol glucose per litre and hour) do not stand with the points; they are chosen to
    go through them. Largest errors are of the mean square, relative to the largest value.
    """
    network = base_network(CORE).with_bounds({"EX_o2_e": (-15.0, 1000.0), "ATPM": (7.6, 1000.0)})
    culture = Culture(
        "W3110",
        network,
        BIOMASS,
        0.002,
        {"glucose": "EX_glc__D_e", "acetate": "EX_ac_e"},
        {"glucose": MichaelisMenten(10.5, 0.015), "acetate": Constant(1000.0, 0.1)},
    )
    strong = 3000.0  # mmol/L, so that the volume hardly changes
    vessel = Vessel(1.0, {"glucose": 0.82, "acetate": 0.1}, feeds=(Feed(0.9 / strong, {"glucose": strong}),))
    run = simulate(culture, vessel, 9.1)
    for text, column, largest in ((GLUCOSE, "glucose", 0.1), (ACETATE, "acetate", 0.2), (CELLS, "biomass.W3110", 0.1)):
        measured = points(text)
        computed = run.at(measured[:, 0])[column].to_numpy()
        assert np.sqrt(np.mean((computed - measured[:, 1]) ** 2)) / measured[:, 1].max() < largest, column
