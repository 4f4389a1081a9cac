"""Render the window's pages and states, light and dark, into a folder: python packaging/screenshots.py FOLDER [NAME...]

The layers below are the scripted ones of the tests, so the pictures are the same every time.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QMenu

from alcove.chat.store import ConversationStore, Timings
from alcove.core.database import Database
from alcove.core.errors import ModelMissing
from alcove.core.paths import Paths
from alcove.core.settings import Settings, SettingsStore
from alcove.desktop import app as root
from alcove.desktop.crash import CrashDialog
from alcove.desktop.notify import Notifier
from alcove.desktop.services import Services
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Theme
from alcove.desktop.window import MainWindow
from alcove.models.types import Prefill
from alcove.rag.types import Progress
from tests.desktop import fakes

QUESTION = "Is the boiler still under warranty, and who serviced it last?"
PATIENCE_S = 20


class Stage:
    """One window over scripted layers."""

    def __init__(self, app: QApplication, theme: Theme, library: fakes.FakeLibrary, *scripts: fakes.Script) -> None:
        self._app = app
        self._folder = tempfile.TemporaryDirectory()
        paths = Paths.at(Path(self._folder.name))
        self._database = Database(paths.database)
        self.store = ConversationStore(self._database)
        self.notifier = Notifier()
        self.tasks = TaskRunner(self.notifier.error, self._on_bug)
        self.library = library
        settings = SettingsStore(self._database)
        services = Services(
            paths=paths,
            library=library,
            models=fakes.FakeShelf([fakes.STARTER, fakes.QWEN]),
            turns=fakes.ScriptedTurns(self.store, *(scripts or (fakes.Script(fakes.boiler_answer()),))),
            store=self.store,
            receipts=fakes.FakeReceipts(self.store, library),
            settings=settings,
            tasks=self.tasks,
            theme=theme,
            notifier=self.notifier,
        )
        self._fill()
        self.window = MainWindow(services, settings.load(), root.brand_icon())

    def open(self, size: tuple[int, int] = (1360, 860)) -> MainWindow:
        self.window.resize(*size)
        self.window.show()
        self.window.begin()
        self.until(lambda: self.window.syncing.listed and self.window.models.listed)
        return self.window

    def ask(self, question: str = QUESTION, *, until: Callable[[], bool] | None = None) -> None:
        self.window.chat.composer.field.setPlainText(question)
        self.window.chat.composer.button.click()
        self.until(until or (lambda: not self.window.session.busy))

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get where it should")
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        self.settle()

    def settle(self) -> None:
        for _ in range(12):
            self._app.processEvents()
            time.sleep(0.01)

    def settled(self) -> bool:
        """Tell whether nothing is being read, or only what the scene holds there."""
        return self.library.gate is not None or not self.window.syncing.running

    def cite(self, index: int) -> None:
        preview = self.window.evidence.preview
        self.window.chat.blocks[-1].citation_clicked.emit(index)
        self.until(lambda: preview.pdf is None or not preview.shows_page or preview.pdf.page.drawn)

    def close(self) -> None:
        if self.library.gate is not None:
            self.library.gate.set()
        self.window.close()
        self.tasks.close(5)
        self._database.close()
        self._folder.cleanup()

    def _fill(self) -> None:
        for title, age in (
            ("requests: retry and timeout", 9), ("Reading notes: Braudel", 9), ("What did Anneli decide?", 8),
            ("Поездка в Тверь", 0), ("Comparing the two leases", 0),
        ):  # fmt: skip
            made = self.store.create(title)
            with self._database.transaction() as tx:
                tx.execute("UPDATE conversations SET updated = ? WHERE id = ?", (time.time() - age * 86400, made.id))

    def _on_bug(self, error: BaseException) -> None:
        raise error


def _answer(stage: Stage) -> None:
    stage.open()
    stage.ask()
    stage.cite(0)


def _text(stage: Stage) -> None:
    stage.open()
    stage.ask()
    stage.cite(1)


def _outdated(stage: Stage) -> None:
    """The house log was edited and the warranty deleted after the answer."""
    stage.open()
    stage.ask()
    stage.library.documents[fakes.HOUSE_LOG] = fakes.changed_log()
    stage.window.syncing.documents_changed.emit(frozenset({fakes.HOUSE_LOG}))
    stage.until(lambda: bool(stage.window.session.turns[-1].outdated))


def _outdated_two(stage: Stage) -> None:
    _outdated(stage)
    del stage.library.documents[fakes.WARRANTY]
    stage.window.syncing.documents_changed.emit(None)
    stage.until(lambda: any(one.fate == "gone" for one in stage.window.session.turns[-1].outdated))
    stage.window.chat.blocks[-1].outdated.words_button.click()
    stage.until(lambda: stage.window.session.turns[-1].compared is not None)


def _outdated_why(stage: Stage) -> None:
    _outdated(stage)
    stage.window.chat.blocks[-1].outdated.words_button.click()
    stage.until(lambda: stage.window.session.turns[-1].compared is not None)
    stage.window.evidence.preview.forget()
    stage.cite(1)


def _compared(stage: Stage) -> None:
    _outdated(stage)
    stage.window.chat.blocks[-1].outdated.again_button.click()
    stage.until(lambda: stage.window.session.turns[-1].answer_difference is not None)


def _compared_narrow(stage: Stage) -> None:
    _compared(stage)
    stage.window.resize(760, 700)
    stage.settle()


def _drawer(stage: Stage) -> None:
    stage.open((1040, 700))
    stage.ask()
    stage.cite(2)


def _narrow(stage: Stage) -> None:
    stage.open((900, 600))
    stage.ask()


def _rail_open(stage: Stage) -> None:
    stage.open((900, 600)).rail.buttons["expand"].click()
    stage.settle()


def _first(stage: Stage) -> None:
    stage.library.held.clear()
    stage.open()


def _empty(stage: Stage) -> None:
    stage.library.gate = threading.Event()
    stage.library.sync_events = fakes.reading()
    stage.open()
    stage.until(lambda: stage.window.syncing.progress is not None)


def _streaming(stage: Stage) -> None:
    stage.open()
    stage.ask(until=lambda: bool(stage.window.session.turns and "Twelve" in stage.window.session.turns[-1].text))


def _prefill(stage: Stage) -> None:
    stage.open()
    stage.ask(until=lambda: stage.window.session.turns[-1].phase == "reading")


def _whole(stage: Stage) -> None:
    stage.open()
    stage.ask()


def _modes(stage: Stage) -> None:
    stage.open()
    stage.ask()
    picker = stage.window.chat.composer.answer_from
    picker.menu().popup(picker.mapToGlobal(picker.rect().bottomLeft()))
    stage.settle()


def _mixed(stage: Stage) -> None:
    stage.open()
    stage.window.session.set_answer_from("both")
    stage.window.chat.composer.set_answer_from("both")
    stage.ask("How is the boiler serviced?")
    stage.cite(0)


def _filters(stage: Stage, text: str = "in:Notes -tag:wo") -> None:
    stage.open()
    stage.ask()
    field = stage.window.chat.composer.field
    stage.window.activateWindow()
    field.setFocus()
    field.insertPlainText(text)
    stage.until(lambda: stage.window.completion.open)


def _filter_names(stage: Stage) -> None:
    _filters(stage, "in:Notes when was the boiler serviced? :")


def _undo(stage: Stage) -> None:
    stage.open()
    stage.ask()
    stage.window.chat.delete_button.click()
    stage.until(lambda: bool(stage.window.toasts.toasts))
    stage.notifier.warn("Scans 2019 cannot be reached now", "What was read of it before stays searchable.")
    stage.settle()


def _library(stage: Stage) -> None:
    stage.library.items = fakes.items(10_000)
    stage.open().show_page("library")
    stage.until(lambda: stage.window.library.items.rowCount() == 10_000)


def _skipped(stage: Stage) -> None:
    _library(stage)
    stage.window.library.state_buttons["skipped"].click()
    stage.settle()


def _library_narrow(stage: Stage) -> None:
    stage.open((900, 600)).show_page("library")
    stage.until(lambda: stage.window.library.items.rowCount() > 0)


def _messy(stage: Stage, size: tuple[int, int] = (1360, 860)) -> None:
    messy = fakes.messy_library()
    for name in ("held", "items", "documents", "paged"):
        setattr(stage.library, name, getattr(messy, name))
    stage.open(size).syncing.use(Settings(web=True))
    stage.window.sidebar.show_web(True)
    stage.window.show_page("library")
    stage.until(lambda: stage.window.library.items.rowCount() > 20 and stage.settled())


def _choose(stage: Stage, uri: str) -> None:
    page = stage.window.library
    index = page.items.index_of(uri)
    page.table.setCurrentIndex(index)
    page.table.clicked.emit(index)
    stage.settle()


def _coverage(stage: Stage) -> None:
    _messy(stage)


def _coverage_scrolled(stage: Stage) -> None:
    _messy(stage)
    stage.window.library.table.scrollToBottom()
    stage.settle()


def _pages(stage: Stage) -> None:
    _messy(stage)
    _choose(stage, fakes.LEDGER)


def _page_preview(stage: Stage) -> None:
    _messy(stage)
    stage.library.items = [
        replace(one, uri=fakes.WARRANTY) if one.uri.endswith("Boiler warranty.pdf") else one
        for one in stage.library.items
    ]
    stage.window.syncing.items_changed.emit()
    stage.until(lambda: stage.window.library.items.index_of(fakes.WARRANTY).isValid())
    _choose(stage, fakes.WARRANTY)
    detail = stage.window.library.detail
    detail.list.choose(1)
    stage.until(lambda: detail.preview.pdf is not None and detail.preview.pdf.page.drawn)


def _language(stage: Stage) -> None:
    _messy(stage)
    _choose(stage, "/home/anna/Documents/House/Letter from Tver.tif")
    stage.window.library.detail.remedy_button.click()
    stage.settle()


def _password(stage: Stage) -> None:
    _messy(stage)
    _choose(stage, "/home/anna/Documents/House/Deed (notary).pdf")
    stage.window.library.detail.remedy_button.click()
    stage.settle()


def _pages_drawer(stage: Stage) -> None:
    _messy(stage, (1100, 760))
    _choose(stage, fakes.LEDGER)


def _coverage_960(stage: Stage) -> None:
    _messy(stage, (960, 700))


def _coverage_900(stage: Stage) -> None:
    _messy(stage, (900, 600))


def _pages_900(stage: Stage) -> None:
    _messy(stage, (900, 600))
    _choose(stage, fakes.LEDGER)


def _busy(stage: Stage, size: tuple[int, int] = (1360, 860)) -> None:
    stage.library.gate = threading.Event()
    stage.library.sync_events = [
        Progress("reading", "House", 214, 340, 180.0, "/home/anna/Documents/House/scan.pdf", 12, 80)
    ]
    _messy(stage, size)
    stage.until(lambda: stage.window.syncing.progress is not None)
    stage.window.syncing.progress_changed.emit()
    stage.settle()


def _busy_narrow(stage: Stage) -> None:
    _busy(stage, (900, 600))


def _paused(stage: Stage) -> None:
    _messy(stage)
    stage.window.syncing.pause()
    stage.settle()


def _add_source(stage: Stage) -> None:
    _messy(stage)
    stage.window.library.add_button.click()
    stage.settle()


def _web_source(stage: Stage) -> None:
    _messy(stage)
    stage.window.adder.ask("web")
    assert stage.window.adder.dialog is not None
    stage.window.adder.dialog.address.setText("https://boilers.example.org/manual/")
    stage.settle()


def _options(stage: Stage) -> None:
    _messy(stage)
    stage.window.library.rows[2].options_button.click()
    stage.settle()


def _no_such(stage: Stage) -> None:
    _messy(stage)
    stage.window.library.search.setText("nothing like it")
    stage.until(lambda: stage.window.library.items.rowCount() == 0)


def _library_empty(stage: Stage) -> None:
    stage.library.held.clear()
    stage.library.items.clear()
    stage.open().show_page("library")
    stage.settle()


def _models(stage: Stage) -> None:
    stage.open().show_page("models")
    stage.settle()


def _settings(stage: Stage) -> None:
    stage.open().show_page("settings")
    stage.settle()


def _search(stage: Stage) -> None:
    window = stage.open()
    window.sidebar.begin_search()
    window.sidebar.search.setText("read")
    stage.settle()


def _crash(stage: Stage) -> None:
    stage.open()
    CrashDialog(
        "Alcove 0.1.0, Python 3.11.2, PySide6 6.11.3, Linux\n\nTraceback …\nZeroDivisionError", stage.window
    ).open()
    stage.settle()


Scene = Callable[[Stage], None]


def scenes() -> dict[str, tuple[Scene, tuple[fakes.Script, ...]]]:
    """Return each picture's name with what leads to it and what the turn tells."""
    good = fakes.boiler_answer()
    waits = threading.Event()
    warranty = fakes.stored_pdf()
    none = Timings(60)
    refusal = fakes.AnswerWriter(fakes.hit(warranty, fakes.COVERED), fakes.hit(warranty, fakes.SERVICED, rank=2)).events
    long = fakes.AnswerWriter(*next(e for e in good if isinstance(e, fakes.SourcesFound)).hits)
    long.say(LONG)
    extract = fakes.AnswerWriter(fakes.hit(warranty, fakes.COVERED))
    extract.say("These passages fit the question best:\n\n> ").say(f"“{fakes.COVERED}”")
    extract.cite(warranty, fakes.COVERED, 1, f"“{fakes.COVERED}”")
    missing = ModelMissing("The file of Qwen3 4B is not there any more.", "Put it back, or choose another model.")
    return {
        "answer": (_answer, ()),
        "text": (_text, ()),
        "outdated": (_outdated, ()),
        "outdated-why": (_outdated_why, ()),
        "outdated-two": (_outdated_two, ()),
        "compared": (_compared, (fakes.Script(good), fakes.Script(fakes.newer_answer()))),
        "compared-narrow": (_compared_narrow, (fakes.Script(good), fakes.Script(fakes.newer_answer()))),
        "drawer": (_drawer, ()),
        "narrow": (_narrow, ()),
        "rail-open": (_rail_open, ()),
        "first": (_first, ()),
        "empty": (_empty, ()),
        "streaming": (_streaming, (fakes.Script(good, gate=waits),)),
        "prefill": (_prefill, (fakes.Script([*good[:2], Prefill(640, 1240, 0)], gate=waits),)),
        "refused": (_whole, (fakes.Script(refusal[:1], refused=True, timings=none),)),
        "modes": (_modes, ()),
        "filters": (_filters, ()),
        "filter-names": (_filter_names, ()),
        "mixed": (_mixed, (fakes.Script(fakes.mixed_answer()),)),
        "failed": (_whole, (fakes.Script(good[:1], fails=missing),)),
        "extract": (_answer, (fakes.Script(extract.events, extractive=True, timings=none),)),
        "long": (_whole, (fakes.Script(long.events),)),
        "undo": (_undo, ()),
        "library": (_library, ()),
        "skipped": (_skipped, ()),
        "library-narrow": (_library_narrow, ()),
        "library-empty": (_library_empty, ()),
        "coverage": (_coverage, ()),
        "coverage-end": (_coverage_scrolled, ()),
        "coverage-960": (_coverage_960, ()),
        "coverage-900": (_coverage_900, ()),
        "pages": (_pages, ()),
        "pages-preview": (_page_preview, ()),
        "pages-1100": (_pages_drawer, ()),
        "pages-900": (_pages_900, ()),
        "language": (_language, ()),
        "password": (_password, ()),
        "busy": (_busy, ()),
        "busy-900": (_busy_narrow, ()),
        "paused": (_paused, ()),
        "add-source": (_add_source, ()),
        "web-source": (_web_source, ()),
        "options": (_options, ()),
        "no-such-item": (_no_such, ()),
        "models": (_models, ()),
        "settings": (_settings, ()),
        "search": (_search, ()),
        "crash": (_crash, ()),
    }


