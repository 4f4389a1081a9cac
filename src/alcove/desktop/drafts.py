"""What is typed and not sent, kept for each conversation: on a lane a moment after a pause, at once when one leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from alcove.desktop.question_documents import QuestionDocuments
from alcove.desktop.question_editor import QuestionEditor
from alcove.desktop.services import DraftService
from alcove.desktop.session import ChatSession
from alcove.desktop.tasks import TaskRunner

if TYPE_CHECKING:
    from alcove.chat.drafts import Draft
    from alcove.chat.store import ConversationId

PAUSE_MS = 500


class DraftKeeper(QObject):
    """Keep the draft of the open conversation, and bring back that of one that is opened."""

    left = Signal()
    """Another conversation is open; what was under way in the input was for the one before, whose draft is kept."""

    def __init__(
        self,
        service: DraftService,
        session: ChatSession,
        field: QuestionEditor,
        documents: QuestionDocuments,
        tasks: TaskRunner,
    ) -> None:
        super().__init__()
        self._service = service
        self._session = session
        self._field = field
        self._documents = documents
        self._tasks = tasks
        self._owner = self._open()
        self._fetched = False
        """Whether what is kept for this conversation stands in the field; before that nothing is kept."""
        self._kept_before = session.kept
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._keep)
        field.textChanged.connect(self._on_changed)
        documents.changed.connect(self._on_changed)
        session.conversation_opened.connect(self._on_opened)
        session.conversation_begun.connect(self._on_begun)

    def begin(self) -> None:
        """Bring back what was typed for the conversation that opens first, unless something is typed already."""
        self._fetch()

    def flush(self) -> None:
        """Keep what is typed now, before the window goes."""
        if self._fetched and self._timer.isActive():
            self._timer.stop()
            self._service.keep(self._number(self._owner), self._draft())

    def _open(self) -> ConversationId | None:
        return self._session.conversation.id if self._session.conversation is not None else None

    @staticmethod
    def _number(owner: ConversationId | None) -> ConversationId:
        from alcove.chat.drafts import NEW

        return NEW if owner is None else owner

    def _draft(self) -> Draft:
        from alcove.chat.drafts import Draft

        text, mentions = self._field.written()
        new = self._owner is None
        return Draft(text, mentions, self._documents.attached, self._session.kept if new else ())

    def _on_changed(self) -> None:
        if self._fetched and self._open() == self._owner:
            self._kept_before = self._session.kept
            self._timer.start()

    def _keep(self) -> None:
        owner, draft = self._number(self._owner), self._draft()
        self._tasks.run("io", lambda: self._service.keep(owner, draft), owner=self)

    def _on_begun(self) -> None:
        """Know that the conversation that was not begun yet has its first question."""
        if self._owner is None and self._fetched and self._open() is not None:
            from alcove.chat.drafts import NEW, Draft

            self._owner = self._open()
            self._timer.start()
            self._tasks.run("io", lambda: self._service.keep(NEW, Draft()), owner=self)

    def _on_opened(self) -> None:
        if self._open() == self._owner:
            return
        if self._fetched and self._timer.isActive():
            self._timer.stop()
            self._keep_of_before()
        self._owner, self._fetched = self._open(), False
        self.left.emit()
        self._field.begin_with("")
        self._documents.hold(())
        self._fetch()

    def _keep_of_before(self) -> None:
        """Keep what was typed in the conversation that was left; its documents stay with it."""
        owner = self._number(self._owner)
        draft = self._draft()
        if self._owner is None:  # another conversation's documents are kept by now
            draft = replace(draft, pinned=self._kept_before)
        self._tasks.run("io", lambda: self._service.keep(owner, draft), owner=self)

    def _fetch(self) -> None:
        owner = self._owner

        def fetched(draft: Draft) -> None:
            if owner != self._owner or self._fetched:
                return
            typed, given = self._field.toPlainText(), self._documents.attached
            if not typed:  # else the person was quicker
                self._field.begin_with(draft.text, draft.mentions)
            if owner is None and draft.pinned:
                self._session.set_kept(draft.pinned)
            self._documents.hold(tuple(dict.fromkeys((*given, *draft.attached))))
            self._fetched = True
            if typed or given:
                self._timer.start()
            self._on_begun()  # it may have been, meanwhile

        self._tasks.run("io", lambda: self._service.get(self._number(owner)), owner=self, done=fetched)
