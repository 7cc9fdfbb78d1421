"""The report: one file, whole, honest about what is missing, and with no number that is not in the run's JSON."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biofab import facts
from biofab.cli.main import main
from biofab.errors import BadInput
from biofab.progress import Silent
from biofab.published import PUBLISHED
from biofab.report.batch import by_product
from biofab.report.build import conclude, write_report
from biofab.report.material import Material, cooling_power
from biofab.report.numbers import show, signed, within
from biofab.run_folder import RunFolder
from biofab.study import Study
from processes import library
from processes.costing import COST_KINDS
from processes.design import Certificate, Design, Figures
from processes.kinetics import Kinetics
from processes.limits import LIMITS, Limit
from processes.problem import Problem
from processes.simulation import Inputs, Laws
from processes.table import batch_table
from processes.uncertainty.first_order import Effect, Uncertainty

VOID = {"meta", "br", "link", "path", "use", "hr", "img"}
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?(?:e[−-]?\d+)?")
Change = Callable[[dict[str, Any]], None]


class Page(HTMLParser):
    """What a test needs of a page: its numbers' cells, its texts, headings, ids, and whether its tags close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.numbers: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.pictures: list[str | None] = []
        self.lang: str | None = None
        self.open: list[tuple[str, bool]] = []
        self.feed(html)
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.links += [str(given[name]) for name in ("href", "src") if given.get(name)]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.lang = given.get("lang")
        if given.get("role") == "img":
            self.pictures.append(given.get("aria-label"))
        if tag not in VOID:
            counted = (tag == "td" and "n" in classes) or bool({"value", "interval"} & set(classes))
            self.open.append((tag, counted))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "style" for tag, _ in self.open) or not data.strip():
            return
        self.texts.append(data)
        if any(counted for _, counted in self.open):
            self.numbers.append(data.replace("(95 %)", ""))

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def numbers_in(data: Any) -> Iterator[float]:
    """Every number of a JSON value."""
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from numbers_in(part)
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield float(data)


def stands_in(token: str, pool: np.ndarray, percent: bool) -> bool:
    """Whether a printed number is one of the pool, rounded to the digits printed."""
    plain = token.replace("−", "-").replace(",", "")
    mantissa, _, exponent = plain.partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    half = 0.5 * 10.0**-decimals * (1.0 + 1e-6)
    value = float(plain)
    candidates = np.concatenate([pool, 100.0 * pool]) if percent else pool
    return bool(np.any(np.abs(candidates - value) <= half + 1e-12 * abs(value)))


def design_of(problem: Problem, objective: str, growth: float) -> Design:
    """A plan made by hand; its table is integrated."""
    feed, power = np.array([0.03, 0.0, 0.0, 0.02, 0.0, 0.0]), np.array([400.0, 700.0, 1500.0, 200.0, 200.0, 200.0])
    inputs = Inputs(0.65, 0.15, growth, 9.0, feed, power, 40.0, 3.0, 3)
    names = [line for kind in COST_KINDS.values() for line in kind]
    lines = {line: 0.1 + 0.013 * i for i, line in enumerate(names)}
    limits = [
        Limit(name, words, unit, kind, 1.5 + i, (-1) ** i * (0.9 - 0.025 * i), i % 3 == 1, ())
        for i, (name, (words, unit, kind)) in enumerate(LIMITS.items())
    ]
    limits[9] = Limit("cooling_max", "cooling", "W", "vessel", 9e3, -0.31, True, ((growth - 1.0, growth),))
    limits.sort(key=lambda limit: -abs(limit.elasticity))
    table = batch_table(problem, Laws(problem.kinetics, problem.parameters()), inputs)
    return Design(
        scale=problem.scale.name,
        objective=objective,
        figures=Figures(70.7 + growth, 2.81, 0.713, sum(lines.values())),
        inputs=inputs,
        table=table,
        cost_lines=lines,
        limits=tuple(limits),
        certificate=Certificate("Solve_Succeeded", 26, 1.2e-8, 0.0, -4.1e-4, -4.2e-4, 3.3e-5, ("t_growth",)),
        batches_per_year=1276.3,
        tonnes_per_year=6870.8,
        warnings=("the rates are those of a growing cell",),
    )