LONG = """## What the two leases say

The workshop and the garage are let on different terms. The differences that matter:

| | Workshop | Garage |
|---|---|---|
| Rent | £640 a month | 9 000 ₽ a month |
| Notice | three months | one month |
| Repairs | tenant, up to £250 | landlord |

1. The **workshop** lease renews by itself for a year unless either side gives notice.
2. The **garage** lease ends on 31 December and must be signed anew:
   - in writing,
   - by both owners.
3. Neither allows *subletting* without consent.

The rent can be worked out with `months * rate`:

```python
def owed(months: int, rate: float) -> float:
    return months * rate
```

> The tenant shall keep the interior in good repair.

Everything else follows the usual terms, and the deposit is held by the agent until the end of the lease."""


def small(file: Path) -> None:
    """Keep 256 colours of a picture: a third of its size, and no eye sees it."""
    from PIL import Image

    with Image.open(file) as picture:
        made = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    made.save(file, optimize=True)


def main() -> int:
    """Render the named scenes, or all of them."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    root.describe(app)
    wanted = sys.argv[2:]
    for scheme in ("light", "dark"):
        theme = Theme(app, scheme)
        for name, (scene, scripts) in scenes().items():
            if wanted and name not in wanted:
                continue
            stage = Stage(app, theme, fakes.boiler_library(), *scripts)
            scene(stage)
            picture = stage.window.grab()
            for kind in (CrashDialog, PlainDialog, QMenu):
                for dialog in stage.window.findChildren(kind):
                    if dialog.isVisible():
                        picture = dialog.grab()
            file = folder / f"{name}-{scheme}.png"
            picture.save(str(file))
            small(file)
            stage.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
