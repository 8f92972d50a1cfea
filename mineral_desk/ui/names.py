"""Names of minerals as the window's language has them. The catalogue always keeps the IMA name."""

from mineral_desk.ui.backend import Backend
from mineral_desk.ui.words import speaks_russian


def display_name(backend: Backend, species: str) -> str:
    """The Russian name where the window speaks Russian and there is one, else the IMA name."""
    if not species or not speaks_russian():
        return species
    mineral = backend.mineral(species)
    return mineral.name_ru if mineral is not None and mineral.name_ru else species


def other_name(backend: Backend, species: str) -> str:
    """The name in the other language; empty where there is none."""
    mineral = backend.mineral(species)
    if mineral is None or not mineral.name_ru:
        return ""
    return mineral.name if speaks_russian() else mineral.name_ru
