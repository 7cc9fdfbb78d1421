"""The Pyomo model of a dual-phase fed-batch: growth with air, production with CO2, on moving finite elements.

Each finite element lies in one affine region of the cell's metabolic map; the region's coefficients are parameters, so
one compiled model serves every assignment of regions, every vessel and every price. States are amounts per litre of
working volume: v (volume, fraction), X (gDW), G (mol of glucose), P (g of product), B (mmol of each by-product).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from processes.collocation import radau
from processes.costing import Amounts, Batch, HourlyCosts, cost_lines
from processes.kinetics import MAINTENANCE_MARGIN, Kinetics
from processes.region_coefficients import Mesh, phase_map
from processes.transfer.constants import AIR_OXYGEN, NORMAL_VOLUME
from processes.transfer.hold_up import gas_hold_up
from processes.transfer.kla import kla_stirred_tank

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

ROW_SCALE = 10.0  # growth rows are of the order of 0.1 1/h
FIGURES = ("titre", "rate", "yield", "cost", "output")  # what the objective may weigh
SHORTEST_PHASE = 0.5  # h
LEAST_AIR = 0.5  # m3 of gas per m3 of working volume and hour; the bubbles' mean is no guide below it


# Every number of the question is a parameter of the model, by these names (units in ``Problem.parameters``).
def build(kinetics: Kinetics, parameters: dict[str, float], mesh: Mesh) -> ConcreteModel:
    """The model with all its parameters as variables that a solve pins; the objective is a weighted sum of figures."""
    from pyomo.environ import ConcreteModel, RangeSet, Set

    m = ConcreteModel("dual-phase fed-batch")
    m.mesh, m.kinetics = mesh, kinetics
    m.E = RangeSet(0, mesh.elements - 1)
    m.K = RangeSet(1, mesh.points)
    m.grow = RangeSet(0, mesh.growth - 1)
    m.make = RangeSet(mesh.growth, mesh.elements - 1)
    m.by_products = Set(initialize=kinetics.by_products)
    m.outputs = Set(initialize=("growth", "glucose", "oxygen", "product", "co2", "proton", *kinetics.by_products))
    _parameters(m, parameters)
    _variables(m, kinetics)
    _balances(m)
    _laws(m)
    _regions(m)
    _vessel_limits(m)
    _figures(m, kinetics)
    _objective(m)
    return m


def _parameters(m: Any, parameters: dict[str, float]) -> None:
    from pyomo.environ import Var

    m.p = Var(list(parameters), initialize=parameters)
    m.weight = Var(list(FIGURES), initialize=0.0)
    # affine flux of output o in element e: C[e, o, 0] + C[e, o, 1] qg + C[e, o, 2] qo
    m.C = Var(m.E, m.outputs, [0, 1, 2], initialize=0.0)
    rivals = {e: max(len(phase_map(m.kinetics, m.mesh, e).rows) - 1, 0) for e in m.E}
    alive = {e: len(phase_map(m.kinetics, m.mesh, e).alive) for e in m.E}
    m.rivals = [(e, r) for e in m.E for r in range(rivals[e])]
    m.alive = [(e, r) for e in m.E for r in range(alive[e])]
    # how much faster the r-th rival region would let the cell grow: never negative inside the region
    m.D = Var([(e, r, j) for e, r in m.rivals for j in (0, 1, 2)], initialize=0.0)
    m.A = Var([(e, r, j) for e, r in m.alive for j in (0, 1, 2)], initialize=0.0)
    m.parameters = [*m.p.values(), *m.weight.values(), *m.C.values(), *m.D.values(), *m.A.values()]


def _variables(m: Any, kinetics: Kinetics) -> None:
    from pyomo.environ import NonNegativeReals, Var

    qg_max = {e: phase_map(kinetics, m.mesh, e).box[0][1] for e in m.E}
    m.t_growth = Var(bounds=(SHORTEST_PHASE, 60.0), initialize=8.0)
    m.t_production = Var(bounds=(SHORTEST_PHASE, 150.0), initialize=10.0)
    m.feed = Var(m.E, domain=NonNegativeReals, initialize=0.012)  # working volumes per hour
    m.power = Var(m.E, bounds=(1.0, 2e4), initialize=1000.0)  # W per m3 of working volume
    m.air = Var(bounds=(LEAST_AIR, 120.0), initialize=40.0)  # m3 of gas per m3 of working volume and hour
    m.co2 = Var(bounds=(0.0, 120.0), initialize=3.0)
    m.v0 = Var(bounds=(0.05, 1.0), initialize=0.6)
    m.g0 = Var(domain=NonNegativeReals, initialize=0.2)
    m.v = Var(m.E, m.K, bounds=(0.05, 1.2), initialize=0.7)
    m.X = Var(m.E, m.K, bounds=(1e-3, 200.0), initialize=5.0)
    m.G = Var(m.E, m.K, bounds=(0.0, 5.0), initialize=0.05)
    m.P = Var(m.E, m.K, bounds=(0.0, 400.0), initialize=10.0)
    m.B = Var(m.by_products, m.E, m.K, bounds=(-1.0, 5000.0), initialize=50.0)
    m.qg = Var(m.E, m.K, bounds=lambda _, e, _k: (1e-3, qg_max[e]), initialize=6.0)
    m.qo = Var(m.grow, m.K, bounds=(1e-6, 1e3), initialize=5.0)  # offered; beyond the map's box it changes nothing
    m.dissolved = Var(m.grow, m.K, bounds=(1e-9, 5.0), initialize=0.005)  # mmol O2/L
    m.kla = Var(m.E, m.K, bounds=(1e-2, 5000.0), initialize=200.0)  # 1/h


def flux(m: Any, output: str, e: int, k: int) -> Any:
    """Affine flux of one output at a collocation point, 1/h or mmol/gDW/h."""
    value = m.C[e, output, 0] + m.C[e, output, 1] * m.qg[e, k]
    return value + m.C[e, output, 2] * m.qo[e, k] if e in m.grow else value


def _balances(m: Any) -> None:
    """Mass balances by collocation: the slope of the element's polynomial equals the rate at each point."""
    from pyomo.environ import Constraint

    base = radau(m.mesh.points)
    molar_mass = m.kinetics.product_molar_mass
    feed_mol = m.p["feed_concentration"] / m.kinetics.substrate_molar_mass
    rates = {
        "X": lambda e, k: flux(m, "growth", e, k) * m.X[e, k],
        "G": lambda e, k: m.feed[e] * feed_mol - flux(m, "glucose", e, k) * m.X[e, k] / 1000.0,
        "P": lambda e, k: flux(m, "product", e, k) * m.X[e, k] * molar_mass / 1000.0,
        "v": lambda e, k: m.feed[e] + flux(m, "proton", e, k) * m.X[e, k] / 1000.0 / m.p["base_concentration"],
    }
    starts = {"X": m.p["inoculum"] * m.v0, "G": m.g0 * m.v0, "P": 0.0, "v": m.v0}

    def balance(state: Any, start: Any, rate: Any) -> Any:
        def rule(_: Any, e: int, k: int) -> Any:
            before = start if e == 0 else state(e - 1, m.mesh.points)
            slope = base.derivative[0, k - 1] * before
            slope += sum(base.derivative[j, k - 1] * state(e, j) for j in m.K)
            return slope == element_length(m, e) * rate(e, k)

        return Constraint(m.E, m.K, rule=rule)

    for name, rate in rates.items():
        variable = getattr(m, name)
        state = (lambda var: lambda e, k: var[e, k])(variable)
        m.add_component(f"balance_{name}", balance(state, starts[name], rate))
    for name in m.by_products:
        state = (lambda by: lambda e, k: m.B[by, e, k])(name)
        rate = (lambda by: lambda e, k: flux(m, by, e, k) * m.X[e, k])(name)
        m.add_component(f"balance_B_{name}", balance(state, 0.0, rate))


