import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.catalogue import library
from strains.errors import (
    LimitUnusable,
    MediumInfeasible,
    ModelChanged,
    ModelUnreadable,
    StrainError,
    UnknownPhase,
    UnknownReaction,
)
from strains.models.model import base_model, load_model
from strains.strain import OPEN, Strain


def test_the_model_carries_medium_blocks_and_maintenance(core):
    model = core.with_blocks("PFL").with_maintenance(5.0).model()
    assert model.reactions.PFL.bounds == (0, 0)
    assert model.reactions.ATPM.bounds == (5.0, OPEN)
    assert {r.id for r in model.boundary if r.lower_bound < 0} == set(core.medium.uptake_limits())
    assert str(model.objective.expression).count("Biomass_Ecoli_core") > 0


def test_the_shared_model_stays_unchanged(core):
    before = {r.id: r.bounds for r in base_model("cobra:textbook").reactions}
    core.with_blocks("PFL").with_deleted_genes("b0720").model().reactions.PGI.bounds = (0, 0)
    assert {r.id: r.bounds for r in base_model("cobra:textbook").reactions} == before


def test_a_change_gives_a_new_strain(core):
    blocked = core.with_blocks("PFL", "LDH_D")
    assert core.blocked == ()
    assert blocked.without_block("PFL").blocked == ("LDH_D",)
    assert blocked.wild_type().blocked == ()
    assert blocked.with_blocks("PFL").blocked == ("PFL", "LDH_D")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_gene_deletions_are_those_of_cobrapy(core, data):
    names = sorted(core.base.genes)
    genes = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True))
    ours = {name for name, bounds in core.with_deleted_genes(*genes).bounds.items() if bounds == (0.0, 0.0)}
    with load_model("cobra:textbook") as model:
        for gene in genes:
            model.genes.get_by_id(gene).knock_out()
        theirs = {r.id for r in model.reactions if r.bounds == (0, 0)}
    already = {r.id for r in load_model("cobra:textbook").reactions if r.bounds == (0, 0)}
    closed = {core.base.reactions[place] for place in core.base.boundary}
    assert ours - closed == theirs - already - closed


def test_an_isozyme_stands_in_for_a_deleted_gene(core):
    # Either of pfkA (b3916) and pfkB (b1723) carries PFK.
    assert "PFK" not in core.with_deleted_genes("b3916").bounds
    assert core.with_deleted_genes("b3916", "b1723").bounds["PFK"] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.with_blocks("PFLL"), "'PFLL'.*did you mean 'PFL'"),
        (lambda s: s.with_deleted_genes("b39166"), "gene 'b39166'.*did you mean 'b3916'"),
        (lambda s: s.without_block("PFL"), "'PFL' is not blocked"),
        (lambda s: s.exchange("acetat"), "did you mean 'acetate'"),
    ],
)
def test_an_unknown_reaction_or_gene_brings_the_nearest(core, change, message):
    with pytest.raises(UnknownReaction, match=message):
        change(core)


def test_cards_that_do_not_fit_the_model_are_refused():
    with pytest.raises(UnknownReaction, match="medium 'm9_glucose' names exchange"):
        Strain.from_cards("ecoli_core", "ethanol", "m9_glucose")
    with pytest.raises(UnknownReaction, match="product 'succinate' names reaction 'GLCptspp'"):
        Strain.from_cards("ecoli_core", "succinate", "core_glucose")


def test_an_unknown_phase_brings_the_nearest(core):
    with pytest.raises(UnknownPhase, match="did you mean 'growth'"):
        core.phase("grow")


@pytest.mark.parametrize("limit", [-1.0, float("nan")])
def test_a_limit_that_is_none_is_refused(core, limit):
    with pytest.raises(LimitUnusable, match="uptake limit of glucose"):
        core.uptake_bounds({"glucose": limit})


def test_a_changed_model_file_is_noticed(core):
    source = core.host.model.model_copy(update={"sha256": "0" * 64})
    host = core.host.model_copy(update={"model": source})
    changed = replace(core, host=host)
    with pytest.raises(ModelChanged, match="expects 000000000000"):
        changed.with_blocks("PFL")


def test_a_model_in_memory_is_copied(core):
    model = load_model("cobra:textbook")
    strain = Strain.from_model(model, core.host, core.product, core.medium)
    model.reactions.PFL.bounds = (0, 0)
    assert strain.model().reactions.PFL.bounds != (0, 0)
    assert strain.bounds == core.bounds
    assert strain.model_sha256 == ""


CARDS = {
    "host": (library.ROOT / "hosts" / "ecoli_core" / "card.toml").read_text(),
    "product": (library.ROOT / "products" / "ethanol.toml").read_text(),
    "medium": (library.ROOT / "media" / "core_glucose.toml").read_text(),
}
BLOCK = '[[blocked_reactions]]\nreaction = "{}"\ngene = "b0903"\nreason = "for a test"\nsource = "a test"\n'


