"""The terms of a search as SQL conditions with bound values, and as one expression of FTS5."""

from dataclasses import dataclass, field

from mineral_desk.catalogue.log import Value
from mineral_desk.domain.searching.folding import folded_words
from mineral_desk.domain.searching.query import (
    DayRange,
    ExactField,
    Exactly,
    Flagged,
    SearchQuery,
    SizeRange,
    Standing,
    TextField,
    Verified,
    Words,
)

_COLUMNS = {one: one.value for one in TextField} | {TextField.GROUP: "group_name"}
_WHOLE = {
    ExactField.SPECIES: "species",
    ExactField.GROUP: "group_name",
    ExactField.STORAGE: "storage_place",
}


@dataclass(slots=True)
class Conditions:
    """``match`` is empty where no words are looked for; ``where`` holds over ``specimen_sought AS w``.

    ``is_rare`` says that so few records meet ``where`` that it is quicker to look for the words in each of them.
    """

    match: str = ""
    where: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    is_rare: bool = False

    def add(self, condition: str, values: list[Value], negated: bool) -> None:
        """One more that has to hold; what is not known does not hold."""
        self.where.append(f"NOT coalesce({condition}, 0)" if negated else condition)
        self.values += values


def conditions(query: SearchQuery) -> Conditions:
    """Everything that ``query`` asks for. A record has one name, state and day: of several of a kind any will do."""
    made = Conditions()
    wanted: list[str] = []
    unwanted: list[str] = []
    either: dict[str, list[tuple[str, list[Value], bool]]] = {}
    for term in query.terms:
        match term:
            case Words() | Flagged():
                (unwanted if term.negated else wanted).append(_expression(term))
            case Exactly():
                inside = f"w.specimen_id IN (SELECT id FROM specimen WHERE {_WHOLE[term.where]} = ?)"  # noqa: S608
                either.setdefault(term.where.value, []).append((inside, [term.text], term.negated))
            case SizeRange():
                made.add(*_bounds("w.length_mm", _size_bounds(term)), term.negated)
            case DayRange():
                bounds: list[tuple[str, Value]] = [(">=", term.first or None), ("<=", term.last or None)]
                apart = "day" if term.first and term.last else f"day, {term}"
                either.setdefault(apart, []).append((*_bounds("w.day", bounds), term.negated))
            case Verified():
                marks = ", ".join("?" * len(term.statuses))
                values: list[Value] = [status.value for status in term.statuses]
                either.setdefault("verified", []).append((f"w.verification IN ({marks})", values, term.negated))
            case Standing():
                either.setdefault("state", []).append(("w.state = ?", [term.state.value], term.negated))
    for alternatives in either.values():
        _add_either(made, alternatives)
    made.match = " AND ".join(wanted)
    if wanted and unwanted:
        made.match = f"({made.match}) NOT ({' OR '.join(unwanted)})"
    elif unwanted:
        without = "w.specimen_id IN (SELECT rowid FROM specimen_search WHERE specimen_search MATCH ?)"
        made.add(without, [" OR ".join(unwanted)], negated=True)
    return made


def _add_either(made: Conditions, alternatives: list[tuple[str, list[Value], bool]]) -> None:
    wanted = [(condition, values) for condition, values, negated in alternatives if not negated]
    if wanted:
        whole = " OR ".join(condition for condition, _ in wanted)
        made.add(f"({whole})", [value for _, values in wanted for value in values], negated=False)
    for condition, values, negated in alternatives:
        if negated:
            made.add(condition, values, negated)


def _size_bounds(term: SizeRange) -> list[tuple[str, Value]]:
    return [(">=" if term.with_low else ">", term.low_mm), ("<=" if term.with_high else "<", term.high_mm)]


def _bounds(column: str, bounds: list[tuple[str, Value]]) -> tuple[str, list[Value]]:
    told = [(sign, value) for sign, value in bounds if value is not None]
    whole = " AND ".join(f"{column} {sign} ?" for sign, _ in told) or f"{column} IS NOT NULL"
    return f"({whole})", [value for _, value in told]


def _expression(term: Words | Flagged) -> str:
    """The term in FTS5's language; every word stands in quotation marks, so none is read as an operator."""
    if isinstance(term, Flagged):
        codes = " OR ".join(f'"{code.value.replace("_", "")}"' for code in term.codes)
        return f"(flags : ({codes}))"
    words = _phrase(term.text) + (" *" if term.is_prefix else "")
    everywhere = f"({words})" if term.where is None else f"{_COLUMNS[term.where]} : {words}"
    named = [f"species : {_phrase(folded_words(name))}" for name in term.also_species]
    return f"({' OR '.join([everywhere, *named])})"


def _phrase(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