def element_length(m: Any, e: int) -> Any:
    """Hours of one element."""
    return m.t_growth / m.mesh.growth if e < m.mesh.growth else m.t_production / m.mesh.production


def _laws(m: Any) -> None:
    """Uptake and oxygen laws, free of divisions; uptake is a limit that the cell fills, not a free control."""
    from pyomo.environ import Constraint

    def uptake(_: Any, e: int, k: int) -> Any:
        fastest = m.p["uptake_max_growth" if e < m.mesh.growth else "uptake_max_production"]
        saturated = 1000.0 * m.G[e, k] + m.p["saturation"] * m.v[e, k]
        tolerated = m.v[e, k] - m.P[e, k] / m.p["product_tolerance"]
        return m.qg[e, k] * saturated * m.v[e, k] == fastest * 1000.0 * m.G[e, k] * tolerated

    def oxygen_transfer(_: Any, e: int, k: int) -> Any:
        # The cell is offered what the vessel transfers; the bubbles' oxygen is the mean of inlet's and outlet's.
        taken = m.qo[e, k] * m.X[e, k]
        mean = AIR_OXYGEN * m.air - 0.5 * taken * NORMAL_VOLUME
        gradient = m.p["oxygen_solubility"] * mean - m.dissolved[e, k] * m.air
        return m.kla[e, k] * gradient * m.v[e, k] / 100.0 == taken * m.air / 100.0

    def oxygen_uptake(_: Any, e: int, k: int) -> Any:
        fastest = m.p["oxygen_uptake_max"] * m.dissolved[e, k]
        return m.qo[e, k] * (m.p["oxygen_saturation"] + m.dissolved[e, k]) == fastest

    def transfer_coefficient(_: Any, e: int, k: int) -> Any:
        gas = m.air if e < m.mesh.growth else m.co2 + 1e-3
        velocity = m.p["velocity_per_flow"] * gas
        power = m.power[e] / m.v[e, k]
        return m.kla[e, k] == kla_stirred_tank(power, velocity, m.p["kla_factor"])

    m.uptake = Constraint(m.E, m.K, rule=uptake)
    m.oxygen_transfer = Constraint(m.grow, m.K, rule=oxygen_transfer)
    m.oxygen_uptake = Constraint(m.grow, m.K, rule=oxygen_uptake)
    m.transfer_coefficient = Constraint(m.E, m.K, rule=transfer_coefficient)


