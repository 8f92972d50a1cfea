"""What a person does about a size: right, by hand, none, and the buttons beside the reasons."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import SizeVerb, Verb
from mineral_desk.ui.desk.decision_panel import DecisionPanel
from mineral_desk.ui.desk.draft import TypedSize
from mineral_desk.ui.desk.hand_measuring import HandMeasuring
from mineral_desk.ui.desk.queue_panel import QueuePanel
from mineral_desk.ui.desk.remedies import Offer, Remedy
from mineral_desk.ui.desk.session import DeskSession
from mineral_desk.ui.photo_view.tool import ToolKind

TYPED_OUT_MS = 700
"""Nobody types any more after that long: the typed size is compared with the measured one."""


class SizeActs(QObject):
    """Between the size's keys and buttons and the draft. ``decide`` writes the decision and goes on."""

    def __init__(
        self,
        session: DeskSession,
        panel: DecisionPanel,
        hand: HandMeasuring,
        queue: QueuePanel,
        decide: Callable[[Verb | None], object],
    ) -> None:
        super().__init__(panel)
        self._session, self._panel, self._hand, self._queue, self._decide = session, panel, hand, queue, decide
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPED_OUT_MS)
        self._typing.timeout.connect(session.end_typing)
        block = panel.size_block
        block.verb_chosen.connect(self.choose)
        block.typed.connect(self._typed)
        block.typed_out.connect(session.end_typing)
        block.entered.connect(self._entered)
        block.flags.offered.connect(self.carry_out)

    def choose(self, verb: SizeVerb) -> None:
        """S, M or D. In the list of sizes to check S and D write it and go on; M goes to the first field."""
        self._leave_field()
        self._session.choose_size(verb)
        draft = self._session.draft
        if draft is None or draft.size_verb is not verb:
            return
        if verb is SizeVerb.TYPED:
            self._hand.use(ToolKind.PAN)
            field = self._panel.size_block.length.field
            field.setFocus()
            field.selectAll()
        elif self._queue.model.shown is QueueFilter.SIZE_TO_CHECK:
            self._go_on()

    def _leave_field(self) -> None:
        """Before its field goes: hiding it would put the next key into another one."""
        if self._panel.size_block.isAncestorOf(QApplication.focusWidget() or self._panel):
            self._panel.window().setFocus()

    def _go_on(self) -> None:
        """The size is settled; the name is written where one is chosen, else it stays unsure."""
        draft = self._session.draft
        if draft is not None:
            self._decide(None if draft.can_accept else Verb.UNSURE)

    def _typed(self, typed: TypedSize) -> None:
        self._session.type_size(typed)
        self._typing.start()

    def _entered(self) -> None:
        """Enter in a field of the size: compare; in the list of sizes to check also write it and go on."""
        self._session.end_typing()
        draft = self._session.draft
        if draft is None or self._queue.model.shown is not QueueFilter.SIZE_TO_CHECK:
            return
        if draft.size_verb is SizeVerb.TYPED and draft.size().length_mm is not None and draft.contradiction is None:
            self._go_on()

    def press_letter(self, letter: str) -> None:
        """A reason's letter was clicked in the photo: what its first button does."""
        offers = self._panel.size_block.flags.offers_of(letter)
        if offers:
            self.carry_out(offers[0])

    def carry_out(self, offer: Offer) -> None:
        """The button beside a reason was pressed."""
        self._leave_field()
        tools = {
            Remedy.DRAW: ToolKind.HANDLES,
            Remedy.ADJUST: ToolKind.HANDLES,
            Remedy.BRUSH: ToolKind.BRUSH,
            Remedy.RULER: ToolKind.RULER,
        }
        if offer.remedy in tools:
            if self._hand.kind is not tools[offer.remedy]:
                self._hand.use(tools[offer.remedy])
            return
        acts: dict[Remedy, Callable[[], object]] = {
            Remedy.CHOOSE_SPECIMEN: self._hand.choose_specimen,
            Remedy.CHOOSE_CUBE: self._hand.choose_cube,
            Remedy.TYPE: lambda: self.choose(SizeVerb.TYPED),
            Remedy.SET_EDGE: lambda: self._hand.set_edge(offer.edge_mm or 0.0),
            Remedy.KEEP_TYPED: self._session.keep_typed,
            Remedy.KEEP_MEASURED: self._keep_measured,
        }
        acts[offer.remedy]()

    def _keep_measured(self) -> None:
        """The size from the person's marks where there are some, else the machine's."""
        draft = self._session.draft
        if draft is not None:
            self._session.change(draft.keeping_measured())
