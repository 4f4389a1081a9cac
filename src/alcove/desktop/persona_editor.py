"""The editor of a persona: how it answers, and what a conversation with it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget

from alcove.core.errors import AppError
from alcove.desktop.answer_from import WORDS
from alcove.desktop.composer import ScopePicker
from alcove.desktop.model_list import ModelList, short_name
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.sections import scrolling
from alcove.desktop.text_editor import HISTORY, TextEditor
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr

if TYPE_CHECKING:
    from alcove.chat.prompts import Persona
    from alcove.rag.types import AnswerFrom

MORE = marked("What goes with it")
HINT = marked(
    "How it is to answer: the tone, the length, the form, what to look at first. "
    "What may be said, and that it is proved, is not for it to change."
)
FIGURES = (
    ("temperature", marked("Temperature"), float, marked("0 answers the same way every time, up to 2 varies")),
    ("top_p", marked("Likeliest words (top p)"), float, marked("0.01 to 1")),
    ("max_tokens", marked("Longest answer, in tokens"), int, marked("16 or more")),
    ("seed", marked("Seed"), int, marked("a whole number")),
)
AS_CONVERSATION = marked("As the conversation has it")
ANY_MODEL = marked("Whichever is chosen")


class MenuButton(QPushButton):
    """A button that shows what was chosen from its menu."""

    def __init__(self, name: str) -> None:
        super().__init__()
        dress(self, "pill")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._name = name
        self.menu_of = QMenu(self)
        self.setMenu(self.menu_of)

    def show_words(self, words: str) -> None:
        """Show what was chosen."""
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {words}")


class PersonaEditor(TextEditor):
    """Edit a persona."""

    def __init__(self, theme: Theme, book: PromptBook, models: ModelList) -> None:
        super().__init__(theme, book, "persona", tr(HINT))
        self._models = models
        self._model = ""
        self._answer_from: AnswerFrom | None = None
        self.body.setAccessibleName(tr("How it answers"))
        self.model_button = MenuButton(tr("Model"))
        self.model_button.menu_of.aboutToShow.connect(self.fill_models)
        self.from_button = MenuButton(tr("Answered from"))
        self.from_button.menu_of.addAction(tr(AS_CONVERSATION)).triggered.connect(lambda: self._on_from(None))
        for value, (name, _) in WORDS.items():
            self.from_button.menu_of.addAction(tr(name)).triggered.connect(lambda _=False, v=value: self._on_from(v))
        self.scope = ScopePicker(theme)
        self.scope.scope_changed.connect(lambda _: self.on_edited())
        self.default_button = MenuButton(tr("Answers by itself for"))
        self.default_button.menu_of.aboutToShow.connect(self.fill_defaults)
        self.figures: dict[str, QLineEdit] = {}
        self.add_section(MORE, scrolling(self._more()))
        self.add_section(HISTORY, self.history)
        book.changed.connect(self._write_defaults)

    def empty(self) -> Persona:
        """Return what a new one begins as."""
        from alcove.chat.prompts import Persona

        return Persona("", "", "")

    def content_of(self, name: str, title: str, folder: str, tags: tuple[str, ...]) -> Persona:
        """Return what stands in the fields; a figure that is none counts as changed, and is told of when saved."""
        from alcove.chat.prompts import Persona

        values = {key: _figure(self.figures[key].text(), kind) for key, _, kind, _ in FIGURES}
        return Persona(
            name, title, self.body.toPlainText(), folder, tags, self._model, sources=self.scope.scope,
            answer_from=self._answer_from, **values,
        )  # fmt: skip

    def show_content(self, content: Any) -> None:
        """Show what a persona has beyond its head."""
        self._set_model(content.model)
        self._set_from(content.answer_from)
        self.scope.set_scope(content.sources)
        for key, _, _, _ in FIGURES:
            value = getattr(content, key)
            self.figures[key].setText("" if value is None else f"{value:g}" if isinstance(value, float) else str(value))

    def save(self) -> None:
        """Keep what stands in the fields, unless a figure is none."""
        for key, name, kind, help_text in FIGURES:
            written = self.figures[key].text().strip()
            if written and _figure(written, kind) is None:
                wrong = tr("{name} cannot be {written}. Write a number: {help}.")
                self.show_wrong(wrong.format(name=tr(name), written=written, help=tr(help_text)))
                self.figures[key].setFocus()
                return
        super().save()

    def write_state(self) -> None:
        """Show whether there is something to save, and for whom it answers."""
        super().write_state()
        if any(self.figures[key].text().strip() and _figure(self.figures[key].text(), kind) is None
               for key, _, kind, _ in FIGURES):  # fmt: skip
            self.save_button.setEnabled(True)
        self._write_defaults()

    def fill_models(self) -> None:
        """Write down the models there are."""
        menu = self.model_button.menu_of
        menu.clear()
        menu.addAction(tr(ANY_MODEL)).triggered.connect(lambda: self._on_model(""))
        for info in self._models.infos:
            menu.addAction(info.name.replace("&", "&&")).triggered.connect(
                lambda _=False, name=info.name: self._on_model(name)
            )

    def fill_defaults(self) -> None:
        """Write down for which models it answers where nobody is chosen."""
        menu = self.default_button.menu_of
        menu.clear()
        for info in self._models.infos:
            action = menu.addAction(info.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(self.kept is not None and self.book.defaults.get(info.name) == self.kept.id)
            action.triggered.connect(lambda on, name=info.name: self._on_default(name, on=on))

    def _more(self) -> QWidget:
        holder = QWidget()
        form = QFormLayout(holder)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(Size.S5)
        form.setVerticalSpacing(Size.S2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(_name(tr("Model")), self.model_button)
        form.addRow(_name(tr("Answered from")), self.from_button)
        form.addRow(_name(tr("Sources")), self.scope)
        for key, name, _, help_text in FIGURES:
            line = QLineEdit()
            line.setAccessibleName(tr(name))
            line.setPlaceholderText(tr("as the model has it; {help}").format(help=tr(help_text)))
            line.setMaximumWidth(Size.FIELD)
            line.textChanged.connect(self.on_edited)
            self.figures[key] = line
            form.addRow(_name(tr(name)), line)
        form.addRow(_name(tr("Answers by itself for")), self.default_button)
        return holder

    def _on_model(self, name: str) -> None:
        self._set_model(name)
        self.on_edited()

    def _set_model(self, name: str) -> None:
        self._model = name
        gone = name and self._models.listed and all(info.name != name for info in self._models.infos)
        words = short_name(name) if name else tr(ANY_MODEL)
        if gone:
            words = tr("{model}, which is not here").format(model=words)
        self.model_button.show_words(words)

    def _on_from(self, value: AnswerFrom | None) -> None:
        self._set_from(value)
        self.on_edited()

    def _set_from(self, value: AnswerFrom | None) -> None:
        self._answer_from = value
        self.from_button.show_words(tr(WORDS[value][0] if value else AS_CONVERSATION))

    def _on_default(self, model: str, *, on: bool) -> None:
        if self.kept is not None:
            self.book.set_default(model, self.kept.id if on else None)

    def _write_defaults(self) -> None:
        number = self.kept.id if self.kept else None
        models = [short_name(model) for model, who in self.book.defaults.items() if who == number]
        self.default_button.setEnabled(self.kept is not None)
        self.default_button.show_words(", ".join(models) if models else tr("no model"))

    def _on_refused(self, error: AppError) -> None:
        words = told(str(error))
        for key, name, _, _ in FIGURES:
            words = words.replace("answer_tokens" if key == "max_tokens" else key, tr(name))
        self.show_wrong(words)


def _figure(written: str, kind: type[float] | type[int]) -> Any:
    """Return the number that is written, None where there is none."""
    try:
        return kind(written.strip().replace(",", "."))
    except ValueError:
        return None


def _name(words: str) -> QLabel:
    label = QLabel(words)
    label.setMinimumHeight(Size.BUTTON)
    dress(label, "field-name")
    return label
