"""Side by side: the columns of the open conversation, what is asked in them, and how it goes on. It paints nothing.

Pages read `columns` and listen to the signals. Models here answer in turn on their lane, a step of each, those of
services on theirs; one that has no room in memory beside another waits until that one is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.errors import AppError
from alcove.desktop.column_session import ColumnSession
from alcove.desktop.column_writer import ColumnWriter
from alcove.desktop.compare_rounds import Figures, Round, counted, figures_of, round_of
from alcove.desktop.contender_words import settings_words
from alcove.desktop.model_list import ModelList, name_words, short_name
from alcove.desktop.notify import Notifier
from alcove.desktop.prompt_book import PromptBook
from alcove.desktop.services import Services
from alcove.desktop.session import ChatSession
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.records import Column
    from alcove.chat.store import AskedWith, Conversation, ConversationId, Message
    from alcove.chat.tree import Tree
    from alcove.desktop.turn_state import TurnState
    from alcove.models.types import ModelInfo, Served

LAST = "compared"
"""Under which the contenders of the columns that were there last are remembered."""


class Compare(QObject):
    """The columns of the open conversation; none where it is asked in one line."""

    changed = Signal()
    """There are other columns now, or none."""
    column_changed = Signal(object)
    """Who answers in a column, or what is told of it, is something else now."""
    turns_read = Signal(list)
    """What was asked in a column, and answered, was read."""
    focus_moved = Signal()
    """Another column is the one that is worked in."""

    def __init__(self, session: ChatSession, models: ModelList, book: PromptBook, services: Services) -> None:
        super().__init__()
        self._session = session
        self._models = models
        self._book = book
        self._services = services
        self._store, self._tasks = services.store, services.tasks
        self._notifier: Notifier = services.notifier
        self._away: dict[ConversationId, list[ColumnSession]] = {}
        """Columns of conversations that were left while they were answering."""
        self._opens = 0
        self._focused = 0
        self._named: ConversationId | None = None
        """The conversation that was named last after an answer of one of its columns."""
        self._ending: ColumnSession | None = None
        """The column to go on from, once nothing is answered any more."""
        self._marking = False
        self._writer = ColumnWriter(services.store, services.tasks, services.notifier)
        self._writer.written.connect(lambda number, on: session.note_compared(number, compared=on))
        self.columns: list[ColumnSession] = []
        session.conversation_opened.connect(self._on_opened)
        session.deleted.connect(self._on_conversations_deleted)
        models.changed.connect(self._find_models)
        book.changed.connect(self._find_models)

    # What there is

    @property
    def on(self) -> bool:
        """Whether the open conversation is asked side by side."""
        return bool(self.columns)

    @property
    def busy(self) -> bool:
        """Whether a column that is asked by the one input waits for an answer, or is being read."""
        return any(one.busy or not one.led for one in self.columns if one.column.synced)

    @property
    def answering(self) -> bool:
        """Whether any column waits for an answer."""
        return any(one.busy for one in self.columns)

    @property
    def can_begin(self) -> bool:
        """Whether columns can begin at the line in view: no answer is on its way there, and it is no delve."""
        return not self._session.busy and not self._session.line.trail

    @property
    def can_add(self) -> bool:
        """Whether there is room for another column beside those there are."""
        if not self.on:
            return False
        from alcove.chat.contenders import MOST

        return len(self.columns) < MOST

    @property
    def focused(self) -> ColumnSession | None:
        """The column that is worked in."""
        return self.columns[min(self._focused, len(self.columns) - 1)] if self.columns else None

    @property
    def destinations(self) -> list[Served]:
        """Who beyond this computer gets what is asked by the one input."""
        served = [info.served for one in self.columns if one.column.synced and (info := self.model_of(one))]
        return list(dict.fromkeys(one for one in served if one is not None and one.leaves))

    def model_of(self, session: ColumnSession) -> ModelInfo | None:
        """Return the model of a column, if it is still there."""
        return next((info for info in self._models.infos if info.name == session.model), None)

    def name_of(self, session: ColumnSession) -> str:
        """Return what a column is called: by its model, and by what sets it apart from others with the same one."""
        name = self._plain_name(session)
        alike = [one for one in self.columns if self._plain_name(one) == name]
        return name if len(alike) < 2 else f"{name} ({alike.index(session) + 1})"

    def names_in(self, beside: Round) -> list[str]:
        """Return what answers to a question are called: as their columns, or by the model where that was another."""
        names = [
            self.name_of(session) if turn.model in ("", session.model) else self._model_name(turn.model)
            for session, turn in beside
        ]
        alike = [names[: at + 1].count(name) if names.count(name) > 1 else 0 for at, name in enumerate(names)]
        return [f"{name} ({number})" if number else name for name, number in zip(names, alike, strict=True)]

    def _model_name(self, model: str) -> str:
        info = next((info for info in self._models.infos if info.name == model), None)
        return name_words(info) if info is not None else short_name(model)

    def _plain_name(self, session: ColumnSession) -> str:
        from alcove.chat.contenders import contender

        words = settings_words(contender(session.column.contender).settings)
        name = self._model_name(session.model)
        return f"{name}, {words}" if words else name

    def beside(self, session: ColumnSession, turn: TurnState) -> Round:
        """Return the turns of all columns that were asked what one was asked, itself among them."""
        return round_of(self.columns, session, turn)

    def figures(self, session: ColumnSession) -> Figures | None:
        """Return how the last answer of a column went; None where no model wrote one, or it is being written."""
        return figures_of(self.columns, session)

    # What a person does

    def toggle(self) -> None:
        """Ask side by side, or go on in one line: that of the column that is worked in."""
        if self.focused is not None:
            self.continue_from(self.focused)
        elif self.can_begin:
            self._begin()

    def focus(self, session: ColumnSession) -> None:
        """Say which column is worked in."""
        if session in self.columns and session is not self.focused:
            self._focused = self.columns.index(session)
            self.focus_moved.emit()

    def can_ask(self, only: ColumnSession | None = None) -> bool:
        """Tell whether a question can go to all columns that are in step, or to one alone; say so where none is."""
        asked = self._asked(only)
        if not asked:
            self._notifier.warn(
                tr("No column is asked with the others"), tr("Put one in step again, or ask it in its own field.")
            )
        begins = self._session.conversation is None and self.answering  # elsewhere, and is not there yet
        ready = all(one.led and not one.busy for one in asked) and self._ending is None and not begins
        return bool(asked) and ready

    def ask(self, question: str, asked_with: tuple[AskedWith, ...] = (), *, only: ColumnSession | None = None) -> None:
        """Ask all columns that are in step, or one alone, with documents and files."""
        if not question.strip() or not self.can_ask(only):
            return
        asked = self._asked(only)
        once, self._session.answer_once = self._session.answer_once, None
        turns = [one.put(question, once, asked_with) for one in asked]
        leaves = [turn.parent for turn in turns]
        conversation, settled, documents = self._session.conversation, asked[0].column, self._session.kept

        def keep() -> tuple[Conversation, list[Message]]:
            from alcove.chat.titles import title_of

            talk = conversation or self._store.create(
                title_of(turns[0].spoken), settled.scope, answer_from=settled.answer_from, persona=settled.persona,
                documents=documents,
            )  # fmt: skip
            return talk, self._store.questions_after(talk.id, leaves, question, asked_with)

        def kept(found: tuple[Conversation, list[Message]]) -> None:
            talk, messages = found
            if conversation is None and asked[0] in self.columns:
                self._session.begin(replace(talk, compared=True))
                self._save()
            rows = list(zip(asked, turns, messages, strict=True))
            rows.sort(key=lambda row: not self._is_loaded(row[0]))  # others make room for what has to be loaded
            for one, turn, message in rows:
                one.answer(turn, talk, message)

        def failed(error: AppError) -> None:
            for one, turn in zip(asked, turns, strict=True):
                turn.fail(error)
                one.turn_changed.emit(turn)

        self._tasks.run("io", keep, owner=self, done=kept, failed=failed)

    def stop(self) -> None:
        """Stop the answers of all columns; what is written stays."""
        for one in self.columns:
            one.stop()

    def check_again(self, uris: frozenset[str] | None) -> None:
        """See whether answers are outdated, after these documents changed (None: any)."""
        for one in self.columns:
            one.looks.check_again(uris)

    def change(self, session: ColumnSession, column: Column) -> None:
        """Let another model, or the same one otherwise, answer in a column from now on."""
        session.use(replace(column, leaf=session.column.leaf))
        self._find_models()
        self._save()

    def change_all(self, like: Column) -> None:
        """Let all columns be asked and answer as one does, each with its own model and its own place."""
        for one in self.columns:
            mine = one.column
            one.use(replace(like, contender=mine.contender, synced=mine.synced, leaf=mine.leaf))
        self._find_models()
        self._save()

    def set_synced(self, session: ColumnSession, *, on: bool) -> None:
        """Let a column be asked by the one input, or by its own alone."""
        self.change(session, replace(session.column, synced=on))

    def add(self) -> None:
        """Put another column beside the last: a model that is in none yet, or the first one's."""
        from alcove.chat.columns import added

        taken = {one.model for one in self.columns}
        other = next((name for name in self._usable() if name not in taken), self.columns[0].model)
        try:
            columns = added(self._kept(), other)
        except AppError as error:
            self._notifier.error(error)
            return
        self._lead(columns, [*self.columns, None], self._session.conversation)

    def remove(self, session: ColumnSession) -> None:
        """Take a column away; where one alone is left, the conversation goes on in its line."""
        from alcove.chat.columns import removed

        at = self.columns.index(session)
        left = [one for one in self.columns if one is not session]
        if not removed(self._kept(), at):
            self.continue_from(left[0])
            return
        session.stop()
        self._set(left)
        self._save()

    def carry(self, session: ColumnSession) -> None:
        """Let all columns go on from the last answer of one."""
        from alcove.chat.columns import carried

        answer = session.end
        if answer is not None and not self.answering:
            self._lead(carried(self._kept(), answer), list(self.columns), self._session.conversation)

    def continue_from(self, session: ColumnSession) -> None:
        """Go on in one line, that of a column; the others stay in the tree. What is being written ends first."""
        self._ending = session
        self.stop()
        if not self.answering:
            self._end()

    # How it is kept

    def _begin(self) -> None:
        """Open columns on the line in view, with those who were compared last or else with another model."""
        from alcove.chat.records import Column

        at = self._models.answering
        session, conversation = self._session, self._session.conversation
        if conversation is not None and conversation.compared:  # a message was sought, that none may show
            self._read(conversation)
            return
        if at is None:
            self._notifier.warn(tr("There is no model to compare with"), tr("Add one on the page Models."))
            return
        like = Column(
            at.name, session.persona_id, "", session.scope, session.answer_from, leaf=session.line.end
        )  # fmt: skip
        usable = self._usable()

        def read() -> tuple[tuple[Column, ...], Tree]:
            from alcove.chat.columns import again, begun
            from alcove.chat.tree import Tree

            last = again(like, self._services.settings.state(LAST), usable)
            columns = last or begun(like, usable, self._services.models.model_settings(at.name))
            return columns, Tree(self._store.nodes(conversation.id) if conversation else ())

        def done(found: tuple[tuple[Column, ...], Tree]) -> None:
            if _same(session.conversation, conversation) and not session.busy and not self.columns:
                self._focused = 0
                self._lead_in(found[0], [None] * len(found[0]), conversation, found[1])

        self._tasks.run("io", read, owner=self, done=done)

    def _on_opened(self) -> None:
        """Another conversation is open: show its columns, where it has some."""
        self._opens += 1
        self._ending = None
        for one in self.columns:
            if one.busy and one.conversation is not None:
                self._away[one.conversation.id] = self.columns
        self._away = {talk: held for talk, held in self._away.items() if any(one.busy for one in held)}
        conversation = self._session.conversation
        self._focused = 0
        wanted = conversation is not None and conversation.compared and self._session.sought is None
        if conversation is not None and wanted and conversation.id in self._away:
            self._set(self._away.pop(conversation.id))
            return
        self._set([])
        if conversation is not None and wanted:
            self._read(conversation)

    def _read(self, conversation: Conversation) -> None:
        """Read the columns of a conversation and show them."""
        opening = self._opens

        def read() -> tuple[tuple[Column, ...], Tree]:
            from alcove.chat.columns import standing
            from alcove.chat.tree import Tree

            tree = Tree(self._store.nodes(conversation.id))
            return standing(self._store.columns(conversation.id), tree), tree

        def done(found: tuple[tuple[Column, ...], Tree]) -> None:
            if opening == self._opens:
                self._lead_in(found[0], [None] * len(found[0]), conversation, found[1])

        self._tasks.run("io", read, owner=self, done=done)

    def _lead(
        self, columns: Sequence[Column], sessions: Sequence[ColumnSession | None], conversation: Conversation | None
    ) -> None:
        """Read the tree, and lead each column where it stands now."""

        def read() -> Tree:
            from alcove.chat.tree import Tree

            return Tree(self._store.nodes(conversation.id) if conversation else ())

        self._tasks.run("io", read, owner=self, done=lambda tree: self._lead_in(columns, sessions, conversation, tree))

    def _lead_in(
        self,
        columns: Sequence[Column],
        sessions: Sequence[ColumnSession | None],
        conversation: Conversation | None,
        tree: Tree,
    ) -> None:
        """Show columns, those that are there already as the same; lead those that do not stand where they are to."""
        from alcove.chat.columns import apart

        if not _same(self._session.conversation, conversation):
            return
        leaves = [one.leaf for one in columns]
        shown = []
        for at, (column, known) in enumerate(zip(columns, sessions, strict=True)):
            session = known or self._made(column)
            leads = (known is None or session.end != column.leaf) and not session.busy
            session.use(column)
            if conversation is not None and leads:
                session.conversation = conversation
                session.lead(apart(tree, leaves, at), column.leaf)
            shown.append(session)
        self._set(shown)
        self._save()

    def _asked(self, only: ColumnSession | None) -> list[ColumnSession]:
        return [only] if only is not None else [one for one in self.columns if one.column.synced]

    def _made(self, column: Column) -> ColumnSession:
        services = self._services
        made = ColumnSession(
            column, self._session, services.turns, services.store, services.receipts, self._tasks,
            self._notifier,
        )  # fmt: skip
        made.moved.connect(self._save)
        made.asked.connect(lambda question, asked_with: self.ask(question, asked_with, only=made))
        made.messages_deleted.connect(self._on_messages_deleted)
        made.began.connect(self._on_began)
        for told in (made.conversation_opened, made.turn_added, made.line.changed):
            told.connect(lambda *_: self.column_changed.emit(made))
        made.conversation_opened.connect(lambda: self.turns_read.emit(made.turns))
        made.line.turns_read.connect(self.turns_read)
        for told in (made.conversation_opened, made.line.changed, made.line.turns_read):
            told.connect(lambda *_: self._mark_beside())
        made.turn_changed.connect(lambda turn: self._on_turn_changed(made, turn))
        return made

    def _set(self, columns: list[ColumnSession]) -> None:
        if columns == self.columns == []:
            return
        self.columns = columns
        self._find_models()
        self.changed.emit()

    def _find_models(self) -> None:
        """Find out who answers in each column."""
        from alcove.chat.contenders import contender

        for one in self.columns:
            one.model = contender(one.column.contender).model
            info = self.model_of(one)
            one.runs_elsewhere = info is not None and info.served is not None
            wanted = one.column.persona if one.column.persona is not None else self._book.defaults.get(one.model)
            kept = next((kept for kept in self._book.personas if kept.id == wanted), None)
            one.persona = kept.content if kept is not None else None
            self.column_changed.emit(one)

    def _on_turn_changed(self, session: ColumnSession, turn: TurnState) -> None:
        self.column_changed.emit(session)
        if session in self.columns and not turn.busy:
            self._mark_beside()
            for other in self.columns:
                if other is not session:
                    self.column_changed.emit(other)  # another one may be the quickest now
        if not self.answering:
            self._all_answered()

    def _on_began(self) -> None:
        if not self.answering:
            self._all_answered()

    def _all_answered(self) -> None:
        """No column waits for an answer any more: name the conversation where it is new, or leave the columns."""
        for one in self.columns:
            if one.unnamed is not None and one.unnamed != self._named:
                self._named = one.unnamed
                one.name()
        if self._ending is not None:
            self._end()

    def _mark_beside(self) -> None:
        """Note with each turn how many answers there are to lay side by side."""
        if not self._marking:
            self._marking = True
            for session, turn, count in counted(self.columns):
                turn.beside = count
                session.turn_changed.emit(turn)
            self._marking = False

    def _on_conversations_deleted(self, conversations: list[ConversationId]) -> None:
        """Stop what is answered in conversations that are gone."""
        for held in (self.columns, *self._away.values()):
            for one in held:
                if one.conversation is not None and one.conversation.id in conversations:
                    one.stop()

    def _on_messages_deleted(self) -> None:
        """Lead the columns anew: what was deleted in one, or brought back, may have stood in others."""
        conversation = self._session.conversation
        if conversation is None:
            return

        def read() -> Tree:
            from alcove.chat.tree import Tree

            return Tree(self._store.nodes(conversation.id))

        ends = [(one, one.end) for one in self.columns]

        def done(tree: Tree) -> None:
            from alcove.chat.columns import standing

            for one, end in ends:
                if end is not None and end not in tree:
                    one.let_go(tree)
            self._lead_in(standing(self._kept(), tree), list(self.columns), conversation, tree)

        self._tasks.run("io", read, owner=self, done=done)

    def _end(self) -> None:
        """Leave the columns for the line of one of them."""
        session, conversation = self._ending, self._session.conversation
        if session is None:
            return
        column, leaf = session.column, session.end
        contenders = [one.column.contender for one in self.columns]

        def read() -> Tree:
            from alcove.chat.columns import remembered
            from alcove.chat.tree import Tree

            self._services.settings.remember(LAST, remembered(contenders))
            return Tree(self._store.nodes(conversation.id) if conversation else ())

        def done(tree: Tree) -> None:
            if self._ending is not session:
                return
            self._ending = None
            if conversation is not None:
                self._session.note_compared(conversation.id, compared=False)
                self._writer.write(conversation.id, ())
                self._session.lead(tree, leaf)
            self._set([])
            self._go_on_as(column)

        self._tasks.run("io", read, owner=self, done=done)

    def _go_on_as(self, column: Column) -> None:
        """Let who answered in a column answer in the conversation."""
        from alcove.chat.contenders import contender

        self._session.set_scope(column.scope)
        self._session.set_answer_from(column.answer_from)
        model, at = contender(column.contender).model, self._models.answering
        if at is not None and at.name != model and any(info.name == model for info in self._models.infos):
            self._models.choose(model)
        if column.persona != self._session.persona_id:
            self._session.set_persona(column.persona)
            self._book.changed.emit()  # whoever shows it finds out anew

    def _kept(self) -> tuple[Column, ...]:
        """Return the columns as they stand now."""
        return tuple(replace(one.column, leaf=one.end) for one in self.columns)

    def _save(self) -> None:
        if self._session.conversation is not None and self.columns and self._ending is None:
            self._writer.write(self._session.conversation.id, self._kept())

    def _usable(self) -> list[str]:
        """Return the models that can be put into a column: those on this computer first."""
        usable = [info for info in self._models.infos if not info.crashed]
        return [info.name for info in sorted(usable, key=lambda info: (info.served is not None, info.trial))]

    def _is_loaded(self, session: ColumnSession) -> bool:
        info = self.model_of(session)
        return info is not None and info.loaded


def _same(one: Conversation | None, other: Conversation | None) -> bool:
    """Tell whether two are the same conversation, whatever became of its title."""
    return (one.id if one else None) == (other.id if other else None)
