"""One model of this computer as a card: what it is and can, what it needs, how quick it was, what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.fit_line import FitLine
from alcove.desktop.model_facts import Facts
from alcove.desktop.model_list import TRIAL_WHY
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import decimal, marked, tr

if TYPE_CHECKING:
    from alcove.models.traits import About, Speed
    from alcove.models.types import ModelInfo

CRASHED_WHY = marked("Alcove closed by itself when this model was used last, so it is not used by itself any more.")
LANGUAGES = {
    "ar": marked("Arabic"),
    "bg": marked("Bulgarian"),
    "bn": marked("Bangla"),
    "cs": marked("Czech"),
    "da": marked("Danish"),
    "de": marked("German"),
    "el": marked("Greek"),
    "en": marked("English"),
    "es": marked("Spanish"),
    "et": marked("Estonian"),
    "fa": marked("Persian"),
    "fi": marked("Finnish"),
    "fr": marked("French"),
    "he": marked("Hebrew"),
    "hi": marked("Hindi"),
    "hr": marked("Croatian"),
    "hu": marked("Hungarian"),
    "id": marked("Indonesian"),
    "it": marked("Italian"),
    "ja": marked("Japanese"),
    "kk": marked("Kazakh"),
    "ko": marked("Korean"),
    "lt": marked("Lithuanian"),
    "lv": marked("Latvian"),
    "ms": marked("Malay"),
    "nl": marked("Dutch"),
    "no": marked("Norwegian"),
    "pl": marked("Polish"),
    "pt": marked("Portuguese"),
    "ro": marked("Romanian"),
    "ru": marked("Russian"),
    "sk": marked("Slovak"),
    "sl": marked("Slovenian"),
    "sr": marked("Serbian"),
    "sv": marked("Swedish"),
    "ta": marked("Tamil"),
    "te": marked("Telugu"),
    "th": marked("Thai"),
    "tr": marked("Turkish"),
    "uk": marked("Ukrainian"),
    "ur": marked("Urdu"),
    "vi": marked("Vietnamese"),
    "zh": marked("Chinese"),
}
"""The names of languages that models tell of most; Qt knows those of the others, in English."""
LANGUAGES_SHOWN = 4


class ModelRow(QFrame):
    """A model on the list; `show_info` and `show_facts` bring it up to date."""

    use_requested = Signal()
    settings_requested = Signal()
    remove_requested = Signal()

    def __init__(self, theme: Theme, info: ModelInfo) -> None:
        super().__init__()
        self.info = info
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S1)
        column.addLayout(self._head(theme, info))
        self.facts = self._line("soft")
        self.abilities = self._line("soft")
        self.fit = FitLine(info.name)
        self.speed = self._line("soft")
        self.why = self._line("warn")
        for widget in (self.facts, self.abilities, self.fit, self.speed, self.why):
            column.addWidget(widget)
        self._broken = False
        self._used = False

    def show_info(self, info: ModelInfo, *, used: bool) -> None:
        """Show what the list says, and whether this model answers."""
        self.info, self._used = info, used
        self.remove_button.setVisible(not info.trial)
        why = [tr(TRIAL_WHY)] if info.trial else []
        if info.crashed:
            why.append(tr(CRASHED_WHY))
        _say(self.why, " ".join(why))
        self._show_use()

    def show_facts(self, facts: Facts, in_memory: int) -> None:
        """Show what was found out, and the memory it takes."""
        self._broken = facts.broken
        self.facts.setText(facts_of(self.info, facts.about))
        _say(self.abilities, abilities_of(self.info, facts.about))
        self.fit.show_facts(facts, in_memory)
        last = facts.about.last if facts.about else None
        _say(self.speed, speed_words(last) if last else "")
        self._show_use()

    def _show_use(self) -> None:
        name, broken = self.info.name, self._broken
        words = tr("Cannot be used") if broken else tr("Answers") if self._used else tr("Use")
        self.use_button.setText(words)
        self.use_button.setEnabled(not broken)
        self.use_button.setChecked(self._used and not broken)
        words = tr("{model} cannot be used") if broken else tr("{model} answers") if self._used else tr("Use {model}")
        self.use_button.setAccessibleName(words.format(model=name))

    def _head(self, theme: Theme, info: ModelInfo) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        heading = ElidedLabel(info.name)
        dress(heading, "heading")
        row.addWidget(heading, 1)
        self.settings_button = self._tool(
            theme, "sliders-horizontal", tr("How it runs"), tr("How {model} runs").format(model=info.name)
        )
        self.settings_button.clicked.connect(self.settings_requested)
        self.use_button = QPushButton()
        dress(self.use_button, "pill")
        self.use_button.setCheckable(True)
        self.use_button.clicked.connect(self._on_use)
        self.remove_button = self._tool(
            theme,
            "trash",
            tr("Remove; a file that was not downloaded here stays"),
            tr("Remove {model}").format(model=info.name),
        )
        self.remove_button.clicked.connect(self.remove_requested)
        for widget in (self.settings_button, self.use_button, self.remove_button):
            row.addWidget(widget)
        return row

    def _on_use(self) -> None:
        self._show_use()  # it is checked when it answers, not when it was clicked
        if not self._used:
            self.use_requested.emit()

    def _tool(self, theme: Theme, icon: str, tip: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(name)
        theme.set_icon(button, icon, "faint")
        return button

    def _line(self, look: str) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        dress(label, look)
        if look != "soft":
            label.hide()  # shown it would be a window of its own: it lies in nothing yet
        return label


def facts_of(info: ModelInfo, about: About | None) -> str:
    """Return what a model is: size, parameters, compression, how much it reads."""
    told = [bytes_words(info.bytes)]
    if about is not None and about.traits.parameters:
        told.append(tr("{count} parameters").format(count=about.traits.parameters))
    if about is not None and about.traits.quantisation:
        told.append(quantisation_words(about.traits.quantisation))
    if info.context:
        told.append(tr("trained to see %n token(s) at once", None, info.context))
    return " · ".join(told)


def abilities_of(info: ModelInfo, about: About | None) -> str:
    """Return what a model can: languages, thinking, tools; empty where its file says nothing of that."""
    told = [languages_words(info.languages)] if info.languages else []
    if about is not None and about.traits.thinks:
        told.append(tr("can think before it answers"))
    if about is not None and about.traits.tools:
        told.append(tr("can use tools"))
    words = " · ".join(told)
    return words[:1].upper() + words[1:]


def speed_words(last: Speed) -> str:
    """Say how quick the last answer was."""
    seconds = decimal(last.first_word_s, 1)
    if not last.tokens_per_s:
        return tr("Last answer: first word after {seconds} s").format(seconds=seconds)
    return tr("Last answer: first word after {seconds} s, then {rate} tokens a second").format(
        seconds=seconds, rate=decimal(last.tokens_per_s, 0)
    )


def quantisation_words(quantisation: str) -> str:
    """Say to how many bits a weight was compressed: "Q4_K_M" -> "4-bit (Q4_K_M)"."""
    bits = next((sign for sign in ("32", "16") if quantisation.endswith(f"F{sign}")), "")
    bits = bits or next((sign for sign in quantisation if sign.isdigit()), "")
    return tr("{bits}-bit ({name})").format(bits=bits, name=quantisation) if bits else quantisation


def languages_words(codes: tuple[str, ...]) -> str:
    """Name languages by their codes, a few of many."""
    names = [_language(code) for code in codes]
    more = len(names) - LANGUAGES_SHOWN
    if more > 1:
        return tr("{languages} and %n more language(s)", None, more).format(
            languages=", ".join(names[:LANGUAGES_SHOWN])
        )
    return ", ".join(names)


def _language(code: str) -> str:
    short = code.partition("-")[0]
    if short in LANGUAGES:
        return tr(LANGUAGES[short])
    language = QLocale.codeToLanguage(short)
    return code if language == QLocale.Language.AnyLanguage else QLocale.languageToString(language)


def bytes_words(count: int) -> str:
    """Return a size in one short word."""
    if count >= 10**9:
        return tr("{amount} GB").format(amount=decimal(count / 10**9, 1))
    return tr("{amount} MB").format(amount=max(1, round(count / 10**6)))


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
