"""Strain designs against what others found, and against StrainDesign with SCIP run beside.

StrainDesign: Schneider, Bekiaris, von Kamp & Klamt 2022, Bioinformatics 38:4981, doi:10.1093/bioinformatics/btac632.
"""

import time

import pytest

from strains.design.buildable import buildable
from strains.design.cut_sets import METHODS, gene_cut_sets
from strains.design.fseof import fseof
from strains.design.growth_coupled import growth_coupled_designs
from strains.design.ranking import rank
from strains.design.region import Region, at_least, yield_above, yield_below
from strains.design.verification import verify
from strains.strain import Strain

GROWTH = "Biomass_Ecoli_core"
ANAEROBIC = {"glucose": 10.0, "oxygen": 0.0}

# The question by which StrainDesign checks itself (its test of cut sets on the core model of E. coli, 455 of them):
# genes, the false one for spontaneous reactions among them, at most three, so that growth of 0.001 1/h is impossible.
NO_GROWTH = Region.of(at_least(GROWTH, 0.001))

# Without oxygen: no growth of 0.05 1/h with less than one ethanol per glucose, but growth of 0.05 1/h with more.
WITHOUT_ETHANOL = Region.of(at_least(GROWTH, 0.05), yield_below("EX_etoh_e", "EX_glc__D_e", 1.0))
WITH_ETHANOL = Region.of(at_least(GROWTH, 0.05), yield_above("EX_etoh_e", "EX_glc__D_e", 1.0))


@pytest.fixture(scope="module")
def core():
    return Strain.from_cards("ecoli_core", "ethanol", "core_glucose").base


@pytest.fixture(scope="module")
def no_air(core):
    return core.with_bounds({"EX_o2_e": (0.0, 1000.0)})


@pytest.fixture(scope="module")
def host():
    return Strain.from_cards("ecoli_k12", "succinate", "m9_glucose").wild_type()


class TestCutSets:
    def test_455_of_the_core_model(self, core):
        found = gene_cut_sets(core, NO_GROWTH, largest=3)
        assert len(found.cut_sets) == 455
        assert [sum(len(cut) == size for cut in found.cut_sets) for size in (1, 2, 3)] == [7, 53, 395]

    def test_288_couple_ethanol_to_growth(self, no_air):
        assert len(gene_cut_sets(no_air, WITHOUT_ETHANOL, [WITH_ETHANOL], largest=4).cut_sets) == 288

    def test_essential_genes_of_the_genome_scale_model(self, host):
        # Orth et al. 2011, Mol. Syst. Biol. 7:535, doi:10.1038/msb.2011.65, by the model as COBRApy ships it: 208.
        found = gene_cut_sets(host.base, Region.of(at_least(host.host.biomass, 0.01 * 0.982372)), largest=1)
        assert len(found.cut_sets) == 208

    @pytest.mark.slow
    def test_integer_programmes_find_the_same(self, core, no_air):
        for network, undesired, desired, largest in (
            (core, NO_GROWTH, (), 3),
            (no_air, WITHOUT_ETHANOL, (WITH_ETHANOL,), 4),
        ):
            one, other = (gene_cut_sets(network, undesired, desired, largest, method=method) for method in METHODS)
            assert one.cut_sets == other.cut_sets


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # those of the peer are not ours
class TestBesideStrainDesign:
    def peer(self, oxygen, undesired, desired, largest):
        """Gene sets as the peer finds them with SCIP, and the seconds it took."""
        straindesign = pytest.importorskip("straindesign")
        pytest.importorskip("pyscipopt")
        import cobra

        model = cobra.io.load_model("textbook")
        model.reactions.EX_o2_e.lower_bound = oxygen
        modules = [straindesign.SDModule(model, straindesign.names.SUPPRESS, constraints=undesired)]
        if desired:
            modules.append(straindesign.SDModule(model, straindesign.names.PROTECT, constraints=desired))
        begin = time.perf_counter()
        solutions = straindesign.compute_strain_designs(
            model,
            sd_modules=modules,
            solution_approach=straindesign.names.POPULATE,
            max_cost=largest,
            gene_kos=True,
            solver=straindesign.names.SCIP,
        )
        seconds = time.perf_counter() - begin
        ids = {gene.name: gene.id for gene in model.genes} | {"G_s0001": "s0001"}
        return {tuple(sorted(ids.get(name, name) for name in cut)) for cut in solutions.gene_sd}, seconds

    def test_no_growth(self, core):
        expected, seconds = self.peer(-1000.0, f"{GROWTH} >= 0.001", None, 3)
        begin = time.perf_counter()
        found = gene_cut_sets(core, NO_GROWTH, largest=3)
        assert set(found.cut_sets) == expected
        assert time.perf_counter() - begin < seconds

    def test_ethanol(self, no_air):
        undesired = [f"{GROWTH} >= 0.05", "EX_etoh_e + EX_glc__D_e <= 0"]
        desired = [f"{GROWTH} >= 0.05", "EX_etoh_e + EX_glc__D_e >= 0"]
        expected, seconds = self.peer(0.0, undesired, desired, 4)
        begin = time.perf_counter()
        found = gene_cut_sets(no_air, WITHOUT_ETHANOL, [WITH_ETHANOL], largest=4)
        assert set(found.cut_sets) == expected
        assert time.perf_counter() - begin < seconds


