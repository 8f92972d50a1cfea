"""Limits that a binomial bound backs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.limits import NEVER, least_cases, lower_bound, proven_limit


@pytest.mark.parametrize(
    ("right", "cases", "bound"),  # the lower end of Clopper and Pearson's one-sided interval, by scipy.stats.beta
    [(17, 18, 0.7623), (29, 29, 0.9019), (21, 26, 0.6374), (300, 310, 0.9459), (0, 5, 0.0), (1, 1, 0.05)],
)
def test_bounds_are_those_of_clopper_and_pearson(right: int, cases: int, bound: float) -> None:
    assert lower_bound(right, cases) == pytest.approx(bound, abs=1e-4)


@given(st.integers(1, 200), st.data())
def test_a_bound_lies_below_the_share_and_grows_with_it(cases: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, cases - 1))
    assert lower_bound(right, cases) <= right / cases
    assert lower_bound(right, cases) <= lower_bound(right + 1, cases)


def test_nine_of_ten_need_29_cases_without_a_slip() -> None:
    assert least_cases(0.9) == 29
    scores = np.linspace(1, 0.5, 29)
    assert proven_limit(scores, [True] * 29, 0.9) == pytest.approx(0.5)
    assert proven_limit(scores[:28], [True] * 28, 0.9) == NEVER


def test_the_search_ends_where_the_promise_breaks() -> None:
    scores = np.linspace(1, 0, 100)
    right = scores > 0.6
    limit = proven_limit(scores, right, 0.9)
    kept = scores >= limit
    assert 0.55 < limit <= 0.65
    assert lower_bound(int((right & kept).sum()), int(kept.sum())) >= 0.9


def test_cases_far_above_do_not_carry_those_right_above() -> None:
    scores = np.linspace(1, 0, 330)
    right = [True] * 300 + [False] * 30
    assert proven_limit(scores, right, 0.6) > scores[315]  # 300 of 330 would prove it, the last 30 would not


def test_equal_scores_are_judged_together() -> None:
    assert proven_limit([0.5] * 60, [True] * 30 + [False] * 30, 0.9) == NEVER
