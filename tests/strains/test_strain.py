import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.errors import LimitUnusable, ModelChanged, UnknownPhase, UnknownReaction
from strains.model import base_model, load_model
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
    names = sorted(gene.id for gene in core.base.genes)
    genes = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True))
    ours = {name for name, bounds in core.with_deleted_genes(*genes).bounds.items() if bounds == (0.0, 0.0)}
    with core.base.copy() as model:
        for gene in genes:
            model.genes.get_by_id(gene).knock_out()
        theirs = {r.id for r in model.reactions if r.bounds == (0, 0)}
    already = {r.id for r in core.base.reactions if r.bounds == (0, 0)}
    closed = {r.id for r in core.base.boundary}
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
    changed = Strain(host, core.product, core.medium)
    with pytest.raises(ModelChanged, match="expects 000000000000"):
        changed.with_blocks("PFL")


def test_a_model_in_memory_is_copied(core):
    model = load_model("cobra:textbook")
    strain = Strain.from_model(model, core.host, core.product, core.medium)
    model.reactions.PFL.bounds = (0, 0)
    assert strain.base.reactions.PFL.bounds != (0, 0)
    assert strain.bounds == core.bounds
    assert strain.model_sha256 == ""
