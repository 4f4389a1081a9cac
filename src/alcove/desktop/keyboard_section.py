"""The keyboard among the settings: every action with its keys, to look through and to change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.actions import Action, ActionRegistry, native
from alcove.desktop.fuzzy import folded
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NAME, GROUP, KEYS = range(3)
HEADINGS = (marked("What it does"), marked("Where"), marked("Keys"))


class ShortcutTableModel(QAbstractTableModel):
    """Actions with their keys; `set_filter` chooses which are shown."""

    def __init__(self, theme: Theme, registry: ActionRegistry) -> None:
        super().__init__()
        self._theme = theme
        self._registry = registry
        self._words: list[str] = []
        self.actions: list[Action] = list(registry.all())
        registry.keys_changed.connect(self._on_keys_changed)

    def set_filter(self, typed: str) -> None:
        """Show only actions that have every word in their name, their group or their keys."""
        self._words = folded(typed).split()
        self.beginResetModel()
        self.actions = [one for one in self._registry.all() if self._passes(one)]
        self.endResetModel()

    def keys(self, action: Action) -> str:
        """Return the keys of an action as this system writes them."""
        return ", ".join(native(key) for key in self._registry.keys(action.id)) or tr("none", "keys")

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.actions)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADINGS[section])
        return Qt.AlignmentFlag.AlignLeft if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        action = self.actions[index.row()]
        changed = self._registry.changed(action.id)
        if role == Qt.ItemDataRole.DisplayRole:
            keys = tr("{keys}, yours").format(keys=self.keys(action)) if changed else self.keys(action)
            return (action.name, action.group, keys)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = f"{action.name}, {action.group}: {self.keys(action)}"
            return tr("{action}, changed by you").format(action=words) if changed else words
        if role == Qt.ItemDataRole.ForegroundRole:
            tokens = self._theme.tokens
            changed_ink = tokens.accent if changed else tokens.ink
            return QColor((tokens.ink, tokens.soft, changed_ink)[index.column()])
        return None

    def _passes(self, action: Action) -> bool:
        text = folded(f"{action.name} {action.group} {self.keys(action)}")
        return all(word in text for word in self._words)

    def _on_keys_changed(self) -> None:
        if self.actions:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.actions) - 1, KEYS))


class ShortcutTable(QTableView):
    """The table as it is shown; Enter changes, Delete takes the keys away."""

    change_requested = Signal(object)
    remove_requested = Signal(object)

    def __init__(self, model: ShortcutTableModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("Actions and their keys"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Size.ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(GROUP, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(KEYS, QHeaderView.ResizeMode.ResizeToContents)
        self.doubleClicked.connect(lambda _: self._tell(self.change_requested))

    @property
    def action(self) -> Action | None:
        """The chosen action."""
        row = self.currentIndex().row()
        return self._model.actions[row] if 0 <= row < len(self._model.actions) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell(self.change_requested)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._tell(self.remove_requested)
        else:
            super().keyPressEvent(event)

    def _tell(self, signal: SignalInstance) -> None:
        if self.action is not None:
            signal.emit(self.action)


class KeyboardSection(QWidget):
    """The section *Keyboard* of the settings."""

    change_requested = Signal(object)
    """A person wants to press other keys for an action."""

    def __init__(self, theme: Theme, registry: ActionRegistry) -> None:
        super().__init__()
        self._registry = registry
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        within = QWidget()
        within.setMaximumWidth(Size.COLUMN)
        whole.addWidget(within, 1000)
        whole.addStretch(1)
        column = QVBoxLayout(within)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        top = QHBoxLayout()
        top.setSpacing(Size.S2)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find by what it does or by its keys"))
        self.search.setAccessibleName(tr("Find an action by what it does or by its keys"))
        self.search.setMaximumWidth(Size.FIELD)
        self.reset_all_button = self._button(tr("Reset all"))
        top.addWidget(self.search, 1)
        top.addStretch(1)
        top.addWidget(self.reset_all_button)
        column.addLayout(top)
        self.rows = ShortcutTableModel(theme, registry)
        self.table = ShortcutTable(self.rows)
        column.addWidget(self.table, 1)
        self.nothing = QLabel(tr("No action is called like that"))
        dress(self.nothing, "soft")
        column.addWidget(self.nothing)
        column.addStretch(0)
        foot = QHBoxLayout()
        foot.setSpacing(Size.S2)
        self.change_button, self.remove_button = self._button(tr("Change")), self._button(tr("Take the keys away"))
        self.reset_button = self._button(tr("Reset"))
        for button in (self.change_button, self.remove_button, self.reset_button):
            foot.addWidget(button)
        foot.addStretch(1)
        column.addLayout(foot)
        self._connect(theme)
        self.table.setCurrentIndex(self.rows.index(0, 0))
        self._write()

    def _connect(self, theme: Theme) -> None:
        self.search.textChanged.connect(self._on_typed)
        self.table.change_requested.connect(self.change_requested)
        self.table.remove_requested.connect(self._remove)
        self.table.selectionModel().currentChanged.connect(self._write)
        self._registry.keys_changed.connect(self._write)
        self.change_button.clicked.connect(lambda: self._with_chosen(self.change_requested.emit))
        self.remove_button.clicked.connect(lambda: self._with_chosen(self._remove))
        self.reset_button.clicked.connect(lambda: self._with_chosen(lambda one: self._registry.reset(one.id)))
        self.reset_all_button.clicked.connect(self._registry.reset_all)
        theme.changed.connect(self.table.viewport().update)

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(words)
        dress(button, "pill")
        return button

    def _with_chosen(self, do: Callable[[Action], object]) -> None:
        if self.table.action is not None:
            do(self.table.action)

    def _remove(self, action: Action) -> None:
        self._registry.set_keys(action.id, ())

    def _on_typed(self, typed: str) -> None:
        self.rows.set_filter(typed)
        self.table.setVisible(bool(self.rows.actions))
        self.nothing.setVisible(not self.rows.actions)
        self.table.setCurrentIndex(self.rows.index(0, 0))
        self._write()

    def _write(self) -> None:
        """Offer what can be done with the chosen action."""
        self.nothing.setVisible(not self.rows.actions)
        chosen, registry = self.table.action, self._registry
        self.reset_all_button.setEnabled(any(registry.changed(one.id) for one in registry.all()))
        for button, possible in (
            (self.change_button, chosen is not None),
            (self.remove_button, chosen is not None and bool(registry.keys(chosen.id))),
            (self.reset_button, chosen is not None and registry.changed(chosen.id)),
        ):
            button.setEnabled(possible)
        name = chosen.name if chosen is not None else ""
        self.change_button.setAccessibleName(tr("Change the keys of {action}").format(action=name))
        self.remove_button.setAccessibleName(tr("Take the keys of {action} away").format(action=name))
        self.reset_button.setAccessibleName(tr("Reset the keys of {action}").format(action=name))
