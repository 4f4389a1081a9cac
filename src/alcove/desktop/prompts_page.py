"""The page of prompts, and that of personas: the list at the left, one of them at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.prompt_book import PromptBook, TextKind
from alcove.desktop.text_editor import TextEditor
from alcove.desktop.text_list import NEW, NO_FOLDER, TextList
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr

if TYPE_CHECKING:
    from alcove.chat.kept import Kept, KeptId

FILES = marked("Prompts (*.json *.md)")
ALL_FOLDERS, ALL_TAGS = marked("All folders"), marked("All tags")


@dataclass(frozen=True, slots=True)
class _Words:
    """What the page of a kind says."""

    list: str
    search: str
    new: str
    bring: str
    export: str
    none: str
    empty: str
    why: str


WORDS: dict[TextKind, _Words] = {
    "prompt": _Words(
        marked("Prompts"), marked("Search prompts"), marked("New prompt"), marked("Import prompts"),
        marked("Export prompts"), marked("No prompt has that in it"), marked("Questions you ask again and again"),
        marked("Keep them here, with variables to fill in. In the input, type / and a name."),
    ),
    "persona": _Words(
        marked("Personas"), marked("Search personas"), marked("New persona"), marked("Import personas"),
        marked("Export personas"), marked("No persona has that in it"), marked("Who answers, and how"),
        marked(
            "A persona keeps how you want to be answered, with its model, sources and settings. "
            "Choose it below the input."
        ),
    ),
}  # fmt: skip


class SearchLine(QLineEdit):
    """Searches the list; Down goes there, Esc empties it."""

    stepped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.stepped.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class TextsPage(QWidget):
    """List and editor. What was changed and is not saved stays, whatever is looked at meanwhile."""

    def __init__(self, theme: Theme, book: PromptBook, editor: TextEditor) -> None:
        super().__init__()
        self._theme = theme
        self._book = book
        self.editor = editor
        self.kind = editor.kind
        self._words = WORDS[self.kind]
        self._number: KeptId | None = None
        """The one on view; `NEW` for one that is not kept yet, None for none."""
        self._wanted: KeptId | None = None
        self._folder: str | None = None
        self._tag = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S5)
        row.addWidget(self._left())
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(editor)
        row.addWidget(self._stack, 1)
        editor.edited.connect(self._on_edited)
        editor.saved.connect(self._on_saved)
        editor.delete_requested.connect(lambda: self.delete(editor.kept))
        editor.duplicate_requested.connect(self.duplicate)
        editor.export_requested.connect(self._on_export_one)
        book.changed.connect(self._on_changed)
        self._on_changed()

    # What can be done

    def begin_new(self) -> None:
        """Begin a new one."""
        self._show(None, self._drafts.get(NEW))
        self._number = NEW
        self.list.setCurrentIndex(QModelIndex())
        self.editor.title.setFocus()

    def duplicate(self) -> None:
        """Keep a copy of the one on view, as it is kept, and show it."""
        kept = self.editor.kept
        if kept is not None:
            from alcove.chat.kept import free_name

            name = free_name(kept.content.name, [one.content.name for one in self._texts()])
            copy = replace(kept.content.called(name), title=tr("{title} (copy)").format(title=kept.content.title))
            self._book.save(
                self.kind, None, copy, done=self._on_copied, failed=lambda e: self.editor.show_wrong(told(str(e)))
            )

    def delete(self, kept: Kept[Any] | None) -> None:
        """Delete one; it can be taken back."""
        if kept is None:
            return
        self._book.set_draft(self.kind, kept.id, None)
        if self._number == kept.id:
            texts = [one for one in self._shown() if one.id != kept.id]
            at = next((n for n, one in enumerate(self._shown()) if one.id == kept.id), 0)
            self._number = self._wanted = texts[min(at, len(texts) - 1)].id if texts else None
        self._book.delete(self.kind, kept)

    def import_files(self) -> None:
        """Ask for files, and bring them in."""
        names, _ = QFileDialog.getOpenFileNames(self, tr(self._words.bring), str(Path.home()), tr(FILES))
        if names:
            self._book.bring_in([Path(name) for name in names])

    def export_all(self) -> None:
        """Ask for a file, and write all prompts and personas there."""
        prompts = [one.content for one in self._book.prompts]
        personas = [one.content for one in self._book.personas]
        self._ask_and_export("alcove-prompts.json", "Alcove (*.json)", prompts, personas)

    def export_folder(self) -> None:
        """Ask for a folder, and write a Markdown file for each prompt and persona there."""
        name = QFileDialog.getExistingDirectory(self, tr("Export as Markdown files"), str(Path.home()))
        if name:
            prompts = [one.content for one in self._book.prompts]
            self._book.export(Path(name), prompts, [one.content for one in self._book.personas])

    def show_text(self, number: KeptId) -> None:
        """Show one of the list."""
        kept = next((one for one in self._texts() if one.id == number), None)
        if kept is not None:
            self._choose(kept)

    # Parts

    def _left(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(Size.LIST)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S2)
        head = QHBoxLayout()
        head.setSpacing(Size.S1)
        self.search = SearchLine()
        self.search.setPlaceholderText(tr(self._words.search))
        self.search.setAccessibleName(tr(self._words.search))
        self.search.textChanged.connect(lambda _: self._write())
        self.search.stepped.connect(self._on_stepped)
        self.new_button = self._tool("plus", tr(self._words.new))
        self.new_button.clicked.connect(self.begin_new)
        self.more_button = self._tool("dots-three", tr("Import and export"))
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more_button)
        menu.addAction(tr("Import files")).triggered.connect(self.import_files)
        menu.addAction(tr("Export all to a file")).triggered.connect(self.export_all)
        menu.addAction(tr("Export all as Markdown files")).triggered.connect(self.export_folder)
        self.more_button.setMenu(menu)
        head.addWidget(self.search, 1)
        head.addWidget(self.new_button)
        head.addWidget(self.more_button)
        column.addLayout(head)
        column.addLayout(self._filters())
        self.list = TextList(self._theme, "/" if self.kind == "prompt" else "", tr(self._words.list))
        self.list.chosen.connect(self._choose)
        self.list.delete_requested.connect(self.delete)
        self.list.entered_text.connect(self.editor.body.setFocus)
        column.addWidget(self.list, 1)
        self.none = QLabel()
        self.none.setWordWrap(True)
        dress(self.none, "faint")
        column.insertWidget(2, self.none)
        return left

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        self.folder_button, self.tag_button = QPushButton(), QPushButton()
        for button, fill in ((self.folder_button, self._fill_folders), (self.tag_button, self._fill_tags)):
            dress(button, "pill")
            menu = QMenu(button)
            menu.aboutToShow.connect(fill)
            button.setMenu(menu)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _tool(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon)
        return button

    def _nothing(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setSpacing(Size.S2)
        column.addStretch(2)
        title, words = QLabel(tr(self._words.empty)), QLabel(tr(self._words.why))
        dress(title, "page-title")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        dress(words, "soft")
        button = QPushButton(tr(self._words.new))
        dress(button, "second")
        button.clicked.connect(self.begin_new)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.addSpacing(Size.S2)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return box

    # What is on view

    @property
    def _drafts(self) -> dict[KeptId, Any]:
        return self._book.drafts[self.kind]

    def _texts(self) -> Sequence[Kept[Any]]:
        return self._book.of(self.kind)

    def _shown(self) -> list[Kept[Any]]:
        from alcove.chat.kept import matching

        return [
            one
            for one in matching(self._texts(), self.search.text())
            if (self._folder is None or one.content.folder == self._folder)
            and (not self._tag or self._tag in one.content.tags)
        ]

    def _on_changed(self) -> None:
        texts = self._texts()
        if self._folder is not None and all(one.content.folder != self._folder for one in texts):
            self._folder = None
        if self._tag and all(self._tag not in one.content.tags for one in texts):
            self._tag = ""
        wanted, self._wanted = self._wanted if self._wanted is not None else self._number, None
        kept = next((one for one in texts if one.id == wanted), None)
        if kept is not None and (kept != self.editor.kept or self._number != kept.id):
            self._number = kept.id
            self._show(kept, self._drafts.get(kept.id))
        elif kept is None and wanted != NEW:
            self._number = None
            self._show_first()
        self._write()

    def _show_first(self) -> None:
        shown = self._shown()
        if shown:
            self._number = shown[0].id
            self._show(shown[0], self._drafts.get(shown[0].id))
        else:
            self._stack.setCurrentIndex(0)

    def _choose(self, kept: Kept[Any]) -> None:
        self._number = kept.id
        self._show(kept, self._drafts.get(kept.id))
        row = self.list.rows.row_of(kept.id)
        if row >= 0 and self.list.currentIndex().row() != row:
            self._write()

    def _show(self, kept: Kept[Any] | None, draft: Any) -> None:
        self.editor.show_text(kept, draft)
        self._stack.setCurrentIndex(1)

    def _write(self) -> None:
        shown = self._shown()
        self.list.set_texts(shown, self._number)
        self.list.rows.set_unsaved(self._drafts)
        self.none.setText(tr(self._words.none) if self._texts() else "")
        self.none.setVisible(not shown and bool(self._texts()))
        folders = {one.content.folder for one in self._texts()}
        tags = {tag for one in self._texts() for tag in one.content.tags}
        self.folder_button.setVisible(len(folders) > 1)
        self.tag_button.setVisible(bool(tags))
        folder = tr(NO_FOLDER) if self._folder == "" else self._folder or tr(ALL_FOLDERS)
        self.folder_button.setText(folder.replace("&", "&&"))
        self.tag_button.setText(f"#{self._tag}" if self._tag else tr(ALL_TAGS))

    def _fill_folders(self) -> None:
        folders = sorted({one.content.folder for one in self._texts()}, key=str.casefold)
        choices: list[tuple[str, str | None]] = [(tr(ALL_FOLDERS), None)]
        choices += [(one or tr(NO_FOLDER), one) for one in folders]
        menu = self.folder_button.menu()
        menu.clear()
        for words, value in choices:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == self._folder)
            action.triggered.connect(lambda _=False, value=value: self._on_folder(value))

    def _fill_tags(self) -> None:
        tags = sorted({tag for one in self._texts() for tag in one.content.tags})
        menu = self.tag_button.menu()
        menu.clear()
        for value in ("", *tags):
            action = menu.addAction(f"#{value}".replace("&", "&&") if value else tr(ALL_TAGS))
            action.setCheckable(True)
            action.setChecked(value == self._tag)
            action.triggered.connect(lambda _=False, value=value: self._on_tag(value))

    def _on_folder(self, folder: str | None) -> None:
        self._folder = folder
        self._write()

    def _on_tag(self, tag: str) -> None:
        self._tag = tag
        self._write()

    def _on_stepped(self) -> None:
        for row in range(self.list.rows.rowCount()):
            if self.list.rows.text(self.list.rows.index(row)) is not None:
                self.list.setFocus()
                self.list.setCurrentIndex(self.list.rows.index(row))
                return

    def _on_edited(self) -> None:
        number = self._number if self._number is not None else NEW
        self._book.set_draft(self.kind, number, self.editor.content if self.editor.unsaved else None)
        self.list.rows.set_unsaved(self._drafts)

    def _on_saved(self, kept: Kept[Any]) -> None:
        self._book.set_draft(self.kind, self._number if self._number is not None else NEW, None)
        self._number = self._wanted = kept.id
        self.list.rows.set_unsaved(self._drafts)

    def _on_copied(self, kept: Kept[Any]) -> None:
        self._wanted = kept.id

    def _on_export_one(self) -> None:
        kept = self.editor.kept
        if kept is not None:
            chosen = [kept.content]
            prompts, personas = (chosen, []) if self.kind == "prompt" else ([], chosen)
            self._ask_and_export(f"{kept.content.name}.md", "Markdown (*.md);;Alcove (*.json)", prompts, personas)

    def _ask_and_export(self, name: str, kinds: str, prompts: Sequence[Any], personas: Sequence[Any]) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr(self._words.export), str(Path.home() / name), kinds)
        if chosen:
            place = Path(chosen)
            self._book.export(place if place.suffix else place.with_suffix(Path(name).suffix), prompts, personas)