PARAMETER = {"kind": "strain", "unit": "mmol/gDW/h", "prior_sd": 1.5, "words": "", "holds_truth": True}
GROWTH_UPTAKE = {"name": "uptake_max_growth", "value": 6.771, "sd": 0.01, "ci95": [6.753, 6.789], "prior": 7.0}
TOLERANCE = {"name": "product_tolerance", "value": 101.3, "sd": 18.0, "ci95": [70.0, 140.0], "prior": 104.0}
FIT = {"observable": "our", "unit": "mmol/L/h", "points": 81, "chi2": 43.9, "chi2_per_point": 0.542, "mean": -0.013}
ESTIMATE = {
    "unit": "F-301",
    "hours": 15.0,
    "parameters": [
        PARAMETER | GROWTH_UPTAKE | {"identified": True, "truth": 6.764},
        PARAMETER | TOLERANCE | {"identified": False, "truth": 99.0, "words": "inhibition hardly shows <at all>"},
    ],
    "residuals": [FIT | {"put_aside": 1}],
    "correlation": {},
    "warnings": ["1 outlying points of our were put aside"],
    "converged": True,
    "inflation": 1.0,
}
RUN = {
    "state": "complete",
    "why": "",
    "endpoint": "opc.tcp://127.0.0.1:4840",
    "speed": 900.0,
    "process_hours": 15.31,
    "wall_seconds": 59.4,
    "notices": 0,
    "lateness": {"writes": 35.0, "mean_s": 33.3, "max_s": 86.6},
    "cpu_seconds": {"plant": 10.7},
    "record": {
        "samples": 68288,
        "server_history": 68288,
        "missing": 0,
        "duplicated": 0,
        "extra": 0,
        "gaps": 0,
        "tags": 32,
    },
}
CHECK = {
    "titre": -4.04e-4,
    "productivity": -4.05e-4,
    "yield": -4.83e-4,
    "solved": 488,
    "infeasible": 0,
    "undecided": ["oxygen"],
    "tie_break_decides": False,
    **{tie: {"titre": 71.27, "productivity": 2.8713, "yield": 0.71582} for tie in ("stated", "worst", "best")},
}
PHASE = {
    "regions": 2,
    "affine_residual": 1.6e-12,
    "random_point_error": 1.7e-11,
    "growth_error_per_h": 3.6e-14,
    "merging_error": {"growth": 2.3e-4, "product": 0.011, "acetate": 0.021},
}
STRAIN = {
    "host": "ecoli_k12",
    "product": "succinate",
    "medium": "m9_glucose",
    "deleted_genes": ["b1380"],
    "blocked_reactions": ["PFL"],
    "phenotype": {
        "growth": PHASE | {"undecided": ["oxygen"], "tie_break": "more product first"},
        "production": PHASE | {"undecided": []},
    },
}
BALANCE = {
    "model": "cobra:iJO1366",
    "checked": 2251,
    "imbalances": [],
    "without_formula": [],
    "energy_from_nothing": 0.0,
    "growth": {"carbon": -2.9e-14, "electrons": -2.4e-14},
    "production": {"carbon": -3.7e-14, "electrons": -3.5e-14},
}


def quantities(kinetics: Kinetics) -> list[dict[str, Any]]:
    """Rate constants with sources, as ``facts.constants`` gives them."""
    return [facts.quantity(name, value) for name, value in kinetics.constants if hasattr(value, "source")]


@pytest.fixture(scope="module")
def parts(hand_kinetics: Kinetics) -> dict[str, Any]:
    """Designs of every objective and of the pilot, made by hand."""
    large = Problem(hand_kinetics, library.scale("production_100m3"), library.prices())
    small = Problem(hand_kinetics, library.scale("pilot_300l"), library.prices())
    growths = {"cost": 5.0, "rate": 6.0, "yield": 4.0, "titre": 5.5}
    plans = {name: design_of(large, name, growth) for name, growth in growths.items()}
    return {"plans": plans, "pilot": design_of(small, "cost", 6.5), "large": large, "small": small}


