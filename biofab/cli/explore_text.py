"""What ``biofab explore`` prints for a reader: the answer first, then what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from biofab.cli.output import to_text

MOST = 10  # rows of a table


def montecarlo_text(result: Mapping[str, Any], folder: str) -> str:
    """Spread and probability by mode."""
    parts = [f"{result['study']}: cost as planned {result['plan_usd_per_kg']:.3f} USD/kg"]
    for mode, told in result["modes"].items():
        cost = told["figures"]["cost"]
        between = cost["quantiles"]
        lines = [
            f"{mode} ({told['meaning']}): {told['samples']} samples, {told['failed']} failed",
            f"  cost {cost['mean']:.3f} ± {cost['error']:.3f} USD/kg on average, sd {cost['sd']:.3f}; "
            f"90 % between {between['5']:.3f} and {between['95']:.3f}",
        ]
        lines += [f"  failed, {count}: {reason}" for reason, count in told["why"].items()]
        if "probability" in told:
            chance = told["probability"]
            lines.append(
                f"  under {chance['price']:g} USD/kg: {chance['share']:.1%} ± {chance['error']:.1%} of the samples "
                f"with a cost (95 %: {chance['low']:.1%} to {chance['high']:.1%}); the failed counted, "
                f"{chance['least']:.1%} to {chance['most']:.1%}"
            )
        broken = {name: share for name, share in told.get("share_that_breaks", {}).items() if share}
        if broken:
            words = ", ".join(f"{name} in {share:.0%}" for name, share in broken.items())
            lines.append(f"  the plan as it stands breaks its limits: {words} of the samples")
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, _kept(folder)])


def sensitivity_text(result: Mapping[str, Any], folder: str) -> str:
    """What to measure first, the shares it rests on, the tornado, the value of information."""
    parts = [f"{result['study']}: cost as planned {result['plan_usd_per_kg']:.3f} USD/kg; {result['meaning']}"]
    if "advice" in result:
        shares = [
            {"number": one["words"], "alone": one["first"], "95 %": [one["first_low"], one["first_high"]],
             "with all": one["total"]}
            for one in result["indices"][:MOST]
        ]  # fmt: skip
        parts[0] = f"{result['advice']}\n\n{parts[0]}"
        parts.append(to_text({f"shares of the variance, from {result['indices_from']}": shares}))
    else:
        parts.append(f"Sobol indices: {result['indices_from']}")
    swings = [
        {
            "number": one["words"],
            "from": one["low"],
            "to": one["high"],
            "cost from": one["at_low"],
            "to ": one["at_high"],
        }
        for one in result["tornado"][:MOST]
    ]
    parts.append(to_text({"tornado, one standard deviation to either side, cost in USD/kg": swings}))
    if "information" in result:
        parts.append(_information(result["information"]))
    if result.get("failed"):
        parts.append("\n".join([f"failed samples: {result['failed']}", *(f"  {why}" for why in result.get("why", {}))]))
    return "\n\n".join([*parts, _kept(folder)])


def _information(told: Mapping[str, Any]) -> str:
    known = [one for one in told["numbers"] if one["above_noise"]][:MOST]
    verdict = "build" if told["build"] else "do not build"
    lines = [
        f"at {told['price_usd_per_kg']:.3f} USD/kg, as things stand: {verdict} (expected gain "
        f"{told['expected_gain_usd_per_kg']:+.3f} USD/kg); knowing everything first would be worth "
        f"{told['perfect_usd_per_kg']:.3f} USD/kg",
        *(f"  {one['name']}: {one['value']:.3f} USD/kg" for one in known),
    ]
    if not known:
        lines.append(f"  no number alone stands out of the noise of {told['noise_usd_per_kg']:.3f} USD/kg")
    return "\n".join(lines)


def rows_text(result: Mapping[str, Any], key: str, names: Sequence[str], folder: str) -> str:
    """One table of a result, with these columns where a row has them."""
    rows = [{name: row.get(name) for name in names} for row in result[key]]
    return "\n\n".join([to_text({key: rows}), _kept(folder)])


def _kept(folder: str) -> str:
    return f"everything is in {folder}"