def _regions(m: Any) -> None:
    """Each element stays in its region, and above the glucose that pays for maintenance."""
    from pyomo.environ import Constraint

    def affine(row: Any, e: int, r: int, k: int, margin: float = 1.0) -> Any:
        value = row[e, r, 0] * margin + row[e, r, 1] * m.qg[e, k]
        return value + row[e, r, 2] * m.qo[e, k] if e in m.grow else value

    m.stay = Constraint(m.rivals, m.K, rule=lambda _, e, r, k: ROW_SCALE * affine(m.D, e, r, k) >= 0.0)
    m.maintenance = Constraint(m.alive, m.K, rule=lambda _, e, r, k: affine(m.A, e, r, k, MAINTENANCE_MARGIN) >= 0.0)


def heat(m: Any, e: int, k: int) -> Any:
    """Heat that the vessel has to lose, W per m3 of working volume: respiration and stirring."""
    stirring = m.power[e]
    if e >= m.mesh.growth:
        return stirring
    return stirring + flux(m, "oxygen", e, k) * m.X[e, k] * m.p["heat_per_oxygen"] / 3.6


def _vessel_limits(m: Any) -> None:
    """What the vessel, its supplies and the engineer allow."""
    from pyomo.environ import Constraint

    def hold_up(_: Any, e: int, k: int) -> Any:
        gas = m.air if e < m.mesh.growth else m.co2 + 1e-3
        fraction = gas_hold_up(m.power[e] / m.v[e, k], m.p["velocity_per_flow"] * gas)
        return m.v[e, k] <= m.p["volume_max"] * (1.0 - fraction)

    def co2_supply(_: Any, e: int, k: int) -> Any:
        taken = -flux(m, "co2", e, k) * m.X[e, k]
        return (taken - m.p["co2_utilisation"] * m.co2 / NORMAL_VOLUME) / 100.0 <= 0.0

    def co2_transfer(_: Any, e: int, k: int) -> Any:
        taken = -flux(m, "co2", e, k) * m.X[e, k]
        gradient = m.p["co2_solubility"] * (1.0 - m.p["co2_saturation_kept"])
        return (taken - m.kla[e, k] * m.p["co2_transfer_ratio"] * gradient * m.v[e, k]) / 100.0 <= 0.0

    m.head_space = Constraint(m.E, m.K, rule=hold_up)
    m.cooling = Constraint(m.E, m.K, rule=lambda _, e, k: (heat(m, e, k) - m.p["cooling_max"]) / 1e4 <= 0.0)
    m.mixing = Constraint(m.E, m.K, rule=lambda _, e, k: (m.power[e] - m.p["mixing_power"] * m.v[e, k]) / 1e3 >= 0.0)
    m.motor = Constraint(m.E, rule=lambda _, e: (m.power[e] - m.p["power_max"]) / 1e3 <= 0.0)
    m.feed_pump = Constraint(m.E, rule=lambda _, e: 10.0 * (m.feed[e] - m.p["feed_max"]) <= 0.0)
    m.air_supply = Constraint(expr=(m.air - m.p["air_flow_max"]) / 10.0 <= 0.0)
    m.co2_store = Constraint(expr=(m.co2 - m.p["co2_flow_max"]) / 10.0 <= 0.0)
    m.co2_supply = Constraint(m.make, m.K, rule=co2_supply)
    m.co2_transfer = Constraint(m.make, m.K, rule=co2_transfer)
    mass = m.kinetics.substrate_molar_mass
    m.charge = Constraint(expr=m.g0 * mass / 100.0 <= m.p["glucose_charge"] / 100.0)
    last = (m.mesh.elements - 1, m.mesh.points)
    m.batch_time = Constraint(expr=(m.t_growth + m.t_production - m.p["longest_batch"]) / 10.0 <= 0.0)
    m.fill = Constraint(expr=m.v[last] >= m.p["least_fill"])
    m.residual = Constraint(expr=m.G[last] * mass <= m.p["residual_glucose"] * m.v[last])