@pytest.fixture
def run(tmp_path: Path, study: Study, parts: dict[str, Any], hand_kinetics: Kinetics) -> RunFolder:
    """A whole run folder."""
    folder = RunFolder.create(tmp_path / "run", study)
    plans, pilot = parts["plans"], parts["pilot"]
    for name, design in plans.items():
        folder.write_design(f"production_{name}", design)
    folder.write_design("pilot_cost", pilot)
    folder.write_json("phenotypes.json", {name: getattr(hand_kinetics, name).to_dict() for name in STRAIN["phenotype"]})
    refit = pilot.table.assign(product=0.95 * pilot.table["product"])
    folder.write_table("refit.parquet", refit)
    hours = np.linspace(-0.2, 15.4, 400)
    signals = pd.DataFrame({"hour": hours, "weight": 190.0, "air_flow": 200.0, "offgas_o2": 20.1, "offgas_co2": 0.9})
    folder.write_table("batch.parquet", signals)
    assays = pd.DataFrame({"hour": [1.0, 15.0], "biomass": [0.5, 9.3], "glucose": [80.0, 4.1], "product": [0.0, 66.6]})
    folder.write_table("assays.parquet", assays.assign(by_product=[0.0, 17.0]))
    tolerance = Effect("product_tolerance", 104.0, 20.0, 13.7, 0.39, 0.017, -0.167)
    glucose = Effect("price_glucose", 0.45, 0.07, 0.0, 0.0, 0.0, 0.109)
    sure = Uncertainty(Figures(9.1, 0.41, 0.033, 0.29), (tolerance, glucose), ())
    assays = folder.read_table("assays.parquet")
    learnt = facts.estimate(ESTIMATE, refit, pilot, assays, signals)
    points = [facts.pareto_point(design) for design in plans.values()]
    result = {
        "study": study.name,
        "question": study.question,
        **facts.headline(plans["cost"]),
        "interval": facts.interval(plans["cost"], sure),
        "uncertainty": facts.effects(sure),
        "objectives": {name: facts.plan(design) for name, design in plans.items()},
        "pareto": [point | {"productivity_g_per_l_h": 2.0 + i} for i, point in enumerate(points)],
        "recheck": CHECK,
        "recheck_pilot": CHECK,
        "balance": BALANCE,
        "pilot": facts.plan(pilot),
        "published": [vars(one) for one in PUBLISHED["succinate"]],
        "strain": STRAIN,
        "constants": quantities(hand_kinetics),
        "prices": facts.prices(parts["large"]),
        "scales": {"production": facts.scale(parts["large"]), "pilot": facts.scale(parts["small"])},
        "provenance": facts.provenance(study, SimpleNamespace(growth=SimpleNamespace(model="m", model_sha256="e1"))),
        "seconds": {"strain": 12.3456},
        **facts.run(RUN),
        **learnt,
    }
    folder.write_result(result)
    return folder


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are made and not drawn: for what stands in words."""
    monkeypatch.setattr("biofab.report.parts.to_svg", lambda figure, name: f'<svg id="{name}-figure"></svg>')


def page_of(folder: RunFolder) -> Page:
    """The page, parsed."""
    return Page(write_report(folder.path).read_text(encoding="utf-8"))


def changed(folder: RunFolder, change: Change) -> Page:
    """The page after the result was changed."""
    result = folder.result()
    change(result)
    folder.write_result(result)
    return page_of(folder)


def test_every_number_printed_is_in_the_json(run: RunFolder, parts: dict[str, Any]) -> None:
    page = page_of(run)
    stored = [run.result(), run.read_json("study.json")]
    stored += [json.loads(path.read_text()) for path in sorted((run.path / "designs").glob("*.json"))]
    recipe = parts["plans"]["cost"].table.drop(columns="phase").to_numpy().ravel()
    pool = np.concatenate([np.fromiter(numbers_in(stored), dtype=float), recipe])
    assert len(page.numbers) > 300
    missing = [
        (text, token)
        for text in page.numbers
        for token in NUMBER.findall(text)
        if not stands_in(token, pool, percent="%" in text)
    ]
    assert not missing


def test_the_check_of_numbers_can_fail() -> None:
    pool = np.array([1.9606, 0.000404])
    assert stands_in("1.96", pool, percent=False)
    assert stands_in("−0.040", -pool, percent=True)
    assert not stands_in("1.97", pool, percent=False)
    assert not stands_in("0.040", pool, percent=False)


@pytest.mark.usefixtures("undrawn")
def test_the_page_follows_the_result(run: RunFolder) -> None:
    assert "9.87" not in page_of(run).text
    page = changed(run, lambda result: result.update(cost_usd_per_kg=9.8712))
    assert page.texts[page.texts.index("cost") + 1] == "9.87"
    assert "for 9.87 USD per kg" in page.text


def test_one_file_that_asks_nothing_of_the_network(run: RunFolder) -> None:
    html = write_report(run.path).read_text(encoding="utf-8")
    assert not re.search(r"(?i)https?:|//[a-z]|@import|<script|<link|<iframe|url\((?!#)", html)
    page = Page(html)
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert not list(run.path.rglob("*.part"))


def test_the_structure_is_sound(run: RunFolder) -> None:
    page = page_of(run)
    assert page.lang == "en"
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    assert len(page.pictures) == 6
    assert all(page.pictures)


@pytest.mark.usefixtures("undrawn")
def test_the_answer_says_what_was_asked(run: RunFolder, parts: dict[str, Any]) -> None:
    page = page_of(run)
    cost = parts["plans"]["cost"].figures.cost
    answer = next(text for text in page.texts if text.startswith("At 100 m³"))
    assert f"for {show(cost)} USD per kg" in answer
    assert "the pilot plant reached 66.6 g/L where its plan said" in answer
    assert answer.count(". ") == 0  # one sentence
    result = run.result()
    for limit in result["limited_by"][:2]:
        assert limit["words"] in answer


@pytest.mark.usefixtures("undrawn")
def test_the_plans_own_warnings_are_told(run: RunFolder) -> None:
    assert "the rates are those of a growing cell" in page_of(run).texts


@pytest.mark.usefixtures("undrawn")
def test_sections_come_in_their_order(run: RunFolder) -> None:
    names = [name for name in page_of(run).ids if "-" not in name]
    order = ["course", "recipe", "published", "limits", "objectives", "pareto", "costs", "certainty", "strain"]
    order += ["recheck", "batch", "next", "assumptions", "certificates", "provenance"]
    assert [name for name in dict.fromkeys(names) if name in order] == order


@pytest.mark.usefixtures("undrawn")
def test_what_the_batch_told_and_could_not_tell(run: RunFolder) -> None:
    page = page_of(run)
    assert "The stored record equals the server's own history." in page.texts
    assert "product concentration at which uptake stops: inhibition hardly shows <at all>" in page.texts
    still = page.texts.index("Still open, by what one standard deviation moves the cost:")
    assert page.texts[still + 1].startswith("product concentration")
    assert page.texts[still + 2].startswith("price of glucose")
    changes = run.result()
    changes["record"]["missing"] = 3
    run.write_result(changes)
    assert "The stored record differs from the server's own history." in page_of(run).texts


@pytest.mark.usefixtures("undrawn")
def test_what_the_batch_settled_is_not_asked_for_again(run: RunFolder) -> None:
    def settle(result: dict[str, Any]) -> None:
        result["estimate"]["product_tolerance"] |= {"identified": True, "ci95": [101.1, 101.5], "words": ""}

    page = changed(run, settle)
    settled = page.texts.index("Settled by this batch; plan again with these:")
    assert page.texts[settled + 1].startswith("product concentration at which uptake stops: 101.30 ")
    still = page.texts.index("Still open, by what one standard deviation moves the cost:")
    assert page.texts[still + 1].startswith("price of glucose")


@pytest.mark.usefixtures("undrawn")
def test_without_a_virtual_plant_no_truth_is_shown(run: RunFolder) -> None:
    assert "true (virtual plant)" in page_of(run).texts

    def real(result: dict[str, Any]) -> None:
        for one in result["estimate"].values():
            one.update(truth=None, holds_truth=None)

    assert "virtual plant" not in changed(run, real).text


def test_everything_is_escaped(run: RunFolder) -> None:
    evil = '<b>"bold"</b> & <script>x</script> $1$'

    def spoil(result: dict[str, Any]) -> None:
        result.update(question=evil, study=evil)
        result["limited_by"][0]["words"] = evil
        result["constants"][0]["source"] = evil
        result["strain"]["product"] = evil
        result["uncertainty"]["effects"][0]["words"] = evil

    page = changed(run, spoil)
    html = run.report.read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "<b>" not in html
    assert page.texts.count(evil) >= 4


OPTIONAL = [
    *("interval", "uncertainty", "objectives", "pareto", "recheck", "recheck_pilot", "balance", "pilot", "published"),
    *("strain", "constants", "prices", "scales", "provenance", "seconds", "run", "record", "estimate"),
    *("estimate_quality", "plan_against_batch", "cost_lines_usd_per_kg", "limited_by", "question"),
]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", OPTIONAL)
def test_any_part_may_be_missing(run: RunFolder, name: str) -> None:
    page = changed(run, lambda result: result.pop(name))
    assert page.headings[0] == 1
    assert "None" not in page.text
    assert "nan" not in page.text.lower().split()


@pytest.mark.usefixtures("undrawn")
def test_a_plan_alone_has_no_empty_frames(tmp_path: Path, study: Study, parts: dict[str, Any]) -> None:
    folder = RunFolder.create(tmp_path / "plan", study)
    design = parts["plans"]["rate"]
    folder.write_design("rate", design)
    result = {"study": "mine", "question": "how fast?", "objective": "rate", **facts.headline(design), "recheck": CHECK}
    folder.write_result(result | {"design": design.to_dict(), "strain": STRAIN})
    page = page_of(folder)
    assert "the fastest plan makes succinate" in page.text
    assert "+1 % changes the productivity by, %" in page.texts
    assert "interval not computed" in page.texts
    sections = [name for name in page.ids if "-" not in name]
    assert not {"batch", "next", "pareto", "certainty", "published", "provenance"} & set(sections)
    assert {"recipe", "limits", "recheck", "certificates"} <= set(sections)
    assert "pilot" not in page.text


@pytest.mark.usefixtures("undrawn")
def test_a_batch_alone_answers_for_itself(run: RunFolder) -> None:
    result = run.result()
    kept = ("study", "run", "record", "plan_against_batch")
    estimate = {"estimate": {"parameters": [{"name": n, **v} for n, v in result["estimate"].items()], "residuals": []}}
    estimate["estimate"]["warnings"] = []
    for name in ("cost", "rate", "yield", "titre"):
        (run.path / f"designs/production_{name}.json").unlink()
    run.write_result({name: result[name] for name in kept} | estimate)
    page = page_of(run)
    assert any(text.startswith("The pilot plant reached 66.6 g/L") for text in page.texts)
    assert "fastest glucose uptake in growth" in page.texts
    assert "recipe" not in page.ids


def test_an_empty_folder_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"result\.json"):
        write_report(tmp_path)


def test_the_same_folder_gives_the_same_file_in_time(run: RunFolder) -> None:
    first = write_report(run.path).read_bytes()
    start = time.process_time()
    assert write_report(run.path).read_bytes() == first
    assert time.process_time() - start < 4.0


def test_cooling_of_the_scale_is_the_problems(parts: dict[str, Any], run: RunFolder) -> None:
    problem = parts["large"]
    shown = cooling_power(Material(run, run.result()).scale("production"), 37.0)
    assert shown == pytest.approx(problem.scale.cooling_power(37.0) / 1000.0)
    assert cooling_power({}, 37.0) is None


@pytest.mark.usefixtures("undrawn")
def test_what_the_intervals_leave_out_is_said_beside_the_numbers(run: RunFolder) -> None:
    page = page_of(run)
    words = "The intervals of titre, productivity and yield cover the strain's constants that move the plan, no more"
    said = next(text for text in page.texts if words in text)
    assert "in the interval of the cost alone are: prices." in said
    assert "number of vessels" in said
    assert words not in changed(run, lambda result: result.pop("interval")).text


@pytest.mark.usefixtures("undrawn")
def test_a_warning_of_the_check_is_shown(run: RunFolder) -> None:
    page = changed(run, lambda result: result["recheck"].update(infeasible=31, warnings=["starving: 31 times"]))
    assert "production plan: starving: 31 times" in page.texts


@pytest.mark.usefixtures("undrawn")
def test_several_by_products_are_shown_by_name(run: RunFolder) -> None:
    _, table = run.design("pilot_cost")
    run.write_table("designs/pilot_cost.parquet", table.assign(formate=1.0))
    run.write_table("refit.parquet", table.assign(formate=2.0))
    rows = facts.at_harvest(table.assign(formate=1.0), table.assign(formate=2.0), {facts.TOGETHER: 17.0})
    page = changed(run, lambda result: result.update(plan_against_batch=rows))
    assert {"acetate", "formate", facts.TOGETHER} <= set(page.texts)
    assert by_product(facts.with_sum(table.assign(formate=1.0))) == facts.TOGETHER
    assert by_product(table) == "acetate"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda result: result["run"].pop("state"), r"result\.json: lacks 'state': it was written by another version"),
        (lambda result: result.update(limited_by=[1]), r"result\.json: has a part of another shape"),
    ],
)
@pytest.mark.usefixtures("undrawn")
def test_a_result_of_another_shape_is_an_error_of_the_user(run: RunFolder, change: Change, expected: str) -> None:
    with pytest.raises(BadInput, match=expected):
        changed(run, change)


@pytest.mark.parametrize("text", ["{}", '{"study": "x",', '{"format": 99, "study": "x"}', "[]"])
def test_the_command_ends_with_2_on_a_result_that_is_none(run: RunFolder, text: str, capsys: Any) -> None:
    run.write_text("result.json", text)
    assert main(["report", str(run.path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "result.json" in error
    assert error.count("\n") == 1


@pytest.mark.usefixtures("undrawn")
def test_the_report_s_own_seconds_are_in_the_result(run: RunFolder) -> None:
    facts_of_run = {name: value for name, value in run.result().items() if name != "seconds"}
    with Silent() as progress:
        progress.step("batch")
        told = conclude(run, facts_of_run, progress)
    assert list(told["seconds"]) == list(run.result()["seconds"]) == ["batch", "report"]
    assert told["report"] == str(run.report)
    assert run.report.is_file()


@given(st.floats(-1e8, 1e8, allow_nan=False), st.integers(2, 6))
def test_a_number_keeps_its_digits(value: float, digits: int) -> None:
    shown = float(show(value, digits).replace("−", "-").replace(",", ""))
    assert abs(shown - value) <= 0.5 * 10.0 ** (1 - digits) * abs(value) * (1 + 1e-9) + 1e-300


def test_how_numbers_look() -> None:
    assert show(None) == show(float("nan")) == "–"
    assert show(6870.8) == "6,871"
    assert show(0.01217) == "0.0122"
    assert show(35.0) == "35"
    assert show(2.9e-14, 2) == "2.9e−14"
    assert signed(-0.001) == "0.00"
    assert within(6.7712, 6.753, 6.789) == ("6.771", "6.753 to 6.789")
    assert within(101.3, 70.2, 140.4) == ("101", "70 to 140")
