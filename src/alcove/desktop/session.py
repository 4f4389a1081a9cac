"""The conversations of the window: which one is open, what is asked, what is still being answered.

Pages read `conversation`, `turns`, `conversations` and listen to the signals; nothing here paints. Reading and
writing the store happens on lanes, and an answer for a conversation that is no longer open is kept all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.notify import Notifier
from alcove.desktop.services import ReceiptService, StoreService, TurnService
from alcove.desktop.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from alcove.chat.kept import KeptId
    from alcove.chat.prompts import Persona
    from alcove.chat.store import Conversation, ConversationId, Message, MessageId
    from alcove.chat.turns import TurnEvent, TurnRequest
    from alcove.desktop.turn_state import TurnState
    from alcove.rag.changes import Compared, Standing
    from alcove.rag.difference import Piece
    from alcove.rag.types import AnswerFrom

TOLD_MOST = 32


class ChatSession(QObject):
    """The open conversation and all turns in flight."""

    conversations_changed = Signal()
    conversation_opened = Signal()
    turn_added = Signal(object)
    turn_changed = Signal(object)
    answer_stepped = Signal(object)
    """Another answer to a question is shown now: its turn, and what went on from it."""
    message_opened = Signal(object)
    """The conversation was opened for the sake of a message: its turn."""
    receipt_changed = Signal(object)
    """What became of a turn's sources, or what is shown of that, is something else now."""

    def __init__(
        self,
        turns: TurnService,
        store: StoreService,
        receipts: ReceiptService,
        tasks: TaskRunner,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._turns = turns
        self._store = store
        self._receipts = receipts
        self._tasks = tasks
        self._notifier = notifier
        self._naming: Task[str] | None = None
        self._live: list[tuple[TurnState, Task[TurnEvent | Conversation]]] = []
        self._wanted: ConversationId | None = None
        self._chosen: dict[MessageId | None, MessageId] = {}
        self._checking: frozenset[MessageId] = frozenset()
        self._unchecked: set[MessageId] = set()
        self.conversation: Conversation | None = None
        self.conversations: list[Conversation] = []
        self.folders: list[str] = []
        self.turns: list[TurnState] = []
        self.scope: tuple[str, ...] = ()
        self.answer_from: AnswerFrom = "documents"
        self.answer_once: AnswerFrom | None = None
        """What the next question's answer is made from, where that is not as the conversation has it."""
        self.persona_id: KeptId | None = None
        """Who was chosen to answer: None where nobody was, 0 where nobody is to."""
        self.persona: Persona | None = None
        """Who answers, chosen or by the model's default."""
        self.model = ""
        self.runs_elsewhere = False
        """Whether the model that answers is run by a service, so that no processor of ours is taken."""

    @property
    def busy(self) -> bool:
        """Whether the open conversation waits for an answer."""
        return any(turn.busy for turn in self.turns)

    def refresh(self) -> None:
        """Read the list of conversations anew."""

        def listed() -> tuple[list[Conversation], list[str]]:
            return self._store.conversations(), self._store.folders()

        self._tasks.run("io", listed, owner=self, done=self._on_listed)

    def new(self) -> None:
        """Leave the open conversation; the next question begins another."""
        self._wanted = None
        self._chosen = {}
        self.conversation, self.turns, self.scope = None, [], ()
        self.answer_from, self.answer_once, self.persona_id = "documents", None, None
        self.conversation_opened.emit()

    def open(self, conversation: Conversation, message: MessageId | None = None) -> None:
        """Read a conversation and show it, at `message` where one is named."""
        self._wanted = conversation.id

        def read(messages: list[Message]) -> None:
            if self._wanted == conversation.id:
                self._show(conversation, messages, message)

        self._tasks.run("io", lambda: self._store.messages(conversation.id), owner=self, done=read)

    def ask(self, question: str) -> None:
        """Ask in the open conversation, or in a new one."""
        if self.busy or not question.strip():
            return
        from alcove.chat.store import ConversationId
        from alcove.chat.turns import TurnRequest
        from alcove.desktop.turn_state import TurnState

        last = self.turns[-1] if self.turns else None
        answer_from, self.answer_once = self.answer_once or self.answer_from, None
        request = TurnRequest(
            self.conversation.id if self.conversation else ConversationId(0),
            question,
            (last.answer_id or last.question_id) if last else None,
            self.scope,
            self.model,
            answer_from=answer_from,
        )
        turn = TurnState(self.conversation.id if self.conversation else None, question, answer_from=answer_from)
        self.turns.append(turn)
        self.turn_added.emit(turn)
        self._start(turn, self._as_persona(request))

    def ask_again(
        self, turn: TurnState | None = None, *, compare: bool = False, answer_from: AnswerFrom | None = None
    ) -> None:
        """Answer a question once more (without a turn: the last); the earlier answer stays in the tree.

        What went on from the earlier answer stays with it. With `compare` the difference is shown at the end.
        With `answer_from` this one answer comes from there; what the conversation is set to stays.
        """
        if self.busy or not self.turns or self.conversation is None:
            return
        from alcove.chat.turns import TurnRequest

        old = turn or self.turns[-1]
        if old.question_id is None:
            # It failed before it was saved: ask as if for the first time.
            self.turns.pop()
            self.conversation_opened.emit()
            self.ask(old.question)
            return
        from alcove.desktop.turn_state import TurnState

        answer_from = answer_from or (old.answer_from if compare else self.answer_from)  # compare like with like
        new = TurnState(
            self.conversation.id, old.question, old.question_id, answer_from=answer_from,
            answers=old.answers, before=old.text, compares=compare,
        )  # fmt: skip
        self._chosen.pop(old.question_id, None)
        self.turns[self._place(old) :] = [new]
        self.conversation_opened.emit()
        request = TurnRequest(
            self.conversation.id, "", None, self.scope, self.model, regenerate=old.question_id, answer_from=answer_from
        )
        self._start(new, self._as_persona(request))

    def step_answer(self, turn: TurnState, by: int) -> None:
        """Show an earlier or later answer to the question of a turn, and what went on from it."""
        wanted = turn.number - 1 + by
        if self.busy or self.conversation is None or not 0 <= wanted < len(turn.answers):
            return
        conversation, at = self.conversation.id, self._place(turn)
        self._chosen[turn.question_id] = turn.answers[wanted]

        def read(messages: list[Message]) -> None:
            from alcove.desktop.turn_state import turns_of

            if self._wanted == conversation and not self.busy:
                self.turns[at:] = turns_of(messages, self._chosen)[at:]
                self.answer_stepped.emit(self.turns[at])
                self._check(self.turns[at:])

        self._tasks.run("io", lambda: self._store.messages(conversation), owner=self, done=read)

    def check_again(self, uris: frozenset[str] | None) -> None:
        """See whether answers of the open conversation are outdated, after these documents changed (None: any)."""
        self._check([turn for turn in self.turns if uris is None or self._checking or _used(turn, uris)])

    def compare_sources(self, turn: TurnState) -> None:
        """Show what became of the passages a turn was made from, or put that away."""
        if turn.compared is not None:
            turn.compared = None
            self.receipt_changed.emit(turn)
            return
        outdated = turn.outdated

        def compared(found: tuple[Compared, ...]) -> None:
            if turn.outdated == outdated:
                turn.compared = found
                self.receipt_changed.emit(turn)

        self._tasks.run("io", lambda: self._receipts.compared(outdated), owner=self, done=compared)

    def compare_answers(self, turn: TurnState) -> None:
        """Show how an answer differs from the one before it, or put that away."""
        if turn.answer_difference is not None:
            turn.answer_difference = None
            self.receipt_changed.emit(turn)
            return
        before, after = turn.before, turn.text

        def compare() -> tuple[Piece, ...]:
            from alcove.desktop.turn_state import plain
            from alcove.rag.difference import difference

            return difference(plain(before), plain(after))

        def compared(found: tuple[Piece, ...]) -> None:
            turn.answer_difference = found
            self.receipt_changed.emit(turn)

        self._tasks.run("io", compare, owner=self, done=compared)

    def stop(self) -> None:
        """Stop the answer of the open conversation; what is written stays."""
        for turn, task in self._live:
            if turn in self.turns:
                task.cancel()

    def set_scope(self, scope: tuple[str, ...]) -> None:
        """Ask these sources from now on; empty means all. Remembered with the conversation."""
        self.scope = scope
        if self.conversation is not None:
            conversation = self.conversation.id
            self.conversation = replace(self.conversation, scope=scope)
            self._tasks.run("io", lambda: self._store.set_scope(conversation, scope), owner=self)

    def set_answer_from(self, answer_from: AnswerFrom) -> None:
        """Make answers from this from now on. Remembered with the conversation."""
        self.answer_from = answer_from
        if self.conversation is not None:
            conversation = self.conversation.id
            self.conversation = replace(self.conversation, answer_from=answer_from)
            self._tasks.run("io", lambda: self._store.set_answer_from(conversation, answer_from), owner=self)

    def set_persona(self, persona: KeptId | None) -> None:
        """Let this persona answer from now on; 0 is nobody, None leaves it to the model's default. Remembered."""
        self.persona_id = persona
        if self.conversation is not None:
            conversation = self.conversation.id
            self.conversation = replace(self.conversation, persona=persona)
            self._tasks.run("io", lambda: self._store.set_persona(conversation, persona), owner=self)

    def rename(self, conversation: Conversation, title: str) -> None:
        """Give a conversation another title."""
        if not title.strip():
            return
        if self.conversation is not None and self.conversation.id == conversation.id:
            self.conversation = replace(self.conversation, title=title.strip(), titled="person")
        self._tasks.run(
            "io",
            lambda: self._store.rename(conversation.id, title.strip()),
            owner=self,
            done=lambda _: self.refresh(),
        )

    def delete(self, *conversations: Conversation) -> None:
        """Hide conversations and offer to bring them back."""
        ids = [one.id for one in conversations]
        for turn, task in self._live:
            if turn.conversation in ids:
                task.cancel()
        opened = next((one for one in conversations if one.id == self._wanted), None)
        if opened is not None:
            self.new()
        self._tasks.run(
            "io",
            lambda: self._store.delete(*ids),
            owner=self,
            done=lambda _: self._on_deleted(conversations, opened),
        )

    def _on_deleted(self, conversations: Sequence[Conversation], opened: Conversation | None) -> None:
        self.refresh()
        again = opened or (conversations[0] if len(conversations) == 1 else None)
        ids = [one.id for one in conversations]
        self._notifier.offer(f"Deleted {shortened(conversations)}", "Undo", lambda: self._restore(ids, again))

    def _restore(self, conversations: Sequence[ConversationId], again: Conversation | None) -> None:
        def restored(_: object) -> None:
            self.refresh()
            if again is not None:
                self.open(again)

        self._tasks.run("io", lambda: self._store.restore(*conversations), owner=self, done=restored)

    def _name(self, conversation: ConversationId) -> None:
        """Have a conversation named by the model that gave its first answer, until another turn wants that."""
        self._naming = self._tasks.iterate(
            "model",
            lambda token: self._turns.name(conversation, token),
            owner=self,
            events=lambda _: None,
            done=lambda _: self.refresh(),
            failed=lambda _: None,  # then it is called as it is
        )

    def _start(self, turn: TurnState, request: TurnRequest) -> None:
        if self._naming is not None:
            self._naming.cancel()
        from alcove.chat.titles import title_of

        title, settled, persona = title_of(turn.question), self.answer_from, self.persona_id

        def events(token: CancelToken) -> Iterator[TurnEvent | Conversation]:
            asked = request
            if not asked.conversation:
                created = self._store.create(title, request.scope, answer_from=settled, persona=persona)
                yield created
                asked = replace(request, conversation=created.id)
            yield from self._turns.run(asked, token)

        task = self._tasks.iterate(
            "service" if self.runs_elsewhere else "model",
            events,
            owner=self,
            events=lambda news: self._on_events(turn, news),
            done=lambda _: self._on_ended(turn),
            failed=lambda error: self._on_failed(turn, error),
        )
        self._live.append((turn, task))

    def _as_persona(self, request: TurnRequest) -> TurnRequest:
        return self.persona.applied(request) if self.persona is not None else request

    def _on_events(self, turn: TurnState, events: list[TurnEvent | Conversation]) -> None:
        from alcove.chat.store import Conversation

        for event in events:
            if isinstance(event, Conversation):
                turn.conversation = event.id
                if turn in self.turns:
                    self.conversation, self._wanted = event, event.id
                self.refresh()
            else:
                turn.apply(event)
        self.turn_changed.emit(turn)

    def _on_ended(self, turn: TurnState) -> None:
        if turn.busy:
            turn.phase = "stopped"
        self._leave(turn)

    def _on_failed(self, turn: TurnState, error: AppError) -> None:
        turn.fail(error)
        if turn not in self.turns:
            self._notifier.error(error)
        self._leave(turn)

    def _leave(self, turn: TurnState) -> None:
        self._live = [(one, task) for one, task in self._live if one is not turn]
        self.turn_changed.emit(turn)
        self.refresh()
        first = len(self.turns) == 1 and self.turns[0] is turn and len(turn.answers) == 1
        if first and turn.phase == "complete" and turn.served is None and turn.conversation is not None:
            self._name(turn.conversation)
        if turn in self.turns:
            self._check([turn])  # its sources may have changed while it was written
            if turn.compares and turn.text:
                self.compare_answers(turn)

    def _show(self, conversation: Conversation, messages: list[Message], at: MessageId | None = None) -> None:
        from alcove.chat.lines import line_to
        from alcove.desktop.turn_state import turns_of

        self.conversation = conversation
        self.scope, self.answer_from = conversation.scope, conversation.answer_from
        self.answer_once, self.persona_id = None, conversation.persona
        line = line_to(messages, at) if at is not None else []
        self._chosen = {message.parent_id: message.id for message in line}
        self.turns = turns_of(messages, self._chosen)
        for live, _ in self._live:
            if live.conversation != conversation.id:
                continue
            same = [n for n, turn in enumerate(self.turns) if turn.question_id == live.question_id]
            if same:
                self.turns[same[-1]] = live
            else:
                self.turns.append(live)
        self.conversation_opened.emit()
        for turn in self.turns:
            if at is not None and at in (turn.question_id, turn.answer_id):
                self.message_opened.emit(turn)
        self._check(self.turns)

    def _place(self, turn: TurnState) -> int:
        """Return where a turn stands in the open conversation; two turns may say the same."""
        return next(number for number, one in enumerate(self.turns) if one is turn)

    def _check(self, turns: Sequence[TurnState]) -> None:
        """Have the receipts of turns looked at, one look at a time, so that the newest is told last."""
        self._unchecked.update(turn.answer_id for turn in turns if turn.answer_id is not None and not turn.busy)
        if self._checking or not self._unchecked:
            return
        self._checking, self._unchecked = frozenset(self._unchecked), set()
        answers = sorted(self._checking)
        self._tasks.run(
            "io",
            lambda: self._receipts.standing(answers),
            owner=self,
            done=self._on_checked,
            failed=self._on_check_failed,
        )

    def _on_checked(self, found: dict[MessageId, tuple[Standing, ...]]) -> None:
        self._checking = frozenset()
        for turn in self.turns:
            standings = found.get(turn.answer_id, turn.standings) if turn.answer_id is not None else ()
            if standings != turn.standings:
                turn.standings = standings
                shown, turn.compared = turn.compared, None
                self.receipt_changed.emit(turn)
                if shown is not None and turn.outdated:
                    self.compare_sources(turn)
        self._check(())

    def _on_check_failed(self, error: AppError) -> None:
        self._checking = frozenset()
        self._notifier.error(error)

    def _on_listed(self, listed: tuple[list[Conversation], list[str]]) -> None:
        self.conversations, self.folders = listed
        at = self.conversation
        named = next((one for one in self.conversations if at is not None and one.id == at.id), None)
        if at is not None and named is not None and "person" not in (at.titled, named.titled):
            self.conversation = replace(at, title=named.title, titled=named.titled)
        self.conversations_changed.emit()


def _used(turn: TurnState, uris: frozenset[str]) -> bool:
    """Tell whether a turn was made from one of these documents, or from what lies in one of them."""
    return any(_lies_in(one.uri, uris) or _lies_in(one.passage.uri, uris) for one in turn.standings)


def _lies_in(uri: str, uris: frozenset[str]) -> bool:
    while uri and uri not in uris:
        uri = uri.rpartition("#")[0]
    return bool(uri)


def shortened(conversations: Sequence[Conversation]) -> str:
    """Return one title, as short as a notice wants it, or how many there are."""
    if len(conversations) != 1:
        return f"{len(conversations)} conversations"
    title = conversations[0].title
    return f"“{title}”" if len(title) <= TOLD_MOST else f"“{title[:TOLD_MOST].rstrip()}…”"
