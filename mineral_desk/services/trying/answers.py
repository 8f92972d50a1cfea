"""What the process that tries a model says, as a line of JSON: nothing, or why the model is refused."""

import json
from typing import Any

from mineral_desk.domain import errors
from mineral_desk.domain.errors import ModelError
from mineral_desk.domain.phrase import Phrase

LONGEST_ANSWER = 1 << 16
FAULT_OF_OURS = 70
"""The exit status where the program itself stumbled, with the trace on standard error."""
_KINDS: dict[str, type[ModelError]] = {
    kind.__name__: kind for kind in (errors.ModelMissing, errors.ModelAltered, errors.ModelUnfit, errors.ModelHarmful)
}


def answer_of(refusal: ModelError | None) -> str:
    """The line that is said of a model that fits (None) or is refused."""
    if refusal is None:
        return json.dumps({"fits": True})
    words = {"message": _record(refusal.message), "hint": _record(refusal.hint)}
    return json.dumps({"refused": type(refusal).__name__, **words})


def refusal_of(line: str) -> ModelError | None:
    """The refusal that a line says; None where it says that the model fits. Raises ValueError for any other line."""
    try:
        told = json.loads(line)
        if told == {"fits": True}:
            return None
        kind = _KINDS[told["refused"]]
        return kind(_phrase(told["message"]), _phrase(told["hint"]))
    except (KeyError, TypeError, RecursionError) as fault:
        raise ValueError(f"no answer about a model: {line[:200]!r}") from fault


def _record(phrase: Phrase) -> dict[str, Any]:
    """The template with its values, among which may be phrases."""
    values = {name: _record(value) if isinstance(value, Phrase) else value for name, value in phrase.values.items()}
    return {"template": phrase.template, "values": values}


def _phrase(record: Any) -> Phrase:
    values = {
        name: _phrase(value) if isinstance(value, dict) else value for name, value in dict(record["values"]).items()
    }
    return Phrase(str(record["template"]), values)
