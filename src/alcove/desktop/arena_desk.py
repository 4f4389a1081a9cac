"""The arena as the window has it: the match in view, what is being answered, batches and ratings. It paints nothing.

Views read and listen; the database and the models are asked on lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.notify import Notifier
from alcove.desktop.services import ArenaService
from alcove.desktop.tasks import Lane, Task, TaskRunner
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.chat.arena import Answering
    from alcove.chat.arena_store import Asked, Batch, BatchId, Counts, Match, MatchId, Terms
    from alcove.chat.contenders import Contender
    from alcove.chat.ratings import Table
    from alcove.models.types import Served


class Run:
    """Answers being written for a match or a batch, on the lane of the models here, that of services, or both."""

    def __init__(self) -> None:
        self.tasks: list[Task[Answering]] = []
        self.left = 0
        self.steps: dict[Lane, Answering] = {}
        self.sent: Served | None = None
        """Who got the question beyond this computer."""

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps.values())

    @property
    def total(self) -> int:
        return sum(step.total for step in self.steps.values())


class ArenaDesk(QObject):
    """The match in view and everything around it."""

    match_changed = Signal()
    progress_changed = Signal()
    batches_changed = Signal()
    ratings_changed = Signal()
    batch_answered = Signal(object)
    """A batch of which nothing is left to be answered."""

    def __init__(self, arena: ArenaService, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._arena = arena
        self._tasks = tasks
        self._notifier = notifier
        self._batch_runs: dict[BatchId, Run] = {}
        self._passed: list[MatchId] = []
        self.match: Match | None = None
        """The match in view, as it may be shown."""
        self.question = ""
        """What is being answered."""
        self.run: Run | None = None
        """The answers of the question that was asked last, while they are written."""
        self.queue: BatchId | None = None
        """The batch whose matches come next; None for all."""
        self.counts: Counts | None = None
        self.batches: list[Batch] = []
        self.tables: list[Table] = []
        self.tags: dict[str, int] = {}
        self.tag = ""
        self.of_batch: BatchId | None = None
        """Which votes the ratings are made from."""

    # The match in view

    def ask(
        self, question: str, contenders: Sequence[Contender], terms: Terms, tags: Sequence[str], *, two_of: bool
    ) -> None:
        """Ask models the same question; with `two_of`, two of them that met least often."""
        if self.run is not None:
            return
        self.run, self.question, self.match = Run(), question, None
        self.match_changed.emit()

        def begin() -> MatchId:
            chosen = self._arena.least_compared(contenders) if two_of else contenders
            return self._arena.new_match(question, chosen, terms, tags=tags)

        self._tasks.run("io", begin, owner=self, done=self._on_begun, failed=self._on_ask_failed)

    def answer_again(self) -> None:
        """Have what the match in view lacks, or what failed in it, answered."""
        if self.match is None or self.run is not None:
            return
        number = self.match.id
        self.run, self.question = Run(), self.match.question
        self.match_changed.emit()
        self._tasks.run(
            "io",
            lambda: self._arena.try_again(match=number),
            owner=self,
            done=lambda _: self._on_begun(number),
            failed=self._on_ask_failed,
        )

    def stop(self) -> None:
        """Stop answering the question that was asked last; what is not answered can be answered later."""
        if self.run is not None:
            for task in self.run.tasks:
                task.cancel()

    def show_next(self, *, passing: bool = False) -> None:
        """Show the next match that waits for a vote; with `passing` the one in view comes last."""
        if self.match is not None and passing:
            self._passed.append(self.match.id)
        queue, passed = self.queue, list(self._passed)

        def find() -> Match | None:
            found = self._arena.next_waiting(batch=queue, without=passed)
            if found is None and passed:
                found = self._arena.next_waiting(batch=queue)
            return self._arena.match(found) if found is not None else None

        self._tasks.run("io", find, owner=self, done=self._on_match)

    def show_queue(self, batch: BatchId | None) -> None:
        """Show what waits for a vote, of a batch or of all."""
        self.queue = batch
        self._passed = []
        self.show_next()

    def vote(self, best: int | None, *, bad: bool = False) -> None:
        """Say which answer of the match in view is best, or that they tie, or are all bad."""
        if self.match is None or self.match.state != "ready":
            return
        number = self.match.id
        self._tasks.run(
            "io", lambda: self._arena.vote(number, best, bad=bad), owner=self, done=lambda match: self._on_voted(match)
        )

    def withdraw(self) -> None:
        """Let the vote on the match in view count no more, and offer to let it count again."""
        if self.match is None or self.match.vote is None:
            return
        number = self.match.id
        self._set_withdrawn(number, withdrawn=True)
        self._notifier.offer(tr("The vote does not count any more"), tr("Undo"), lambda: self._set_withdrawn(number))

    def remove_match(self) -> None:
        """Take the match in view away with its vote, and offer to bring it back."""
        if self.match is None:
            return
        number = self.match.id
        self.match = None
        self.match_changed.emit()
        self._change(lambda: self._arena.remove_match(number))
        self._notifier.offer(
            tr("The match is gone, and its vote with it"), tr("Undo"), lambda: self._bring_back(number)
        )

    def open_conversation(self, done: Callable[[int], None]) -> None:
        """List the answers of the match in view as a conversation; `done` gets its number."""
        if self.match is not None:
            number = self.match.id
            self._tasks.run("io", lambda: self._arena.keep_conversation(number), owner=self, done=done)

    # Batches

    def new_batch(self, name: str, questions: Sequence[Asked], contenders: Sequence[Contender], terms: Terms) -> None:
        """Keep a list of questions and begin to have them answered."""
        self._tasks.run(
            "io",
            lambda: self._arena.new_batch(name, questions, contenders, terms),
            owner=self,
            done=lambda batch: self._start_batch(batch),
        )

    def go_on(self, batch: BatchId) -> None:
        """Go on with a batch that rests; what failed is tried again."""
        if batch not in self._batch_runs:
            self._tasks.run(
                "io",
                lambda: self._arena.try_again(batch=batch),
                owner=self,
                done=lambda _: self._start_batch(batch),
            )

    def pause(self, batch: BatchId) -> None:
        """Let a batch rest."""
        run = self._batch_runs.get(batch)
        for task in run.tasks if run else ():
            task.cancel()

    def running(self, batch: BatchId) -> Run | None:
        """Return how far a batch is that is being answered."""
        return self._batch_runs.get(batch)

    def remove_batch(self, batch: Batch) -> None:
        """Take a batch away with its matches and votes, and offer to bring it back."""
        self.pause(batch.id)
        if self.match is not None and self.match.batch == batch.id:
            self.match = None
            self.match_changed.emit()
        self._change(lambda: self._arena.remove_batch(batch.id))
        gone = tr("“{name}” is gone, and its votes with it") if batch.counts.voted else tr("“{name}” is gone")
        self._notifier.offer(
            gone.format(name=batch.name),
            tr("Undo"),
            lambda: self._change(lambda: self._arena.remove_batch(batch.id, removed=False)),
        )

    # Ratings

    def rate(self, *, tag: str = "", batch: BatchId | None = None) -> None:
        """Rate by the votes on a topic, of a batch, or all."""
        self.tag, self.of_batch = tag, batch
        self.refresh()

    def export(self, place: Path) -> None:
        """Write everything to a file or a folder."""

        def written(files: list[Path]) -> None:
            if len(files) == 1:
                words = tr("The arena was saved as {name}").format(name=files[0].name)
            else:
                words = tr("The arena was saved as %n table(s) in {name}", None, len(files)).format(name=place.name)
            self._notifier.info(words)

        self._tasks.run("io", lambda: self._arena.write(place), owner=self, done=written)

    def refresh(self) -> None:
        """Read batches, topics and ratings anew."""
        tag, batch = self.tag, self.of_batch
        self._tasks.run(
            "io",
            lambda: (
                self._arena.counts(),
                self._arena.batches(),
                self._arena.tags(),
                self._arena.ratings(tag=tag, batch=batch),
            ),
            owner=self,
            done=self._on_read,
        )

    def _on_read(self, found: tuple[Counts, list[Batch], dict[str, int], list[Table]]) -> None:
        self.counts, self.batches, self.tags, self.tables = found
        self.batches_changed.emit()
        self.ratings_changed.emit()

    def _change(self, change: Callable[[], object]) -> None:
        self._tasks.run("io", change, owner=self, done=lambda _: self.refresh())

    def _bring_back(self, number: MatchId) -> None:
        def back() -> Match:
            self._arena.remove_match(number, removed=False)
            return self._arena.match(number)

        self._tasks.run("io", back, owner=self, done=self._on_match)

    def _set_withdrawn(self, number: MatchId, *, withdrawn: bool = False) -> None:
        def change() -> Match:
            self._arena.withdraw(number, withdrawn=withdrawn)
            return self._arena.match(number)

        def changed(match: Match) -> None:
            if self.match is not None and self.match.id == number:
                self._on_match(match)
            self.refresh()

        self._tasks.run("io", change, owner=self, done=changed)

    def _on_match(self, match: Match | None) -> None:
        self.match = match
        self.match_changed.emit()
        self.refresh()

    def _on_voted(self, match: Match) -> None:
        if self.match is not None and self.match.id == match.id:
            self._on_match(match)
        else:
            self.refresh()

    def _on_ask_failed(self, error: AppError) -> None:
        self.run = None
        self.match_changed.emit()
        self._notifier.error(error)

    def _on_begun(self, number: MatchId) -> None:
        run = self.run
        if run is not None:
            self._start(run, lambda: self._on_answered(number), match=number)

    def _on_answered(self, number: MatchId) -> None:
        self.run = None
        self._tasks.run("io", lambda: self._arena.match(number), owner=self, done=self._on_match)

    def _start_batch(self, batch: BatchId) -> None:
        run = self._batch_runs[batch] = Run()
        self._start(run, lambda: self._on_batch_ended(batch), batch=batch)

    def _on_batch_ended(self, number: BatchId) -> None:
        del self._batch_runs[number]

        def told(found: list[Batch]) -> None:
            done = next((one for one in found if one.id == number and one.state == "done"), None)
            if done is not None:
                self.batch_answered.emit(done)
            self.refresh()

        self._tasks.run("io", self._arena.batches, owner=self, done=told)

    def _start(
        self, run: Run, ended: Callable[[], None], *, match: MatchId | None = None, batch: BatchId | None = None
    ) -> None:
        """Have answers written, by models here and elsewhere at once, and tell when both are through."""

        def begin(places: tuple[bool, bool]) -> None:
            lanes: tuple[Lane, Lane] = ("model", "service")
            for lane, lacking in zip(lanes, places, strict=True):
                if lacking:
                    run.left += 1
                    run.tasks.append(self._iterate(run, lane, ended, match, batch))
            if not run.left:
                ended()
            self.progress_changed.emit()

        self._tasks.run("io", lambda: self._arena.lacking(match=match, batch=batch), owner=self, done=begin)

    def _iterate(
        self, run: Run, lane: Lane, ended: Callable[[], None], match: MatchId | None, batch: BatchId | None
    ) -> Task[Answering]:
        def answer(token: CancelToken) -> Iterator[Answering]:
            yield from self._arena.answer(token, match=match, batch=batch, elsewhere=lane == "service")

        def over() -> None:
            run.left -= 1
            if not run.left:
                ended()

        def failed(error: AppError) -> None:
            self._notifier.error(error)
            over()

        return self._tasks.iterate(
            lane,
            answer,
            owner=self,
            events=lambda steps: self._on_steps(run, lane, steps),
            done=lambda _: over(),
            failed=failed,
        )

    def _on_steps(self, run: Run, lane: Lane, steps: list[Answering]) -> None:
        before = run.done
        run.steps[lane] = steps[-1]
        run.sent = run.sent or next((step.sent for step in steps if step.sent is not None), None)
        self.progress_changed.emit()
        if run is not self.run and run.done != before:
            self.refresh()  # what is answered can be voted on while the rest is written
