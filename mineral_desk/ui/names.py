"""Names of minerals as the window's language has them. The catalogue always keeps the IMA name."""

from collections.abc import Sequence

from mineral_desk.domain.label_name import LabelName
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.suggestion import GROUP_ENDING, is_group
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.words import speaks_russian, tr


def display_name(backend: Backend, species: str) -> str:
    """The Russian name where the window speaks Russian and there is one, else the IMA name."""
    species = without_markup(species)
    if not species or not speaks_russian():
        return species
    if is_group(species):
        return tr("{name} group", name=name_of_group(backend, species))
    mineral = backend.mineral(species)
    return mineral.name_ru if mineral is not None and mineral.name_ru else species


def name_of_group(backend: Backend, group: str) -> str:
    """A group where the sentence around says that it is one: "гранат" for "Garnet group" in a Russian window."""
    if not speaks_russian():
        return group
    name = group.removesuffix(GROUP_ENDING)
    return backend.group_ru(name) or display_name(backend, name)


def unlisted_note(backend: Backend, species: str) -> tuple[str, str] | None:
    """A mark, brief and whole, for a name that a model suggests and the IMA list does not have; None where it has."""
    if not backend.mineral_count or backend.mineral(species) is not None:
        return None
    return tr("not in the IMA list"), tr("The model suggests this name; the IMA list does not have it.")


def label_note(backend: Backend, names: Sequence[LabelName], species: str) -> tuple[str, str] | None:
    """A mark, brief and whole, for a species or group that a label in the photo names; None where none does."""
    told = next((one for one in names if one.species == species), None)
    if told is None:
        return _note_of_usual(names, species)
    if told.sure:
        usual = tr("usually {name}", name=display_name(backend, told.usual)) if told.usual else ""
        return usual or tr("on the label"), tr("A label in the photo says “{words}”.", words=told.text)
    return tr("label, perhaps"), tr("A label in the photo seems to say it: “{words}” was read.", words=told.text)


def _note_of_usual(names: Sequence[LabelName], species: str) -> tuple[str, str] | None:
    """A mark for the species that is usually meant by the word for a group on a label."""
    told = next((one for one in names if one.usual == species), None)
    if told is None:
        return None
    whole = tr("A label in the photo says “{words}”: a group, of which this is the usual species.", words=told.text)
    return tr("usual one of the label's group"), whole
