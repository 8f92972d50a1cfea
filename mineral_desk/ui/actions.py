"""Every action once: its words, its keys and where it holds. Menus and the sheet of keys come out of this list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QKeyCombination, QObject
from PySide6.QtGui import QAction

from mineral_desk.ui.keys import parse
from mineral_desk.ui.words import tr


class Place(StrEnum):
    """The four places of the window."""

    INTAKE = "intake"
    DESK = "desk"
    CATALOGUE = "catalogue"
    STORAGE = "storage"


class Menu(StrEnum):
    """The menus, in their order; the text is translated where it is shown."""

    FILE = "File"
    EDIT = "Edit"
    PHOTO = "Photo"
    SPECIMEN = "Specimen"
    VIEW = "View"
    TOOLS = "Tools"
    HELP = "Help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """``place`` is None where the action holds everywhere. ``in_fields``: its keys work while a text field has focus.

    The first of ``keys`` is shown. Letters are places on the keyboard (see :mod:`mineral_desk.ui.keys`).
    """

    name: str
    text: str
    menu: Menu
    keys: tuple[str, ...] = ()
    place: Place | None = None
    in_fields: bool = False
    rule_before: bool = False


def _desk(name: str, text: str, menu: Menu, *keys: str, rule: bool = False, in_fields: bool = False) -> ActionSpec:
    return ActionSpec(name, text, menu, keys, Place.DESK, in_fields, rule)


SPECS: tuple[ActionSpec, ...] = (
    ActionSpec("add_photos", "Add photos", Menu.FILE, ("Ctrl+O",), in_fields=True),
    ActionSpec("add_folder", "Add a folder", Menu.FILE, ("Ctrl+Shift+O",), in_fields=True),
    ActionSpec("numbers", "Numbers from a list…", Menu.FILE),
    ActionSpec("unmatched", "Photos without a number", Menu.FILE),
    ActionSpec("find_moved", "Find moved photos…", Menu.FILE),
    ActionSpec("open_catalogue", "Open another catalogue", Menu.FILE, rule_before=True),
    ActionSpec("import", "Import records…", Menu.FILE, ("Ctrl+Shift+I",), in_fields=True, rule_before=True),
    ActionSpec("export", "Export…", Menu.FILE, ("Ctrl+Shift+E",), in_fields=True),
    ActionSpec("labels", "Labels…", Menu.FILE, ("Ctrl+P",), in_fields=True),
    ActionSpec("print_plan", "Print the plan…", Menu.FILE, ("Ctrl+Shift+P",), Place.STORAGE, True, rule_before=True),
    ActionSpec("save_plan", "Save the plan…", Menu.FILE, ("Ctrl+S",), Place.STORAGE, in_fields=True),
    ActionSpec("save_order", "Order list…", Menu.FILE, ("Ctrl+Shift+S",), Place.STORAGE, in_fields=True),
    ActionSpec("merge", "Merge another catalogue…", Menu.FILE, rule_before=True),
    ActionSpec("conflicts", "Conflicts…", Menu.FILE),
    ActionSpec("back_up", "Back up now…", Menu.FILE, rule_before=True),
    ActionSpec("restore", "Restore from a backup…", Menu.FILE),
    ActionSpec("check", "Check catalogue", Menu.FILE),
    ActionSpec("settings", "Settings", Menu.FILE, ("Ctrl+,",), in_fields=True, rule_before=True),
    ActionSpec("quit", "Quit", Menu.FILE, ("Ctrl+Q",), in_fields=True, rule_before=True),
    ActionSpec("undo", "Undo", Menu.EDIT, ("Ctrl+Z",), in_fields=True),
    ActionSpec("redo", "Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), in_fields=True),
    _desk("number", "Catalogue number", Menu.EDIT, "Ctrl+L", rule=True, in_fields=True),
    *(
        ActionSpec(f"reason_{n}", f"Reason {n} of the last change", Menu.EDIT, (str(n + 5),), rule_before=n == 1)
        for n in range(1, 5)
    ),
    ActionSpec("reason_other", "Another reason…", Menu.EDIT, ("0",)),
    _desk("next_photo", "Next photo", Menu.PHOTO, "Down"),
    _desk("previous_photo", "Photo before", Menu.PHOTO, "Up"),
    _desk("next_filter", "Next filter", Menu.PHOTO, "Q"),
    _desk("side_by_side", "Side by side", Menu.PHOTO, "Y", rule=True),
    _desk("compare_before", "Compare with the photo before", Menu.PHOTO, "I"),
    _desk("compare_next", "Compare with the next photo", Menu.PHOTO, "O"),
    _desk("same_scale", "Same scale", Menu.PHOTO, "J"),
    _desk("brightness", "Brightness and contrast", Menu.PHOTO, "A"),
    _desk("analyse_again", "Analyse again", Menu.PHOTO, rule=True),
    _desk("turn_plates", "Leave plates visible, or cover them", Menu.PHOTO, "P"),
    _desk("whole_photo", "Name from the whole photo, or from the crop", Menu.PHOTO, "C"),
    _desk("change_edge", "Change cube edge…", Menu.PHOTO, "Ctrl+E", in_fields=True),
    ActionSpec("take_in_anyway", "Take in anyway", Menu.PHOTO, ("T",)),
    ActionSpec("keep_other", "Keep the other", Menu.PHOTO, ("K",), Place.INTAKE),
    _desk("accept", "Accept, next photo", Menu.SPECIMEN, "Enter"),
    _desk("accept_in_field", "Accept from a field", Menu.SPECIMEN, "Ctrl+Enter", in_fields=True),
    *(_desk(f"choose_{n}", f"Take suggestion {n}", Menu.SPECIMEN, str(n), rule=n == 1) for n in range(1, 6)),
    _desk("label_name", "Take the name on the label", Menu.SPECIMEN, "L"),
    _desk("other_name", "Another name", Menu.SPECIMEN, "N"),
    _desk("properties", "Hardness, streak and more", Menu.SPECIMEN, "H"),
    ActionSpec("record", "Record…", Menu.SPECIMEN, ("Ctrl+R",), in_fields=True, rule_before=True),
    ActionSpec("similar", "Find alike specimens", Menu.SPECIMEN, ("Ctrl+Shift+F",), in_fields=True),
    ActionSpec("plan_chosen", "Plan storage for these", Menu.SPECIMEN, ("Ctrl+Shift+B",), Place.CATALOGUE, True),
    ActionSpec("history", "History and earlier states…", Menu.SPECIMEN, ("Ctrl+H",), in_fields=True),
    ActionSpec("verify", "Verify the name", Menu.SPECIMEN, ("V",), rule_before=True),
    ActionSpec("contest", "Contest the name…", Menu.SPECIMEN, ("Shift+V",)),
    _desk("group", "Name the group", Menu.SPECIMEN, "G", rule=True),
    _desk("unsure", "Unsure", Menu.SPECIMEN, "U"),
    _desk("set_aside", "Set aside", Menu.SPECIMEN, "X"),
    _desk("size_right", "Size is right", Menu.SPECIMEN, "S", rule=True),
    _desk("size_by_hand", "Size by hand", Menu.SPECIMEN, "M"),
    _desk("no_size", "No size", Menu.SPECIMEN, "D"),
    _desk("handles", "Adjust corners, lines and outline", Menu.SPECIMEN, "E", rule=True),
    _desk("brush", "Brush the outline", Menu.SPECIMEN, "B"),
    _desk("brush_smaller", "Smaller brush", Menu.SPECIMEN, "["),
    _desk("brush_larger", "Larger brush", Menu.SPECIMEN, "]"),
    _desk("ruler", "Draw a line along a ruler", Menu.SPECIMEN, "R"),
    _desk("choose_specimen", "Choose the specimen", Menu.SPECIMEN),
    ActionSpec("place_intake", "Intake", Menu.VIEW, ("Ctrl+1",), in_fields=True),
    ActionSpec("place_desk", "Desk", Menu.VIEW, ("Ctrl+2",), in_fields=True),
    ActionSpec("place_catalogue", "Catalogue", Menu.VIEW, ("Ctrl+3",), in_fields=True),
    ActionSpec("place_storage", "Storage", Menu.VIEW, ("Ctrl+4",), in_fields=True),
    ActionSpec("next_pane", "Next pane", Menu.VIEW, ("Ctrl+Tab",), in_fields=True),
    ActionSpec("search", "Search", Menu.VIEW, ("Ctrl+F",), in_fields=True, rule_before=True),
    ActionSpec("sort_next", "Sort by the next column", Menu.VIEW, ("F7",), Place.CATALOGUE, in_fields=True),
    ActionSpec("sort_turn", "Sort the other way round", Menu.VIEW, ("F8",), Place.CATALOGUE, in_fields=True),
    ActionSpec("gallery", "Table or gallery", Menu.VIEW, ("F9",), Place.CATALOGUE, in_fields=True),
    ActionSpec("plan_again", "Plan again", Menu.VIEW, ("F5",), Place.STORAGE, in_fields=True, rule_before=True),
    ActionSpec("plan_all", "Plan for all specimens", Menu.VIEW, ("F6",), Place.STORAGE, in_fields=True),
    ActionSpec("previous_drawer", "Drawer before", Menu.VIEW, ("PgUp",), Place.STORAGE),
    ActionSpec("next_drawer", "Next drawer", Menu.VIEW, ("PgDown",), Place.STORAGE),
    _desk("fit", "Fit", Menu.VIEW, "F", rule=True),
    _desk("one_to_one", "1:1", Menu.VIEW, "Z"),
    _desk("zoom_in", "Closer", Menu.VIEW, "+", "="),
    _desk("zoom_out", "Farther", Menu.VIEW, "-"),
    _desk("bare", "Bare photo while held", Menu.VIEW, "Space"),
    _desk("layer_outline", "Outline", Menu.VIEW, "F2", rule=True, in_fields=True),
    _desk("layer_cube", "Cube", Menu.VIEW, "F3", in_fields=True),
    _desk("layer_size", "Size", Menu.VIEW, "F4", in_fields=True),
    _desk("layer_plates", "Plates", Menu.VIEW, "F5", in_fields=True),
    _desk("layer_map", "Map", Menu.VIEW, "F6", in_fields=True),
    _desk("why", "Why?", Menu.VIEW, "W"),
    ActionSpec("models", "Models…", Menu.TOOLS, ("Ctrl+M",), in_fields=True),
    ActionSpec("accuracy", "Accuracy…", Menu.TOOLS, ("Ctrl+Shift+A",), in_fields=True),
    ActionSpec("keys", "Keys", Menu.HELP, ("?",)),
    ActionSpec("help", "Help", Menu.HELP, ("F1",), in_fields=True),
)


def shown_key(key: str) -> str:
    """The key as it is printed on keyboards, or called where nothing is printed on it."""
    return {"Up": "↑", "Down": "↓", "-": "−", "Space": tr("Space")}.get(key, key)


def _with_key(words: str, spec: ActionSpec) -> str:
    """The words carry the key: keys are places on the keyboard, which Qt's own shortcuts are not."""
    return f"{words}\t{shown_key(spec.keys[0])}" if spec.keys else words