def amounts(m: Any) -> Amounts:
    """What a batch takes, per m3 of working volume."""
    last = (m.mesh.elements - 1, m.mesh.points)
    mass, weights = m.kinetics.substrate_molar_mass, radau(m.mesh.points).weights
    fed = sum(element_length(m, e) * m.feed[e] for e in m.E)
    stirring = sum(element_length(m, e) * m.power[e] for e in m.E) / 1000.0
    heat_taken = sum(element_length(m, e) * weights[k - 1] * heat(m, e, k) for e in m.E for k in m.K)
    batch = Batch(
        start=m.v0,
        charge=m.g0 * m.v0 * mass,
        fed=fed,
        stirring=stirring,
        air=m.air * m.t_growth,
        co2=m.co2 * m.t_production,
        heat=heat_taken * 3.6e-6,
        broth=m.v[last],
        product=m.P[last],
        hours=m.t_growth + m.t_production,
    )
    return batch.amounts(m.p)


def _figures(m: Any, kinetics: Kinetics) -> None:
    """Titre g/L, rate g/L/h with the turn-round, yield g/g of all glucose fed, cost USD/kg recovered, output g/L/h.

    Rate is per litre of broth, output per litre of working volume: a vessel that is not full has less of it.
    """
    from pyomo.environ import Constraint, Expression, Var

    last = (m.mesh.elements - 1, m.mesh.points)
    m.titre = Var(bounds=(1e-4, kinetics.product_molar_mass * 5.0), initialize=50.0)
    m.rate = Var(bounds=(1e-6, 100.0), initialize=2.0)
    m.yield_ = Var(bounds=(1e-6, 5.0), initialize=0.6)
    m.cost = Var(bounds=(1e-3, 1e5), initialize=2.0)
    m.output = Var(bounds=(1e-6, 100.0), initialize=2.0)
    used = amounts(m)
    hourly = HourlyCosts(m.p["capital_per_hour"], m.p["maintenance_per_hour"], m.p["operators_per_volume"])
    lines = cost_lines(used, lambda name: m.p[f"price_{name}"], hourly)
    m.cost_line = Expression(list(lines), initialize=lines)
    m.titre_is = Constraint(expr=m.titre * m.v[last] == m.P[last])
    m.rate_is = Constraint(expr=m.rate * used.hours == m.titre)
    m.yield_is = Constraint(expr=m.yield_ * used.glucose == m.P[last])
    m.cost_is = Constraint(expr=m.cost * used.product == sum(m.cost_line.values()))
    m.output_is = Constraint(expr=m.output * used.hours == m.P[last])
    m.output_asked = Constraint(expr=m.output >= m.p["least_output"])
    m.productivity_asked = Constraint(expr=m.rate >= m.p["least_productivity"])
    m.yield_asked = Constraint(expr=m.yield_ >= m.p["least_yield"])
    m.titre_asked = Constraint(expr=m.titre / 10.0 >= m.p["least_titre"] / 10.0)


def _objective(m: Any) -> None:
    from pyomo.environ import Objective, minimize

    m.objective = Objective(
        expr=m.weight["cost"] * m.cost
        - m.weight["titre"] * m.titre / 30.0
        - m.weight["rate"] * m.rate
        - m.weight["yield"] * m.yield_
        - m.weight["output"] * m.output,
        sense=minimize,
    )