@pytest.fixture(scope="module")
def found(host):
    """Designs, what COBRApy says to each, and the seconds for both."""
    begin = time.perf_counter()
    designs = growth_coupled_designs(host, ANAEROBIC, largest=5, processes=2)
    verified = verify(host, ANAEROBIC, designs.designs)
    return designs, verified, time.perf_counter() - begin


@pytest.mark.slow
class TestSuccinate:
    def test_ten_designs_in_ten_minutes(self, found):
        designs, verified, seconds = found
        assert len(designs.designs) >= 10
        assert all(len(design.genes) <= 5 for design in designs.designs)
        assert all(one.coupled and one.growth >= designs.least_growth - 1e-6 for one in verified)
        assert seconds < 600

    def test_the_best_makes_a_hundred_times_what_the_wild_type_makes(self, found):
        designs, verified, _ = found
        assert designs.wild_type.least == pytest.approx(0.080049, abs=1e-5)
        best = max(one.least for one in verified)
        assert best > 100 * designs.wild_type.least

    def test_cobrapy_agrees_with_every_figure(self, found):
        _, verified, _ = found
        assert max(one.difference for one in verified) < 1e-6

    def test_none_deletes_what_cannot_be_built(self, host, found):
        designs, verified, _ = found
        allowed = buildable(host.network.with_bounds(host.uptake_bounds(ANAEROBIC)), host.host.biomass, 0.05)
        for design, one in zip(designs.designs, verified, strict=True):
            assert allowed.refusal(design.genes) is None
            assert not set(one.reactions) & set(allowed.refused_reactions)
            assert not [reaction for reaction in one.reactions if reaction.startswith("EX_")]

    def test_they_can_be_ranked(self, host, found):
        designs, _, _ = found
        ranked = rank(designs.designs, host, by="yield")
        assert ranked[0].design.yield_ == max(design.yield_ for design in designs.designs)


def test_succinate_needs_the_carboxylation_and_no_formate(host):
    # ppc over-expressed: Millard et al. 1996, Appl. Environ. Microbiol. 62:1808; pfl and ldh deleted: Bunch et al.
    # 1997, Microbiology 143:187; the glyoxylate shunt: Sanchez, Bennett & San 2005, Metab. Eng. 7:229.
    change = {target.reaction: target.change for target in fseof(host, ANAEROBIC).targets}
    assert change["PPC"] == change["MALS"] == change["ICL"] == "up"
    assert change["PFL"] == change["ALCD2x"] == "off"
    assert change["GLCptspp"] == "down"