class Actions(QObject):
    """The actions that can be carried out in this window, by name and by key."""

    def __init__(self, handlers: Mapping[str, Callable[[], object]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.specs = tuple(spec for spec in SPECS if spec.name in handlers)
        self._by_name: dict[str, QAction] = {}
        self._by_key: dict[QKeyCombination, list[ActionSpec]] = {}
        for spec in self.specs:
            action = QAction(_with_key(tr(spec.text), spec), self)
            action.triggered.connect(handlers[spec.name])
            self._by_name[spec.name] = action
            for key in spec.keys:
                self._by_key.setdefault(parse(key), []).append(spec)

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def rename(self, name: str, words: str) -> None:
        """Say in the menu what the action does now; ``words`` are translated."""
        spec = next(spec for spec in self.specs if spec.name == name)
        self._by_name[name].setText(_with_key(words, spec))

    def enter_place(self, place: Place) -> None:
        """Only what holds at ``place`` can be done."""
        for spec in self.specs:
            self._by_name[spec.name].setEnabled(spec.place in (None, place))

    def for_key(self, pressed: QKeyCombination, in_field: bool) -> ActionSpec | None:
        """The enabled action of a key."""
        for spec in self._by_key.get(pressed, ()):
            if self._by_name[spec.name].isEnabled() and (spec.in_fields or not in_field):
                return spec
        return None

    def of_menu(self, menu: Menu) -> Iterable[tuple[ActionSpec, QAction]]:
        """A menu's actions in their order."""
        return [(spec, self._by_name[spec.name]) for spec in self.specs if spec.menu is menu]
