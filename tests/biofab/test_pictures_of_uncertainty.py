from __future__ import annotations

import pytest

from biofab.pictures.cost_distribution import cost_distribution
from biofab.pictures.sobol_bars import sobol_bars


def test_the_distribution_says_the_share_under_the_price() -> None:
    axes = cost_distribution({"fixed": [2.0, 1.0, 3.0, 4.0], "replanned": [1.0, 1.5, 2.0, 5.0]}, 1.9, 2.5)
    told = [text.get_text() for text in axes.texts]
    assert any(words.endswith("fixed: 50% under 2.5") for words in told)
    assert any("replanned: 75% under 2.5" in words for words in told)
    assert {"as planned", "price"} <= set(told)


def test_the_bars_are_the_indices_with_the_greatest_total_on_top() -> None:
    rows = [
        {"words": name, "first": first, "first_low": 0.0, "first_high": 0.5, "total": total, "total_low": 0.1,
         "total_high": 0.9}
        for name, first, total in (("a", 0.1, 0.2), ("b", 0.3, 0.6))
    ]  # fmt: skip
    axes = sobol_bars(rows)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "a"]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([0.3, 0.6, 0.1, 0.2])
