"""The main window: three columns that become two and one as it narrows, pages, shortcuts, drops."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QMainWindow,
    QStackedWidget,
    QWidget,
)

from alcove.core.errors import AppError
from alcove.core.settings import Settings
from alcove.core.switch import Switch
from alcove.desktop import accessible
from alcove.desktop.actions import ActionRegistry
from alcove.desktop.announce import Announcer
from alcove.desktop.arena_desk import ArenaDesk
from alcove.desktop.chat_page import ChatPage
from alcove.desktop.compare import Compare
from alcove.desktop.conversation_menus import ConversationMenus
from alcove.desktop.downloading import DownloadList
from alcove.desktop.drop_sign import DropSign, dropped
from alcove.desktop.embedders import EmbedderList
from alcove.desktop.filters import FilterCompletion
from alcove.desktop.focus_ring import FocusRings, application
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.known_terms import KnownTerms
from alcove.desktop.model_list import ModelChoice, ModelList
from alcove.desktop.notify import Notice, ToastStack
from alcove.desktop.organiser import Organiser
from alcove.desktop.own_set import OwnSet
from alcove.desktop.persona_choice import PersonaChoice, PersonaPicker
from alcove.desktop.privacy import Privacy
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.prompt_use import PromptUse
from alcove.desktop.question_input import QuestionInput
from alcove.desktop.service_list import ServiceList
from alcove.desktop.services import Services
from alcove.desktop.session import ChatSession
from alcove.desktop.sidebar import Rail, Sidebar
from alcove.desktop.syncing import Syncing
from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import told, tr
from alcove.desktop.window_actions import add_actions, label_column, label_message
from alcove.desktop.window_pages import ARENA, PERSONAS, WindowPages
from alcove.desktop.window_sheets import WindowSheets

if TYPE_CHECKING:
    from alcove.chat.arena_store import Batch
    from alcove.chat.prompts import Prompt
    from alcove.chat.store import AskedWith, Conversation, MessageId
    from alcove.desktop.adding import SourceAdder
    from alcove.desktop.compare_view import CompareView
    from alcove.desktop.evidence import EvidencePanel
    from alcove.desktop.turn_state import TurnState

GEOMETRY_MS = 800
UNSURE_AS = "shows_unsure"
"""What the settings remember by whether unsure words are tinted."""


class MainWindow(QMainWindow):
    """Put the pages together and let them know of each other through signals only."""

    settings_changed = Signal(object)
    restart_requested = Signal()

    def __init__(self, services: Services, settings: Settings, brand: QIcon) -> None:
        super().__init__()
        self._services = services
        self._settings = settings
        self._evidence_wanted = True
        self._evidence_lent = False
        """Whether it shows what is no answer's of the conversation: a document before there are any, or the sources of
        one on another page."""
        self._page = "chat"
        self.setWindowTitle("Alcove")
        accessible.install()
        self.setMinimumSize(Size.LEAST_WIDTH, Size.LEAST_HEIGHT)
        self.setAcceptDrops(True)
        theme, tasks, notifier = services.theme, services.tasks, services.notifier
        self.session = ChatSession(services.turns, services.store, services.receipts, tasks, notifier)
        self.syncing = Syncing(services.library, tasks, notifier, services.settings)
        self.models = ModelList(services.models, tasks, notifier)
        self.downloads = DownloadList(services.hub, tasks, notifier)
        self.services = ServiceList(services.endpoints, self.models, tasks, notifier)
        self.embedders = EmbedderList(services.embedders, tasks, notifier, services.settings)
        self.embedders.settings_saved.connect(self._on_settings_saved)
        self.own = OwnSet(services.own, tasks, notifier)
        self.arena = ArenaDesk(services.arena, tasks, notifier)
        switch = Switch(services.paths.switch)
        self.privacy = Privacy(services.ledger, switch, services.settings, tasks, notifier)
        self.terms = KnownTerms(services.library, tasks)
        self.organiser = Organiser(self.session, services.store, services.transfer, tasks, notifier, services.settings)
        self.menus = ConversationMenus(self, self.organiser, self.rename)
        self.sidebar = Sidebar(theme, self.session, self.organiser, self.menus, self.syncing, brand)
        self.chooser = ModelChoice(theme, self.models)
        self.illustrator = Illustrator(tasks, services.library)
        self.prompts = PromptBook(services.prompts, tasks, notifier)
        self.compare = Compare(self.session, self.models, self.prompts, services)
        self.chat = ChatPage(
            theme, self.session, self.compare, self.syncing, self.chooser, self.illustrator, self._made_columns
        )
        self.organiser.line = lambda: self.chat.at_hand.turns
        self.completion = FilterCompletion(self.chat.composer.field, theme, services.library, tasks)
        self.input = QuestionInput(services, self.session, self.chat, self.illustrator)
        self.input.document_opened.connect(self.open_document)
        self.persona_choice = PersonaChoice(self.session, self.prompts, self.models, self.chat.composer)
        self.prompt_use = PromptUse(theme, self.prompts, self.chat.composer, self.session)
        self.input.drafts.left.connect(self.prompt_use.end)
        self.persona_picker = PersonaPicker(theme, self.persona_choice, self.prompts)
        self.chat.composer.put_beside(self.persona_picker)
        self.pages = WindowPages(self, services, lambda: self._settings)
        self._lay_out()
        self._drop = DropSign(self._root)
        self.toasts = ToastStack(theme, self.stack, Size.HEADER * 2 + Size.S8, self._root)
        self._announcer = Announcer(self, self.session, self.syncing)
        notifier.attach(self._show_notice)
        self._connect()
        self.registry = ActionRegistry(self, services.settings, tasks)
        self.rings = FocusRings(theme, self)
        self.sheets = WindowSheets(theme, self.registry, self, self._root)
        add_actions(self.registry, self, theme)
        self._geometry_timer = QTimer(self)
        self._geometry_timer.setSingleShot(True)
        self._geometry_timer.setInterval(GEOMETRY_MS)
        self._geometry_timer.timeout.connect(self._remember_geometry)
        self._restore_geometry()
        self.show_page("chat")

    # What is not on view at the start is made when it is first needed: that is half of the window's time.

    @cached_property
    def rail(self) -> Rail:
        rail = Rail(self._services.theme, self.syncing)
        rail.show_privacy(self.privacy.sign())
        rail.page_requested.connect(self.show_page)
        rail.new_requested.connect(self.new_conversation)
        rail.expand_requested.connect(self._expand_sidebar)
        rail.show_page(self._page)
        self._row.insertWidget(0, rail)
        return rail

    @cached_property
    def adder(self) -> SourceAdder:
        from alcove.desktop.adding import SourceAdder

        services = self._services
        made = SourceAdder(
            self, services.theme, self.syncing, services.settings, services.tasks, lambda: self._settings
        )
        made.settings_saved.connect(self._on_settings_saved)
        return made

    @cached_property
    def evidence(self) -> EvidencePanel:
        from alcove.desktop.evidence import EvidencePanel

        panel = EvidencePanel(
            self._services.theme, self._services.library, self._services.tasks, self.syncing.source_of, self.own
        )
        panel.setParent(self._root)
        panel.setFixedWidth(Size.RIGHT)
        panel.hide()
        panel.citation_selected.connect(self._on_citation_selected)
        panel.selection_cleared.connect(self._on_selection_cleared)
        panel.hidden_requested.connect(self._hide_evidence)
        self.registry.label(panel.hide_button, "sources.toggle", tr("Hide the sources"))
        self.syncing.items_changed.connect(panel.preview.forget)
        return panel

    def _made_columns(self) -> CompareView:
        from alcove.desktop.compare_view import CompareView

        view = CompareView(self._services, self.compare, self.models, self.prompts, self.illustrator)
        view.column_made.connect(lambda column: label_column(self.registry, column))
        view.column_made.connect(lambda column: self._announcer.follow(column.session))
        view.column_made.connect(lambda column: self.input.show_documents_in(column.messages))
        view.show_columns()
        return view

    @staticmethod
    def _import_the_rest() -> None:
        """Import what the first answer and the other pages need, off the GUI thread."""
        import alcove.desktop.answer_block
        import alcove.desktop.compare_view
        import alcove.desktop.evidence
        import alcove.desktop.get_models
        import alcove.desktop.image_page
        import alcove.desktop.library_page
        import alcove.desktop.models_page
        import alcove.desktop.other_services
        import alcove.desktop.pdf_page
        import alcove.desktop.persona_editor
        import alcove.desktop.privacy_page
        import alcove.desktop.prompt_card
        import alcove.desktop.prompt_editor
        import alcove.desktop.prompts_page
        import alcove.desktop.question_bubble
        import alcove.desktop.question_preview
        import alcove.desktop.settings_page
        import alcove.rag.completion
        import alcove.rag.mentions  # noqa: F401  # loaded ahead, used when it is opened

    def begin(self) -> None:
        """Read what the library holds, then bring it up to date; called once the window is shown."""
        self.session.refresh()
        self.models.refresh()
        self.prompts.refresh()
        self.downloads.refresh()
        self.embedders.begin()
        self.syncing.refresh()
        self.own.refresh()
        self.privacy.begin(self._settings)
        self._services.tasks.run("io", self._services.library.warm, owner=self, done=self._on_warmed)
        self.input.begin()
        self.syncing.begin(self._settings)
        self._services.tasks.run("io", self._import_the_rest, owner=self, done=self._on_rest_imported)
        self._services.tasks.run("model", self._services.models.warm, owner=self)

    @property
    def page(self) -> str:
        """The page on view."""
        return self._page

    def show_page(self, page: str) -> None:
        """Show a page; the first-start page instead while there is nothing to ask or to list."""
        self._return_evidence()
        self._page = page
        shown = "start" if self._nothing_to_show(page) else page
        page_widget = self._page_of(shown)
        self.stack.setCurrentWidget(page_widget)
        self.sidebar.show_page(page)
        if "rail" in self.__dict__:
            self.rail.show_page(page)
        self._arrange()
        target = self.chat.composer.field if shown == "chat" else page_widget
        target.setFocus()

    def open_conversation(self, conversation: Conversation, message: MessageId | None = None) -> None:
        """Show a conversation, at a message where one is named."""
        self.session.open(conversation, message)
        self.show_page("chat")
        self._close_overlays()

    def new_conversation(self) -> None:
        """Begin afresh."""
        self.session.new()
        self.show_page("chat")
        self._close_overlays()

    def use_prompt(self, prompt: Prompt) -> None:
        """Fill the input with a prompt."""
        self.show_page("chat")
        self.prompt_use.begin(prompt)

    def offer_prompts(self) -> None:
        """Offer the prompts over the input, as a slash typed there does."""
        self.show_page("chat")
        field = self.chat.composer.field
        if not field.toPlainText():
            field.insertPlainText("/")

    def manage_personas(self) -> None:
        """Show the personas."""
        self.show_page("prompts")
        self.pages.prompt_sections.show_section(PERSONAS)

    def toggle_map(self) -> None:
        """Show the open conversation as a map, or the conversation again."""
        self.show_page("chat" if self._page == "map" else "map")

    def delve(self) -> None:
        """Delve into words of an answer: those that are selected, else one of its terms."""
        if self.stack.currentWidget() is self.chat:
            self.chat.messages_at_hand.delve()

    def toggle_unsure(self) -> None:
        """Tint the words a model was unsure of, or do not."""
        self.session.show_unsure(shown=not self.session.shows_unsure)

    def attach_files(self) -> None:
        """Ask for files and give them to the question."""
        self.show_page("chat")
        self.input.choose_files()

    def open_document(self, named: AskedWith) -> None:
        """Show a document of a question beside the conversation."""
        self._evidence_lent = self._evidence_lent or not self.chat.at_hand.turns
        self.show_evidence()
        self.evidence.open_item(named.uri)

    def choose_folder(self) -> None:
        """Ask for a folder and add it."""
        self.adder.ask("folder")

    def add_sample(self) -> None:
        """Add the bundled sample library."""
        from alcove.desktop.start_page import sample_library

        self.syncing.add(sample_library(), tr("Sample library"))

    # Arranging

    def _lay_out(self) -> None:
        self._root = QWidget()
        dress(self._root, "page")
        self._row = QHBoxLayout(self._root)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.chat)
        self._row.addWidget(self.sidebar)
        self._row.addWidget(self.stack, 1)
        self.setCentralWidget(self._root)

    def _page_of(self, name: str) -> QWidget:
        page = self.chat if name == "chat" else self.pages.page(name)
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        return page

    @property
    def as_drawer(self) -> bool:
        """Whether the right side lies over the middle."""
        if self.compare.on and self.width() - Size.LEFT - Size.RIGHT < len(self.compare.columns) * Size.BESIDE_LEAST:
            return True
        return self.width() < Size.DRAWER_BELOW

    @property
    def as_rail(self) -> bool:
        """Whether the left side is reduced to icons."""
        return self.width() < Size.RAIL_BELOW

    def _arrange(self) -> None:
        drawer, rail = self.as_drawer, self.as_rail
        self._set_over(self.sidebar, over=rail)
        if rail or "rail" in self.__dict__:
            self.rail.setVisible(rail)
        self.sidebar.setVisible(not rail)
        on_chat = self.stack.currentWidget() is self.chat and bool(self.chat.at_hand.turns)
        beside = ((on_chat and self._evidence_wanted) or self._evidence_lent) and not drawer
        if beside or ("evidence" in self.__dict__):
            self._set_over(self.evidence, over=drawer)
            self.evidence.setVisible(beside)
        self.chat.sources_button.setVisible(on_chat and not beside)
        self._place_overlays()

    def _set_over(self, widget: QWidget, *, over: bool) -> None:
        """Take a column out of the row, or put it back, so that it can lie over the middle."""
        at = self._row.indexOf(widget)
        if over and at >= 0:
            self._row.removeWidget(widget)
        elif not over and at < 0:
            at_stack = self._row.indexOf(self.stack)
            self._row.insertWidget(at_stack if widget is self.sidebar else self._row.count(), widget)

    def _place_overlays(self) -> None:
        if self.as_drawer and ("evidence" in self.__dict__):
            self.evidence.setGeometry(self._root.width() - Size.RIGHT, 0, Size.RIGHT, self._root.height())
            self.evidence.raise_()
        if self.as_rail:
            self.sidebar.setGeometry(0, 0, Size.LEFT, self._root.height())
            self.sidebar.raise_()
        self.toasts.raise_()
        self._drop.setGeometry(self._root.rect().adjusted(Size.S6, Size.S6, -Size.S6, -Size.S6))

    def _close_overlays(self) -> bool:
        """Put away what lies over the middle; return whether anything did."""
        closed = False
        if self.as_rail and self.sidebar.isVisible():
            self.sidebar.hide()
            closed = True
        if self.as_drawer and ("evidence" in self.__dict__) and self.evidence.isVisible():
            if self.evidence.isAncestorOf(self.focusWidget()):
                self.chat.composer.field.setFocus()
            self.evidence.hide()
            closed = True
        if closed:
            self._arrange()
        return closed

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        """Put away what lies over the middle when something is to be written there."""
        if now is None or not self.stack.isAncestorOf(now):
            return
        if now.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self._close_overlays()

    def show_evidence(self) -> None:
        """Show the sources of the answer in view."""
        self._evidence_wanted = True
        self._arrange()
        if self.as_drawer:
            self.evidence.show()
            self.evidence.raise_()
            self.toasts.raise_()
            self.evidence.stop.setFocus()
            self.chat.sources_button.hide()

    def toggle_evidence(self) -> None:
        """Show the sources, or hide them."""
        if "evidence" in self.__dict__ and self.evidence.isVisible():
            self._hide_evidence()
        else:
            self.show_evidence()

    def _hide_evidence(self) -> None:
        if not self._evidence_lent:
            self._evidence_wanted = self.as_drawer
        self._evidence_lent = False
        self.evidence.hide()
        self._arrange()

    def _expand_sidebar(self) -> None:
        self.sidebar.show()
        self._place_overlays()
        self.sidebar.list.setFocus()

    def _nothing_to_show(self, page: str) -> bool:
        empty = self.syncing.listed and not self.syncing.sources
        return empty and (page == "library" or (page == "chat" and not self.session.turns and not self.compare.on))

    # Connecting

    def _connect(self) -> None:
        application().focusChanged.connect(self._on_focus_changed)
        self.sidebar.page_requested.connect(self.show_page)
        self.sidebar.new_requested.connect(self.new_conversation)
        self.sidebar.conversation_requested.connect(self.open_conversation)
        self.privacy.changed.connect(self._on_privacy_changed)
        self.privacy.settings_saved.connect(self._on_settings_saved)
        self.chooser.manage_requested.connect(lambda: self.show_page("models"))
        self.persona_picker.manage_requested.connect(self.manage_personas)
        self.models.changed.connect(self._on_models_changed)
        self.downloads.arrived.connect(self.models.take)
        self.downloads.failed.connect(self._on_download_failed)
        self.models.chosen.connect(self._on_model_chosen)
        self.arena.batch_answered.connect(self._on_batch_answered)
        self.persona_choice.changed.connect(self.input.measure_soon)
        self.chat.turn_in_view.connect(self._on_turn_in_view)
        self.chat.citation_clicked.connect(self._on_citation_clicked)
        self.chat.hit_clicked.connect(self._on_hit_clicked)
        self.chat.item_clicked.connect(self._on_item_clicked)
        self.chat.why_requested.connect(self._on_why_requested)
        self.chat.messages.message_added.connect(lambda message: label_message(self.registry, message))
        self.chat.sources_toggled.connect(self.toggle_evidence)
        self.chat.map_requested.connect(self.toggle_map)
        self.chat.messages.words_wanted.connect(self.terms.want)
        self.terms.found.connect(self.chat.messages.refresh_words)
        self.session.show_unsure(shown=self._services.settings.state(UNSURE_AS) == "on")
        self.session.unsure_toggled.connect(self._on_unsure_toggled)
        self.pages.settings_saved.connect(self._on_settings_saved)
        self.pages.message_chosen.connect(self._on_message_chosen)
        self.pages.citation_clicked.connect(self._on_arena_citation)
        self.pages.conversation_kept.connect(self._on_arena_kept)
        self.syncing.sources_changed.connect(self._on_sources_changed)
        self.syncing.documents_changed.connect(self.session.looks.check_again)
        self.syncing.documents_changed.connect(self.terms.forget)
        self.syncing.documents_changed.connect(self.compare.check_again)
        self.compare.changed.connect(self._on_columns_changed)
        self.compare.column_changed.connect(self._on_last_turn_changed)
        self.compare.focus_moved.connect(self._on_last_turn_changed)
        self.compare.turns_read.connect(self.input.documents.read_files_of)
        self.session.conversation_opened.connect(self._on_conversation_opened)
        session = self.session
        for signal in (session.conversation_opened, session.turn_added, session.turn_changed, session.line.changed):
            signal.connect(self._on_last_turn_changed)
        session.line.changed.connect(lambda _: self._arrange())
        session.looks.changed.connect(self._on_receipt_changed)

    def search_conversations(self) -> None:
        """Go to the search of conversations, wherever the left side is."""
        if self.as_rail:
            self._expand_sidebar()
        self.sidebar.begin_search()

    def _on_privacy_changed(self) -> None:
        sign = self.privacy.sign()
        self.sidebar.show_privacy(sign)
        if "rail" in self.__dict__:
            self.rail.show_privacy(sign)

    def _on_turn_in_view(self, turn: TurnState | None) -> None:
        if turn is not None and self.stack.currentWidget() is self.chat:
            self._evidence_lent = False
        if turn is not None or ("evidence" in self.__dict__):
            self.evidence.show_turn(turn)
        if turn is not None and self.evidence.isHidden():
            self._arrange()

    def _on_receipt_changed(self, turn: TurnState) -> None:
        if "evidence" in self.__dict__ and self.evidence.turn is turn:
            self.evidence.show_turn(turn)

    def _on_message_chosen(self, message: int) -> None:
        from alcove.chat.store import MessageId

        self.show_page("chat")
        self.session.line.go_to(MessageId(message))

    def _on_citation_clicked(self, index: int) -> None:
        self.show_evidence()
        self.evidence.select(index)

    def _on_hit_clicked(self, hit: object) -> None:
        self.show_evidence()
        self.evidence.open_hit(hit)  # type: ignore[arg-type]  # the signal carries a Hit

    def _on_arena_citation(self, turn: TurnState, index: int) -> None:
        self._evidence_lent = True
        self.evidence.show_turn(turn)
        self._arrange()
        if self.as_drawer:
            self.evidence.show()
            self.evidence.raise_()
        self.evidence.select(index)

    def _on_batch_answered(self, batch: Batch) -> None:
        """Offer to vote on what was answered unattended, where that is not on view anyway."""
        if self.pages.made("arena_page") and self.pages.arena_page.isVisible():
            return

        def vote() -> None:
            self.show_page("models")
            self.pages.model_sections.show_section(ARENA)
            self.pages.arena_page.show_queue(batch.id)

        ready = batch.counts.ready
        if ready:
            said = tr("“{name}” is answered: %n wait(s) for your vote", None, ready).format(name=batch.name)
            self._services.notifier.offer(said, tr("Vote", "to vote"), vote)
        else:
            self._services.notifier.info(tr("“{name}” is answered").format(name=batch.name))

    def _return_evidence(self) -> None:
        """Let the panel be the conversation's again."""
        if self._evidence_lent:
            self._evidence_lent = False
            self.evidence.show_turn(self.chat.at_hand.turns[-1] if self.chat.at_hand.turns else None)

    def _on_arena_kept(self, number: int) -> None:
        """Open the conversation that a match became."""

        def listed(found: list[Conversation]) -> None:
            self.session.refresh()
            kept = next((one for one in found if one.id == number), None)
            if kept is not None:
                self.open_conversation(kept)

        self._services.tasks.run("io", self._services.store.conversations, owner=self, done=listed)

    def _on_item_clicked(self, uri: str) -> None:
        self.show_evidence()
        self.evidence.open_item(uri)

    def _on_why_requested(self) -> None:
        self.show_evidence()
        self.evidence.show_why()

    def _on_last_turn_changed(self, _: object = None) -> None:
        if self.compare.on and not self.compare.answering:
            self.input.measure_soon()
        turns = self.chat.at_hand.turns
        self.own.show_turn(turns[-1] if turns else None)

    def _on_columns_changed(self) -> None:
        if self.stack.currentWidget() is not self.chat and self._page == "chat":
            self.show_page("chat")
        self._arrange()

    def _on_citation_selected(self, index: int) -> None:
        self.chat.set_current_citation(self.evidence.turn, index)
        if self._evidence_lent and self.pages.made("arena_page"):
            self.pages.arena_page.vote.ballot.set_current(self.evidence.turn, index)

    def _on_selection_cleared(self) -> None:
        self.chat.set_current_citation(None, None)
        if self.pages.made("arena_page"):
            self.pages.arena_page.vote.ballot.set_current(None, None)

    def _on_conversation_opened(self) -> None:
        if self._page == "chat":
            self.show_page("chat")
        else:
            self._arrange()

    def _on_unsure_toggled(self) -> None:
        store, kept = self._services.settings, "on" if self.session.shows_unsure else "off"
        self._services.tasks.run("io", lambda: store.remember(UNSURE_AS, kept), owner=self)

    def _on_sources_changed(self) -> None:
        self.pages.show_sources(tuple(source.name for source in self.syncing.sources))
        if self._page in ("chat", "library"):
            self.show_page(self._page)

    def _on_settings_saved(self, settings: Settings) -> None:
        """Live by changed settings: the layers below are told, then what is read by itself."""
        if settings.language != self._settings.language:
            said = tr("The window speaks another language from the next start.")
            self._services.notifier.offer(said, tr("Restart now"), self.restart_requested.emit)
        self._settings = settings
        self.settings_changed.emit(settings)
        self.syncing.use(settings)
        self.privacy.use(settings)
        self.embedders.use(settings)
        self.input.measure_soon()
        self.pages.use(settings)

    def _on_models_changed(self) -> None:
        self.session.model = self.models.selected
        at = self.models.answering
        self.session.runs_elsewhere = at is not None and at.served is not None
        self.chat.composer.set_destination(at.served if at else None)
        self.input.measure_soon()

    def _on_model_chosen(self, name: str) -> None:
        store = self._services.settings
        self._services.tasks.run("io", lambda: store.set("chat_model", name), owner=self)

    def _on_download_failed(self, error: AppError) -> None:
        if not self.pages.made("get_models") or not self.pages.get_models.isVisible():  # there its row says so
            self._services.notifier.error(error)

    def _on_rest_imported(self, _: object) -> None:
        # The panel is made by this look at it, while nobody waits, so that the first answer finds it there.
        self.evidence.show_turn(self.chat.at_hand.turns[-1] if self.chat.at_hand.turns else None)

    def _show_notice(self, notice: Notice) -> None:
        self.toasts.show_notice(notice)
        self._announcer.tell(notice)

    def _on_warmed(self, degraded: str) -> None:
        if degraded:
            self._services.notifier.warn(tr("Search works by keyword only"), told(degraded))

    def rename(self, conversation: Conversation) -> None:
        """Ask for another title of a conversation."""
        label = tr("Title", "of a conversation")
        title, taken = QInputDialog.getText(self, tr("Rename"), label, text=conversation.title)
        if taken:
            self.session.rename(conversation, title)

    # Qt

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.chat.isVisible():
            self.chat.put_in_order()
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._close_overlays():
                return
            if self.chat.busy:
                self.chat.stop()
            elif self.stack.currentWidget() is self.chat and not self.compare.on:
                self.session.line.leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._close_overlays()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._geometry_timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.input.drafts.flush()
        self._services.notifier.detach()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        found = dropped(event)
        if found.any:
            event.acceptProposedAction()
            self._drop.show_for(found)
            self._drop.raise_()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop.hide()
        found = dropped(event)
        for folder in found.folders:
            self.syncing.add(folder)
        for model in found.models:
            self.models.add(model)
        if found.files:
            self.show_page("chat")
            self.input.give(found.files)
        event.acceptProposedAction()

    def _restore_geometry(self) -> None:
        saved = self._services.settings.state("geometry")
        if not saved or not self.restoreGeometry(QByteArray.fromBase64(saved.encode())):
            self.resize(*Size.WINDOW)

    def _remember_geometry(self) -> None:
        value = bytes(self.saveGeometry().toBase64().data()).decode()
        store = self._services.settings
        self._services.tasks.run("io", lambda: store.remember("geometry", value), owner=self)