def fault_of(folder: Path, kind: str, old: str, new: str) -> str:
    """What is said of a strain of which one card is changed."""
    assert old in CARDS[kind]
    (folder / "mine.toml").write_text(CARDS[kind].replace(old, new, 1))
    chosen = {"host": "ecoli_core", "product": "ethanol", "medium": "core_glucose", kind: str(folder / "mine.toml")}
    with pytest.raises(StrainError) as caught:
        Strain.from_cards(**chosen)
    return str(caught.value).removeprefix(f"{folder}/")


def line_of(kind: str, old: str, new: str) -> int:
    """The line at which the change begins to name what is not there: where the change stands in the text."""
    text = CARDS[kind].replace(old, new, 1)
    before = CARDS[kind].index(old)
    word = new.splitlines()[1] if new.startswith("[[") else new.splitlines()[0]
    return text.count("\n", 0, text.index(word, before)) + 1


@pytest.mark.parametrize(
    ("kind", "old", "new", "expected"),
    [
        ("host", '"Biomass_Ecoli_core"', '"BIOMASS_Ecoli_core"', "mine.toml:@: biomass: host .*'Biomass_Ecoli_core'"),
        ("host", '"ATPM"', '"ATPMM"', "mine.toml:@: maintenance.reaction: host .* did you mean 'ATPM'"),
        ("host", '"EX_glc__D_e"', '"EX_glc_e"', "mine.toml:@: exchanges.glucose: host .* mean 'EX_glc__D_e'"),
        ("host", '"EX_glc__D_e"', '"GLCpts"', "mine.toml:@: exchanges.glucose: .*lies within the cell"),
        ("host", '"Biomass_Ecoli_core"', '"EX_etoh_e"', "mine.toml:@: biomass: .*'EX_etoh_e' makes no cells"),
        ("host", '"cobra:textbook"', '"cobra:textbok"', "mine.toml:@: model.source: .* did you mean 'textbook'"),
        ("host", '"cobra:textbook"', '"my.xml"', "mine.toml:@: model.source: .*my.xml: no such file"),
        ("product", '"EX_etoh_e"', '"ex_etoh_e"', "mine.toml:@: exchange: product .* did you mean 'EX_etoh_e'"),
        ("product", "limits.oxygen", "limits.oxigen", "mine.toml:@: phases.growth.limits.oxigen: .*'oxygen'"),
        ("product", "{ oxygen = 0 }", "{ o2 = 0 }", "mine.toml:@: phases.production.fixed.o2: .*expected one of: ac"),
        ("product", "molar_mass", 'gene_deletions = ["ldhA"]\nmolar_mass', "mine.toml:@: gene_deletions.0: .*'b1380'"),
        ("product", "[phases.growth]", BLOCK.format("PFLL") + "[phases.growth]", "mine.toml:@: blocked_r.*'PFL'"),
        ("medium", '"EX_pi_e"', '"EX_PI_e"', "mine.toml:@: components.1.exchanges.1: medium .*'EX_pi_e'"),
        ("medium", 'substrate = "glucose"', 'substrate = "glucos"', "mine.toml:@: substrate: medium .*'glucose'"),
    ],
)
def test_the_right_card_is_blamed_at_its_line(tmp_path, kind, old, new, expected):
    assert re.match(expected.replace("@", str(line_of(kind, old, new))), fault_of(tmp_path, kind, old, new))


@pytest.mark.parametrize("gene", ["b1381", "b9999", "xyzA"])
def test_a_gene_that_is_not_near_gets_no_hint(tmp_path, gene):
    fault = fault_of(tmp_path, "product", "molar_mass", f'gene_deletions = ["{gene}"]\nmolar_mass')
    assert fault.endswith("which the model does not have")


def test_a_damaged_model_is_told_at_the_line_that_names_it(tmp_path):
    (tmp_path / "my.xml").write_text("<sbml>")
    fault = fault_of(tmp_path, "host", '"cobra:textbook"', '"my.xml"')
    assert fault.startswith(f"mine.toml:6: model.source: {tmp_path}/my.xml: is XML that is cut off")


def test_another_model_is_not_blamed_on_the_host_card(core):
    source = core.host.model.model_copy(update={"source": "/nowhere/my.xml"})
    with pytest.raises(ModelUnreadable, match=r"^/nowhere/my.xml: no such file"):
        Strain.from_parts(core.host.model_copy(update={"model": source}), core.product, core.medium)


def test_edits_made_in_code_are_not_blamed_on_a_card(core):
    with pytest.raises(UnknownReaction, match=r"^an edit of the strain names reaction 'PFLL'") as caught:
        core.with_blocks("PFLL")
    assert caught.value.name == "PFLL"


def test_growth_that_is_shut_off_is_told_before_anything_is_solved(core, tmp_path):
    change = ("product", "[phases.growth]", BLOCK.format(core.host.biomass) + "[phases.growth]")
    place = f"mine.toml:{line_of(*change)}: blocked_reactions.0.reaction"
    assert fault_of(tmp_path, *change).startswith(f"{place}: the biomass reaction 'Biomass_Ecoli_core' is")
    model = load_model("cobra:textbook")
    model.reactions.Biomass_Ecoli_core.bounds = (0, 0)
    with pytest.raises(MediumInfeasible, match="has an upper bound of 0 in the model"):
        Strain.from_model(model, core.host, core.product, core.medium)
