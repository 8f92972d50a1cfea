"""The dialog that takes a list of specimens in: its columns, what would become of its rows, then the import."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.headings import Mapped
from mineral_desk.domain.importing import FATE_WORDS, Fate
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.importing.encodings import ENCODINGS
from mineral_desk.services.importing.order import ImportOrder, ImportReport, JudgedRow
from mineral_desk.services.importing.tables import Table
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.import_tables import ColumnTable, PreviewTable
from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane, one_step
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen, on_enter
from mineral_desk.ui.widgets.labels import hairline, make_label
from mineral_desk.ui.words import count, tr

AskFailed = Callable[[str, str], Path | None]
"""Asks where rows that were not taken over are to be written: the suggested name and the ending."""
SIZE = (860, 660)
Then = Callable[[object], None]


class ImportDialog(LaneDialog):
    """Reads on a lane; each answer belongs to the job asked for last. Closing it cancels what is not finished."""

    imported = Signal(object)
    """The :class:`Changes` of an import."""

    def __init__(
        self, theme: Theme, backend: Backend, lane: Lane, path: Path, ask_failed: AskFailed, parent: QWidget
    ) -> None:
        super().__init__(theme, lane, parent)
        self._backend, self._path, self._ask = backend, path, ask_failed
        self._then: Then = lambda _: None
        self._table: Table | None = None
        self.report: ImportReport | None = None
        self.setWindowTitle(tr("Import records"))
        self.columns, self.rows = ColumnTable(theme), PreviewTable(theme)
        self.encoding = QComboBox()
        self.update_records = QCheckBox(tr("Where the list and the catalogue differ, take what the list says"))
        self.leave = cancel_button(theme, self)
        self.check_all = KeyButton(theme, tr("Check all rows"), height=theme.sizes.accept)
        self.save_failed = KeyButton(theme, tr("Save what was left…"), height=theme.sizes.accept)
        self.begin = KeyButton(theme, tr("Import"), "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self._fill()
        self._lay_out()
        self._connect()
        self._open()

    # building

    def _fill(self) -> None:
        self.encoding.addItem(tr("as recognised"), "")
        for name in ENCODINGS:
            self.encoding.addItem(name, name)
        self.encoding.setAccessibleName(tr("Encoding"))
        for widget in (self.encoding, self.update_records):
            widget.setFont(self._theme.font(BODY))

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(make_label(theme, tr("Import {name}", name=self._path.name), TITLE), 1)
        head.addWidget(make_label(theme, tr("Encoding"), BODY, "muted"))
        head.addWidget(self.encoding)
        column.addLayout(head)
        column.addWidget(self.columns, 3)
        column.addWidget(hairline(theme))
        column.addWidget(self.rows, 2)
        column.addWidget(hairline(theme))
        column.addWidget(self.update_records)
        column.addWidget(self._bar)
        column.addWidget(self._said)
        column.addLayout(DialogFoot(self.save_failed, self.check_all, self.leave, self.begin))
        self._bar.hide()
        self.save_failed.hide()
        fit_screen(self, QSize(theme.px(SIZE[0]), theme.px(SIZE[1])))

    def _connect(self) -> None:
        self.encoding.currentIndexChanged.connect(lambda _: self._open())
        self.columns.mapping_changed.connect(self._preview)
        self.update_records.toggled.connect(lambda _: self._preview())
        self.check_all.clicked.connect(self._check)
        self.save_failed.clicked.connect(self._save_failed)
        self.begin.clicked.connect(self._enter)
        on_enter(self, self.begin.click)

    # reading

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._said.text()

    @property
    def order(self) -> ImportOrder | None:
        """What is chosen; None while the list is not read."""
        if self._table is None:
            return None
        return ImportOrder(self._table, self.columns.mapped, self.update_records.isChecked())

    def _open(self) -> None:
        encoding, backend, path = self.encoding.currentData(), self._backend, self._path
        self._say(tr("Reading {name}", name=path.name))
        self._start(one_step(lambda: backend.open_list(path, encoding)), self._opened)

    def _opened(self, result: object) -> None:
        assert isinstance(result, tuple)  # what the backend gives
        found: tuple[Table, Mapped] = result
        self._table = found[0]
        self.columns.show_columns(found[0].headings, found[1])
        self._preview()

    def _preview(self) -> None:
        """Ask anew what would become of the first rows."""
        order, backend = self.order, self._backend
        if order is None:
            return
        self.rows.show_rows(())
        self._start(one_step(lambda: backend.preview_import(order)), self._show_rows)

    def _show_rows(self, result: object) -> None:
        assert isinstance(result, list)  # what the backend gives
        rows: list[JudgedRow] = result
        self.columns.show_samples(rows)
        self.rows.show_rows(rows)
        self.begin.setEnabled(bool(rows))
        self.check_all.setEnabled(bool(rows))
        encoding = self._table.encoding.removesuffix("-sig") if self._table is not None else ""
        counted = _counted(rows)
        first = tr("The first rows: {counts}", counts=counted) if rows else tr("The list has no rows.")
        self._say(" · ".join(part for part in (first, encoding) if part))

    # importing

    def _enter(self) -> None:
        if self.report is not None and not self.report.dry_run:
            self.accept()
        elif self.order is not None:
            self._import(self.order)

    def _check(self) -> None:
        if self.order is not None:
            self._import(replace(self.order, dry_run=True))

    def _save_failed(self) -> None:
        """Judge the list once more and write down what is still left: the rest is in the catalogue by now."""
        out = self._ask(f"{self._path.stem} – {tr('not imported')}.csv", ".csv")
        if out is not None and self.order is not None:
            self._import(replace(self.order, dry_run=True, failed=out))

    def _import(self, order: ImportOrder) -> None:
        backend = self._backend
        self._set_busy(True)
        if not order.dry_run:
            backend.remember_columns(order.table.headings, order.mapped)
        self._start(lambda: backend.import_list(order), self._show_report)

    def _show_report(self, result: object) -> None:
        assert isinstance(result, ImportReport)  # what the backend gives
        report, done = result, self.report is not None and not self.report.dry_run
        self._bar.hide()
        counts = ", ".join(f"{count(n)} {tr(FATE_WORDS[fate])}" for fate in FATE_WORDS if (n := report.counts[fate]))
        if report.failed is not None:
            self._say(tr("Written to {name}: {n} rows", name=report.failed.name, n=count(report.needs_a_person)))
        elif report.dry_run:
            self._say(tr("All {n} rows: {counts}", n=count(report.total), counts=counts))
        else:
            self._say(tr("Imported: {counts}", counts=counts), "success")
            self.report = report
            self.imported.emit(report.changes)
        if report.told:
            self.rows.show_rows(report.told)
        if not done:
            self.save_failed.setVisible(not report.dry_run and report.needs_a_person > 0)
        if self.report is not None:
            self._settle()

    def _settle(self) -> None:
        """After the import there is nothing left to be chosen."""
        for widget in (self.columns, self.encoding, self.update_records):
            widget.setEnabled(False)
        self.check_all.hide()
        self.leave.hide()
        self.begin.set_words(tr("Close"))
        self.begin.setFocus()

    # the job

    def _start(self, job: Callable[[], Job[object]], then: Then) -> None:
        self._then = then
        self.begin.setEnabled(False)
        self.check_all.setEnabled(False)
        self._run(job)

    def _answered(self, report: object) -> None:
        self._then(report)

    def _show_progress(self, progress: Progress) -> None:
        """How many rows there are is known once all are read; then they are written in one go."""
        if progress.total:
            self._bar.show_fraction(0.9, False)
            self._say(tr("Writing {n} rows", n=count(progress.total)))
        else:
            self._say(tr("{n} rows read", n=count(progress.done)))

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.columns, self.encoding, self.update_records, self.save_failed):
            widget.setEnabled(not busy)
        for button in (self.begin, self.check_all):
            button.setEnabled(not busy and self._table is not None)
        if busy:
            self._bar.show_fraction(0.0, False)
            self._bar.show()


def _counted(rows: Sequence[JudgedRow]) -> str:
    fates = [row.fate for row in rows]
    return ", ".join(f"{count(fates.count(fate))} {tr(FATE_WORDS[fate])}" for fate in Fate if fate in fates)
