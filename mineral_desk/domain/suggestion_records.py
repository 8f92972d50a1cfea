"""Suggestions as keys of an analysis' JSON object, and back (:mod:`.records`)."""

from collections.abc import Mapping
from typing import Any

from mineral_desk.domain import record_numbers as numbers
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.suggestion import GroupSuggestion, Recommendation, Suggestion, Suggestions


def names_to_record(suggestions: Suggestions) -> dict[str, Any]:
    """The keys ``suggestions`` and ``recommendation`` of the contract."""
    return {
        "suggestions": [
            {"species": one.species, "probability": numbers.fraction(one.probability)} for one in suggestions.items
        ],
        "recommendation": suggestions.recommendation.value,
    }


def groups_to_record(suggestions: Suggestions) -> dict[str, Any]:
    """The keys ``group`` (the one offered), ``groups`` (all that are likely), ``familiarity``, ``unfamiliar``, and
    ``candidates``: the names after the five with their probabilities, in pairs.
    """
    offered = suggestions.offered
    return {
        "group": None if offered is None else _group_to_record(offered),
        "groups": [_group_to_record(one) for one in suggestions.groups],
        "familiarity": numbers.fraction(suggestions.familiarity),
        "unfamiliar": suggestions.unfamiliar,
        "candidates": [[one.species, numbers.fraction(one.probability)] for one in suggestions.candidates],
    }


def suggestions_from_record(record: Mapping[str, Any]) -> Suggestions:
    """The value again; records from before groups were suggested have none."""
    offered = record.get("group")
    level = record.get("recommendation")
    return Suggestions(
        tuple(
            Suggestion(without_markup(str(one["species"])), numbers.number(one.get("probability")))
            for one in record.get("suggestions") or ()
        ),
        Recommendation(level) if level in list(Recommendation) else Recommendation.NONE,
        tuple(_group_from_record(one) for one in record.get("groups") or ()),
        _group_from_record(offered) if offered else None,
        tuple(
            Suggestion(without_markup(str(name)), numbers.number(value))
            for name, value in record.get("candidates") or ()
        ),
        numbers.number(record.get("familiarity", 1.0)),
        bool(record.get("unfamiliar")),
    )


def _group_to_record(one: GroupSuggestion) -> dict[str, Any]:
    return {"group": one.group, "probability": numbers.fraction(one.probability)}


def _group_from_record(record: Mapping[str, Any]) -> GroupSuggestion:
    return GroupSuggestion(str(record["group"]), numbers.number(record.get("probability")))
