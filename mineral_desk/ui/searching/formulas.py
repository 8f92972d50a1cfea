"""Chemical formulas as they are printed: the list has them in plain letters and figures."""

import re

_LOW = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")
_HIGH = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_NUMBER = r"\d+(?:\.\d+)?"
_BEHIND = re.compile(rf"(?<=[A-Za-z)\]□])(\d?\+|\d-(?![\dxyn]))?({_NUMBER}(?:-{_NUMBER})?)?")
_VACANCY = ("[box]", "□")


def printed(formula: str) -> str:
    """``Na₄Si₃O₁₂Cl``, ``Fe³⁺₂(SO₄)₃·9H₂O``: numbers below, charges above; what leads a part stays as it is."""
    return _BEHIND.sub(_set, formula.replace(*_VACANCY))


def _set(found: re.Match[str]) -> str:
    return (found[1] or "").translate(_HIGH) + (found[2] or "").translate(_LOW)
