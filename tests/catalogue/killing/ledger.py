"""What must be in the file, by what the worker said: the acts confirmed, and the one that death interrupted."""

from dataclasses import dataclass, field, replace

from tests.catalogue.killing.worker import DECIDING, NOTING


@dataclass(frozen=True)
class State:
    """The acts in a catalogue: imports and analyses by number, decisions by number with whether they count."""

    imports: frozenset[int] = frozenset()
    analyses: frozenset[int] = frozenset()
    decided: tuple[tuple[int, bool], ...] = ()
    """In the order done; undo takes back the last one that counts."""
    undone: tuple[int, ...] = ()
    """What redo can bring back, last undone last."""
    searches: frozenset[int] = frozenset()
    """Those kept by name."""
    reasons: frozenset[int] = frozenset()
    """Those given to acts after them."""
    sealed: int = 0
    """How many of the decided came before the last merge: undo does not reach them."""

    @property
    def seen(self) -> tuple[frozenset[object], ...]:
        """What a look into the file can tell."""
        return self.imports, self.analyses, frozenset(self.decided), self.searches, self.reasons

    def after(self, act: str, number: int) -> "State":
        """The state once the act is kept."""
        match act:
            case "import":
                return replace(self, imports=self.imports | {number})
            case _ if act in NOTING:
                name = NOTING[act]
                return replace(self, **{name: getattr(self, name) | {number}})
            case "undo" | "redo":
                return self._undone() if act == "undo" else self._redone()
            case "merge":
                decided = (*self.decided, (number, True))
                imports = self.imports | {number}
                return replace(self, imports=imports, decided=decided, undone=(), sealed=len(decided))
            case _ if act in DECIDING:
                return replace(self, decided=(*self.decided, (number, True)), undone=())
            case _:
                return self  # a copy, or another file

    def _undone(self) -> "State":
        last = next((one for one, counts in reversed(self.decided[self.sealed :]) if counts), None)
        return self if last is None else replace(self._with(last, False), undone=(*self.undone, last))

    def _redone(self) -> "State":
        return replace(self._with(self.undone[-1], True), undone=self.undone[:-1]) if self.undone else self

    def _with(self, number: int, counts: bool) -> "State":
        decided = tuple((one, counts if one == number else before) for one, before in self.decided)
        return replace(self, decided=decided)


@dataclass
class Ledger:
    """Follows the worker's lines."""

    state: State = State()
    backups: dict[int, State] = field(default_factory=dict)
    act: str = ""
    """The act begun and not confirmed."""
    number: int = 0
    swapping: int | None = None
    """The backup that a restore is about to put in place."""
    replaced: list[State] = field(default_factory=list)
    """What the catalogue was before each restore of this worker's life."""
    merged_into: list[State] = field(default_factory=list)
    """What it was before each merge."""
    confirmed: int = 0

    def hear(self, line: str) -> None:
        """One whole line of the worker."""
        word, what, number = line.split()
        if word == "begin":
            self.act, self.number, self.swapping = what, int(number), None
            if what == "merge":
                self.merged_into.append(self.state)
        elif word == "swap":
            self.swapping = int(what)
            self.replaced.append(self.state)
        elif word in ("done", "idle"):
            if word == "done":
                self._keep()
            self.act, self.swapping = "", None

    def _keep(self) -> None:
        self.confirmed += 1
        if self.act == "restore" and self.swapping is not None:
            self.state = self.backups[self.swapping]
        elif self.act == "backup":
            self.backups[self.number] = self.state
        else:
            self.state = self.state.after(self.act, self.number)

    @property
    def possible(self) -> list[State]:
        """The states that the file may be in now: before or after the act that was interrupted."""
        if self.swapping is not None:
            return [self.state, self.backups[self.swapping]]
        if not self.act:
            return [self.state]
        return [self.state, self.state.after(self.act, self.number)]

    def settle(self, found: State) -> None:
        """What the judge found is what work goes on from."""
        assert found in self.possible
        if self.act == "backup":
            self.backups.pop(self.number, None)
        self.state, self.act, self.swapping = found, "", None
        self.replaced.clear()
        self.merged_into.clear()
