"""The conversations of the window: which one is open, on which line, what is asked, what is still being answered.

Pages read `conversation`, `turns`, `conversations` and listen to the signals; nothing here paints. Reading and
writing the store happens on lanes, and an answer that is no longer in view is written and kept all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.line_in_view import LineInView
from alcove.desktop.notify import Notifier
from alcove.desktop.receipt_looks import ReceiptLooks
from alcove.desktop.services import ReceiptService, StoreService, TurnService
from alcove.desktop.tasks import Lane, Task, TaskRunner
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.kept import KeptId
    from alcove.chat.prompts import Persona
    from alcove.chat.store import AskedWith, Conversation, ConversationId, MessageId
    from alcove.chat.tree import Tree
    from alcove.chat.turns import TurnEvent, TurnRequest
    from alcove.desktop.turn_state import TurnState
    from alcove.rag.types import AnswerFrom

TOLD_MOST = 32


class ChatSession(QObject):
    """The open conversation and all turns in flight."""

    conversations_changed = Signal()
    conversation_opened = Signal()
    conversation_begun = Signal()
    """What was asked where no conversation was open began one."""
    turn_added = Signal(object)
    turn_changed = Signal(object)
    unsure_toggled = Signal()
    deleted = Signal(list)
    """These conversations, by number, are deleted."""

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
        self._tasks = tasks
        self._notifier = notifier
        self._naming: Task[str] | None = None
        self._live: list[tuple[TurnState, Task[TurnEvent | Conversation]]] = []
        self._wanted: ConversationId | None = None
        self.line = LineInView(store, tasks, notifier, self._live_in)
        self.looks = ReceiptLooks(receipts, tasks, notifier, lambda: self.turns)
        self.line.turns_read.connect(self.looks.check)
        self.line.changed.connect(lambda at: self.looks.check(self.turns[at:]))
        self.conversation: Conversation | None = None
        self.conversations: list[Conversation] = []
        self.folders: list[str] = []
        self.sought: TurnState | None = None
        """The turn of the message that the conversation was opened for the sake of."""
        self.scope: tuple[str, ...] = ()
        self.answer_from: AnswerFrom = "documents"
        self.answer_once: AnswerFrom | None = None
        """What the next question's answer is made from, where that is not as the conversation has it."""
        self.persona_id: KeptId | None = None
        """Who was chosen to answer: None where nobody was, 0 where nobody is to."""
        self.persona: Persona | None = None
        """Who answers, chosen or by the model's default."""
        self.kept: tuple[AskedWith, ...] = ()
        """The documents every question here is asked with."""
        self.model = ""
        self.shows_unsure = False
        """Whether words a model was unsure of are tinted."""
        self.runs_elsewhere = False
        """Whether the model that answers is run by a service, so that no processor of ours is taken."""

    @property
    def turns(self) -> list[TurnState]:
        """The line of the open conversation that is in view."""
        return self.line.turns

    @property
    def busy(self) -> bool:
        """Whether the line in view waits for an answer."""
        return bool(self.turns) and self.turns[-1].busy

    def refresh(self) -> None:
        """Read the list of conversations anew."""

        def listed() -> tuple[list[Conversation], list[str]]:
            return self._store.conversations(), self._store.folders()

        self._tasks.run("io", listed, owner=self, done=self._on_listed)

    def new(self) -> None:
        """Leave the open conversation; the next question begins another."""
        self._wanted = None
        self.kept = () if self.conversation is not None or self.turns else self.kept  # those of the draft stay with it
        self.line.clear()
        self.conversation, self.sought, self.scope = None, None, ()
        self.answer_from, self.answer_once, self.persona_id = "documents", None, None
        self.conversation_opened.emit()

    def open(self, conversation: Conversation, message: MessageId | None = None) -> None:
        """Read a conversation and show it, on the line to `message` and there where one is named."""
        self._wanted = conversation.id

        def shown() -> None:
            self.conversation = conversation
            self.scope, self.answer_from = conversation.scope, conversation.answer_from
            self.answer_once, self.persona_id, self.kept = None, conversation.persona, conversation.documents
            self.sought = self.line.turn_of(message)
            self.conversation_opened.emit()
            self.looks.check(self.turns)

        self.line.open(conversation.id, shown, message)

    def begin(self, conversation: Conversation) -> None:
        """Be in a conversation that begins with what was asked, here or in columns."""
        self.conversation, self._wanted = conversation, conversation.id
        self.line.begin(conversation.id)
        self.refresh()
        self.conversation_begun.emit()

    def lead(self, tree: Tree, end: MessageId | None) -> None:
        """Show the line of the open conversation to `end` of a tree that was read."""
        conversation = self.conversation
        if conversation is not None:
            self.sought = None
            self.line.open(conversation.id, self._on_led, to=(tree, end))

    def note_compared(self, conversation: ConversationId, *, compared: bool) -> None:
        """Take in that a conversation is asked side by side from now on, or no more."""
        if self.conversation is not None and self.conversation.id == conversation:
            self.conversation = replace(self.conversation, compared=compared)
        if any(one.id == conversation and one.compared != compared for one in self.conversations):
            self.refresh()

    def ask(self, question: str, asked_with: tuple[AskedWith, ...] = ()) -> None:
        """Ask in the open conversation, or in a new one, with documents and files."""
        if self.busy or not question.strip():
            return
        turn = self._turn(question, asked_with)
        self.answer_once = None
        self.line.add(turn)
        self.turn_added.emit(turn)
        self._start(turn, self._as_persona(self._request(turn)))

    def request(self, question: str, asked_with: tuple[AskedWith, ...] = ()) -> TurnRequest:
        """Return what asking this here and now would ask."""
        return self._as_persona(self._request(self._turn(question, asked_with)))

    def _turn(self, question: str, asked_with: tuple[AskedWith, ...]) -> TurnState:
        from alcove.desktop.turn_state import TurnState

        return TurnState(
            self.conversation.id if self.conversation else None, question, parent=self.line.end,
            answer_from=self.answer_once or self.answer_from, asked_with=asked_with,
        )  # fmt: skip

    def ask_edited(self, turn: TurnState, question: str) -> None:
        """Ask the question of a turn put differently, beside it; what went on from it stays with it.

        An answer to it that is under way ends: it is not wanted any more. What is written of it stays.
        """
        if not question.strip():
            return
        from alcove.desktop.turn_state import TurnState

        if turn.busy:
            self.stop()
        new = TurnState(
            turn.conversation, question.strip(), parent=turn.parent, questions=self.line.versions(turn),
            answer_from=self.answer_from, delve=turn.delve, asked_with=turn.still_asked_with(question),
        )  # fmt: skip
        self.line.replace(turn, new)
        self._start(new, self._as_persona(self._request(new)))

    def ask_again(
        self, turn: TurnState | None = None, *, compare: bool = False, answer_from: AnswerFrom | None = None
    ) -> None:
        """Answer a question once more (without a turn: the last); the earlier answer stays in the tree.

        What went on from the earlier answer stays with it. With `compare` the difference is shown at the end.
        With `answer_from` this one answer comes from there; what the conversation is set to stays.
        """
        if self.busy or not self.turns or self.conversation is None:
            return
        old = turn or self.turns[-1]
        if old.question_id is None:
            # It failed before it was saved: ask as if for the first time.
            self.line.drop_last()
            self.ask(old.question, old.asked_with)
            return
        from alcove.desktop.turn_state import TurnState

        answer_from = answer_from or (old.answer_from if compare else self.answer_from)  # compare like with like
        new = TurnState(
            self.conversation.id, old.question, old.question_id, answer_from=answer_from, parent=old.parent,
            questions=old.questions, answers=old.answers, before=old.text, compares=compare, delve=old.delve,
            asked_with=old.asked_with,
        )  # fmt: skip
        self.line.replace(old, new)
        request = replace(self._request(new), question="", parent=None, regenerate=old.question_id)
        self._start(new, self._as_persona(request))

    def go_on(self, turn: TurnState) -> None:
        """Let the model that wrote an answer go on where it was stopped or cut; the shorter one stays beside it."""
        if not self.busy and turn.unfinished:
            self._continue(turn, "")

    def go_on_with(self, turn: TurnState, number: int, other: int) -> None:
        """Let the model that wrote an answer say another word it thought of, and go on from that, beside the answer."""
        if self.busy or turn.busy or turn.answer_id is None:
            return
        unsure = turn.unsure[number]

        def begin(raw: str) -> None:
            if turn in self.turns and not self.busy:
                self._continue(turn, unsure.instead(raw, unsure.others[other][0]))

        self.tell_raw(turn, begin)

    def tell_raw(self, turn: TurnState, tell: Callable[[str], None]) -> None:
        """Read what an answer's model wrote, and tell it."""
        answer = turn.answer_id
        if answer is not None:
            self._tasks.run("io", lambda: self._store.raw(answer), owner=self, done=tell)

    def _continue(self, turn: TurnState, begin_with: str) -> None:
        from alcove.desktop.turn_state import TurnState

        new = TurnState(
            turn.conversation, turn.question, turn.question_id, answer_from=turn.answer_from, parent=turn.parent,
            questions=turn.questions, answers=turn.answers, before=turn.text, delve=turn.delve,
            asked_with=turn.asked_with,
        )  # fmt: skip
        self.line.replace(turn, new)
        request = replace(
            self._request(new), question="", parent=None, continues=turn.answer_id, model=turn.model,
            begin_with=begin_with, delve=None,
        )  # fmt: skip
        self._start(new, request, lane="model")

    def delve(self, turn: TurnState, start: int, end: int) -> None:
        """Have words of an answer explained, beside the conversation; what was delved into already is shown again."""
        from alcove.chat.delve import phrase_of
        from alcove.chat.tree import Delve
        from alcove.desktop.turn_state import TurnState

        phrase = phrase_of(turn.text, start, end)
        if turn.busy or turn.answer_id is None or not phrase:
            return
        known = [node for node in turn.delves if node.delve and node.delve.phrase.casefold() == phrase.casefold()]
        if known:
            self.line.go_to(known[-1].id)
            return
        new = TurnState(
            turn.conversation, phrase, parent=turn.answer_id, answer_from=self.answer_from,
            delve=Delve(phrase, start, end),
        )  # fmt: skip
        self.line.enter(new)
        self._start(new, self._request(new))

    def show_unsure(self, *, shown: bool) -> None:
        """Tint words a model was unsure of from now on, or do not."""
        self.shows_unsure = shown
        self.unsure_toggled.emit()

    def delete_message(self, turn: TurnState, *, answer: bool) -> None:
        """Hide the question of a turn, or its answer, with all that follows it, and offer to bring it back."""
        gone = self.line.under(turn, answer=answer)
        for one, task in self._live:
            if one.end in gone:
                task.cancel()
        self.line.delete(turn, answer=answer)

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

    def set_kept(self, kept: tuple[AskedWith, ...]) -> None:
        """Ask every question here with these documents from now on. Remembered with the conversation."""
        self.kept = kept
        if self.conversation is not None:
            conversation = self.conversation.id
            self.conversation = replace(self.conversation, documents=kept)
            self._tasks.run("io", lambda: self._store.set_documents(conversation, kept), owner=self)

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
        self.deleted.emit(ids)
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
        words = tr("Deleted {what}").format(what=shortened(conversations))
        self._notifier.offer(words, tr("Undo"), lambda: self._restore(ids, again))

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

    def _start(self, turn: TurnState, request: TurnRequest, *, lane: Lane | None = None) -> None:
        if self._naming is not None:
            self._naming.cancel()
        from alcove.chat.titles import title_of

        title, settled, persona, kept = title_of(turn.spoken), self.answer_from, self.persona_id, self.kept

        def events(token: CancelToken) -> Iterator[TurnEvent | Conversation]:
            asked = request
            if not asked.conversation:
                created = self._store.create(title, request.scope, answer_from=settled, persona=persona, documents=kept)
                yield created
                asked = replace(request, conversation=created.id)
            yield from self._turns.run(asked, token)

        task = self._tasks.iterate(
            lane or ("service" if self.runs_elsewhere else "model"),
            events,
            owner=self,
            events=lambda news: self._on_events(turn, news),
            done=lambda _: self._on_ended(turn),
            failed=lambda error: self._on_failed(turn, error),
        )
        self._live.append((turn, task))

    def _on_events(self, turn: TurnState, events: list[TurnEvent | Conversation]) -> None:
        from alcove.chat.store import Conversation

        placed = turn.answer_id
        for event in events:
            if isinstance(event, Conversation):
                turn.conversation = event.id
                if turn in self.turns:
                    self.begin(event)
                else:
                    self.refresh()
            else:
                turn.apply(event)
        self.turn_changed.emit(turn)
        if turn.answer_id != placed:
            for other in self.line.note(turn):
                self.turn_changed.emit(other)

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
        first = self.turns == [turn] and len(turn.answers) == len(turn.questions) == 1
        if first and turn.phase == "complete" and turn.served is None and turn.conversation is not None:
            self._name(turn.conversation)
        if turn in self.turns:
            self.looks.check([turn])  # its sources may have changed while it was written
            if turn.compares and turn.text:
                self.looks.compare_answers(turn)

    def _request(self, turn: TurnState) -> TurnRequest:
        from alcove.chat.store import ConversationId
        from alcove.chat.turns import TurnRequest

        conversation = turn.conversation if turn.conversation is not None else ConversationId(0)
        return TurnRequest(
            conversation, turn.question, turn.parent, self.scope, self.model, answer_from=turn.answer_from,
            asked_with=turn.asked_with, kept=self.kept, delve=turn.delve, tells_sure=self.shows_unsure,
        )  # fmt: skip

    def _as_persona(self, request: TurnRequest) -> TurnRequest:
        return self.persona.applied(request) if self.persona is not None else request

    def _live_in(self, conversation: ConversationId | None) -> list[TurnState]:
        """Return the turns of a conversation that are being answered, in view or not."""
        return [turn for turn, _ in self._live if turn.conversation == conversation]

    def _on_led(self) -> None:
        self.conversation_opened.emit()
        self.looks.check(self.turns)

    def _on_listed(self, listed: tuple[list[Conversation], list[str]]) -> None:
        self.conversations, self.folders = listed
        at = self.conversation
        named = next((one for one in self.conversations if at is not None and one.id == at.id), None)
        if at is not None and named is not None and "person" not in (at.titled, named.titled):
            self.conversation = replace(at, title=named.title, titled=named.titled)
        self.conversations_changed.emit()


def shortened(conversations: Sequence[Conversation]) -> str:
    """Return one title, as short as a notice wants it, or how many there are."""
    if len(conversations) != 1:
        return tr("%n conversation(s)", None, len(conversations))
    title = conversations[0].title
    return tr("“{title}”").format(title=title if len(title) <= TOLD_MOST else f"{title[:TOLD_MOST].rstrip()}…")
