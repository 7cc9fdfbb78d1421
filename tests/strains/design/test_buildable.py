from dataclasses import replace

import pytest

from strains.design.buildable import buildable
from strains.errors import UnknownReaction


@pytest.fixture(scope="module")
def filtered(core):
    return buildable(core.network, core.host.biomass, 0.05)


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        ("EX_co2_e", "exchange"),
        ("ATPM", "no gene is known"),
        ("H2Ot", "spontaneous"),
        ("CO2t", "spontaneous"),
        ("Biomass_Ecoli_core", "biomass"),
    ],
)
def test_what_cannot_be_silenced_has_a_reason(filtered, reaction, reason):
    assert reason in filtered.refused_reactions[reaction]


def test_enzymes_are_not_refused(filtered):
    assert not {"PFL", "PTAr", "ATPS4r", "GLCpts", "FORt2"} & set(filtered.refused_reactions)


def test_essential_and_false_genes_are_refused(filtered, core):
    assert "essential" in filtered.refused_genes["b2779"]  # enolase
    assert "spontaneous" in filtered.refused_genes["s0001"]
    assert "b1380" in filtered.genes
    assert set(filtered.genes) | set(filtered.refused_genes) == set(core.network.genes)


def test_a_set_is_refused_for_what_it_silences(filtered):
    assert filtered.refusal(("b0902", "b3951")) is None
    assert filtered.refusal(("s0001",)).startswith("s0001: no gene")


def test_a_channel_for_water_is_refused_where_it_is_the_only_way(core):
    rules = list(core.network.rules)
    rules[core.network.place("H2Ot")] = "b0875"
    filtered = buildable(replace(core.network, rules=tuple(rules)), core.host.biomass, 0.05)
    assert filtered.refused_reactions["H2Ot"] == "membrane passage of water"
    assert "b0875" in filtered.refused_genes


def test_diffusion_is_known_by_its_name(core):
    names = list(core.network.reaction_names)
    names[core.network.place("FORti")] = "Formate transport via diffusion"
    filtered = buildable(replace(core.network, reaction_names=tuple(names)), core.host.biomass, 0.05)
    assert filtered.refused_reactions["FORti"] == "diffusion"
    assert filtered.refusal(("b0904", "b2492")).startswith("silences FORti: diffusion")


def test_an_unknown_gene_is_named(filtered):
    with pytest.raises(UnknownReaction, match="b9999"):
        filtered.refusal(("b9999",))


def test_the_table_has_a_row_for_each_refusal(filtered):
    frame = filtered.to_frame()
    assert len(frame) == len(filtered.refused_genes) + len(filtered.refused_reactions)
    assert frame.columns.tolist() == ["kind", "id", "name", "reason"]
