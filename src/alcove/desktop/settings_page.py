"""The settings, one row each, made from the schema in `core.settings`. A change is saved at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from alcove.core.errors import AppError
from alcove.core.settings import SettingInfo, Settings, SettingsStore, Value, described
from alcove.desktop.notify import Notifier
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, number, told, tr

NAMES = {
    "theme": marked("Light and dark"),
    "language": marked("Language"),
    "context_tokens": marked("Context"),
    "evidence_tokens": marked("Evidence"),
    "first_word_s": marked("First word within"),
    "answer_tokens": marked("Longest answer"),
    "temperature": marked("Temperature"),
    "seed": marked("Seed"),
    "threads": marked("Processor threads"),
    "gpu_layers": marked("Graphics card layers"),
    "models_gb": marked("Memory for models"),
    "prompt_cache_mb": marked("Disk for what was read"),
    "cache_type": marked("Precision of its memory"),
    "thinks": marked("Thinking first"),
    "top_p": marked("Likeliest words (top p)"),
    "top_k": marked("Number of words (top k)"),
    "min_p": marked("Unlikely words (min p)"),
    "repeat_penalty": marked("Against repeating"),
    "watch": marked("Watching"),
    "ocr": marked("Scans and pictures"),
    "ocr_languages": marked("Languages of scans"),
    "network": marked("Network"),
    "web": marked("Web pages"),
    "remote_embedder": marked("Embedding elsewhere"),
    "chroma_url": marked("Chroma server"),
}
CHOICES = {"system": marked("System"), "light": marked("Light"), "dark": marked("Dark")}
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}
"""Each in itself, so that whoever cannot read the window finds it."""
CHOSEN_ELSEWHERE = ("chat_model", "embedder")
"""The models page chooses them from what there is."""


class SettingRow(QFrame):
    """One setting: name, help, and the field that fits its type.

    With `inherited`, words for what holds at the default, the field is empty then.
    """

    edited = Signal(str, object)

    def __init__(self, info: SettingInfo, value: Value, inherited: str = "") -> None:
        super().__init__()
        self.info = info
        self._inherited = inherited
        self._buttons: dict[Value, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Size.S2, 0, Size.S2)
        row.setSpacing(Size.S5)
        words = QVBoxLayout()
        words.setSpacing(0)
        name = QLabel(tr(NAMES[info.key]))
        dress(name, "heading")
        self.help = QLabel(told(info.help))
        self.help.setWordWrap(True)
        dress(self.help, "soft")
        words.addWidget(name)
        words.addWidget(self.help)
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        dress(self.wrong, "warn")
        self.wrong.hide()
        words.addWidget(self.wrong)
        row.addLayout(words, 1)
        self.field = self._field(info, value)
        self.field.setAccessibleName(name.text())
        self.field.setAccessibleDescription(self.help.text())
        self.field.setFixedWidth(max(Size.LEFT - Size.S8, self.field.sizeHint().width() if info.choices else 0))
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)

    def _field(self, info: SettingInfo, value: Value) -> QWidget:
        if info.choices:
            return self._choices(tuple((choice, _choice_words(choice)) for choice in info.choices), value)
        if isinstance(info.default, bool):
            return self._choices(((True, tr("On")), (False, tr("Off"))), value)
        self._line = QLineEdit(self._shown(value))
        self._line.setPlaceholderText(self._inherited or tr("not set"))
        self._line.editingFinished.connect(self._on_typed)
        return self._line

    @property
    def stop(self) -> QWidget:
        """What has the keyboard when a person comes here."""
        return next((one for one in self._buttons.values() if one.isChecked()), self.field)

    def show_value(self, value: Value) -> None:
        """Show what is saved, after something else was refused."""
        self.wrong.hide()
        for choice, button in self._buttons.items():
            button.setChecked(choice == value)
        if not self._buttons:
            self._line.setText(self._shown(value))

    def show_wrong(self, words: str) -> None:
        """Say why what was typed cannot be; what names the setting by its key, calls it as it is called here."""
        self.wrong.setText(told(words).replace(self.info.key, self.field.accessibleName()))
        self.wrong.show()

    def _shown(self, value: Value) -> str:
        return "" if self._inherited and value == self.info.default else written(value)

    def _on_typed(self) -> None:
        text = self._line.text().strip()
        self._emit(self.info.default if self._inherited and not text else text)

    def _choices(self, choices: tuple[tuple[Value, str], ...], value: Value) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S1)
        row.addStretch(1)
        group = QButtonGroup(box)
        for choice, words in choices:
            button = QPushButton(words)
            dress(button, "pill")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setChecked(choice == value)
            button.clicked.connect(lambda _=False, choice=choice: self._emit(choice))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[choice] = button
        return box

    def _emit(self, value: Value) -> None:
        self.edited.emit(self.info.key, value)


class SettingsPage(QWidget):
    """All settings. `saved` tells the settings after a change."""

    saved = Signal(object)

    def __init__(
        self, theme: Theme, store: SettingsStore, settings: Settings, tasks: TaskRunner, notifier: Notifier
    ) -> None:
        super().__init__()
        self._theme = theme
        self._store = store
        self._settings = settings
        self._tasks = tasks
        self._notifier = notifier
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        dress(holder, "clear")
        holder.setMaximumWidth(Size.COLUMN)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows: dict[str, SettingRow] = {}
        for info in described():
            if info.key in CHOSEN_ELSEWHERE:
                continue
            row = SettingRow(info, getattr(settings, info.key))
            row.edited.connect(self.change)
            self.rows[info.key] = row
            rule = QFrame()
            dress(rule, "rule")
            rule.setFixedHeight(Size.HAIR)
            column.addWidget(row)
            column.addWidget(rule)
        self.later = QLabel(
            tr("The Chroma server is used from the next start, what concerns answers from the next question.")
        )
        dress(self.later, "faint")
        column.addSpacing(Size.S3)
        column.addWidget(self.later)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(holder)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._scroll, 1)

    def show_settings(self, settings: Settings) -> None:
        """Show settings that were changed elsewhere."""
        self._settings = settings
        for key, row in self.rows.items():
            row.show_value(getattr(settings, key))

    def go_to(self, key: str) -> None:
        """Bring a setting into view and give it the keyboard."""
        self._scroll.ensureWidgetVisible(self.rows[key])
        self.rows[key].stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def change(self, key: str, value: Value) -> None:
        """Save another value of a setting, and show it."""
        before = getattr(self._settings, key)
        if value in (before, written(before)):
            return
        value = typed(value, before)
        if key == "theme":
            self._theme.set_scheme(value)  # type: ignore[arg-type]  # one of the schema's choices

        def saved(settings: Settings) -> None:
            self._settings = settings
            self.rows[key].show_value(getattr(settings, key))
            self.saved.emit(settings)

        def failed(error: AppError) -> None:
            self.rows[key].show_value(getattr(self._settings, key))
            self._notifier.error(error)

        self._tasks.run("io", lambda: self._store.set(key, value), owner=self, done=saved, failed=failed)


def _choice_words(choice: Value) -> str:
    named = LANGUAGE_NAMES.get(str(choice))
    return named or tr(CHOICES.get(str(choice), str(choice).capitalize()))


def typed(value: Value, before: Value) -> Value:
    """Return what was put into a field, a number without the signs between its thousands."""
    if isinstance(before, int | float) and not isinstance(before, bool):
        return str(value).replace(",", "").replace("\u202f", "").replace("\u00a0", "")
    return value


def written(value: Value) -> str:
    """Return a value as its field shows it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
