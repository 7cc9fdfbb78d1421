"""Published fed-batches to hold a plan against, and what explains the difference."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """One published fed-batch; None where the source does not say."""

    what: str
    source: str
    titre_g_per_l: float | None
    productivity_g_per_l_h: float | None
    yield_g_per_g: float | None
    difference: str


SUCCINATE = (
    Published(
        what="E. coli AFP111 with pyruvate carboxylase, dual-phase fed-batch, rich medium",
        source="Vemuri, Eiteman and Altman, J. Ind. Microbiol. Biotechnol. 28 (2002) 325",
        titre_g_per_l=99.2,
        productivity_g_per_l_h=1.31,
        yield_g_per_g=1.10,
        difference=(
            "a yield of 1.10 g/g needs cells that do not grow, less maintenance than the model's, or carbon that is "
            "not counted as glucose (rich medium); a cell that grows as fast as it can, as planned here, reaches "
            "0.82 g/g in production. The titre needs a tolerance of about 140 g/L"
        ),
    ),
    Published(
        what="AFP111 with pyruvate carboxylase, defined medium, Ca(OH)2, pH 6.4",
        source="J. Ind. Microbiol. Biotechnol. 36 (2009) 1101",
        titre_g_per_l=None,
        productivity_g_per_l_h=1.42,
        yield_g_per_g=0.61,
        difference="a defined medium, as here; the yield lies in the model's growth-coupled range, 0.50-0.83 g/g",
    ),
    Published(
        what="E. coli KJ134, anaerobic",
        source="Microb. Cell Fact. 12 (2013) 80",
        titre_g_per_l=None,
        productivity_g_per_l_h=None,
        yield_g_per_g=0.94,
        difference=(
            "0.3-0.6 g/g/h of succinate without growth is an uptake of 1.9-3.8 mmol/gDW/h of glucose; the "
            "kinetics card's 10 is the upper end of growing cells and makes a rate two to three times the published"
        ),
    ),
)

# product card: what has been published of it
PUBLISHED = {"succinate": SUCCINATE}
