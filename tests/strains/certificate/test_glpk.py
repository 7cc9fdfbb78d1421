import pytest

from strains.certificate.glpk import GlpkModel


@pytest.fixture
def glpk(core) -> GlpkModel:
    return GlpkModel(core.model())


def test_it_finds_the_optimum_of_cobrapy(core, glpk):
    model = core.model()
    for glucose in (3.0, 10.0, 18.5):
        model.reactions.EX_glc__D_e.lower_bound = -glucose
        glpk.bound("EX_glc__D_e", -glucose, 1000.0)
        glpk.maximise({"Biomass_Ecoli_core": 1.0})
        assert glpk.solve()
        assert glpk.flux("Biomass_Ecoli_core") == pytest.approx(model.slim_optimize(), abs=1e-7)


@pytest.mark.parametrize(("lower", "upper"), [(-3.0, -1.0), (-2.0, 4.0), (0.5, 2.5), (0.0, 0.0)])
def test_bounds_of_either_sign_hold(glpk, lower, upper):
    glpk.bound("EX_glc__D_e", -1000.0, 1000.0)
    glpk.bound("PGI", lower, upper)
    for cost, expected in ((1.0, upper), (-1.0, lower)):
        glpk.maximise({"PGI": cost})
        assert glpk.solve()
        assert glpk.flux("PGI") == pytest.approx(expected, abs=1e-7)


def test_infeasible_is_told_and_left_behind(glpk):
    glpk.maximise({"Biomass_Ecoli_core": 1.0})
    glpk.bound("EX_glc__D_e", 0.0, 1000.0)
    assert not glpk.solve()
    glpk.bound("EX_glc__D_e", -10.0, 1000.0)
    assert glpk.solve()


def test_nothing_is_printed(glpk, capfd):
    glpk.maximise({"Biomass_Ecoli_core": 1.0})
    glpk.solve()
    assert capfd.readouterr() == ("", "")
