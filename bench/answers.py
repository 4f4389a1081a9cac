"""A turn's generation against a bare llama-cpp-python loop with the same prompt, threads, context and batch."""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from figures import Figure

from alcove.chat.store import ConversationStore, Message
from alcove.chat.turns import TurnRequest, Turns, TurnSaved
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings, SettingsStore
from alcove.models.llama import BATCH, threads_for
from alcove.models.shelf import ModelShelf
from alcove.rag.library import Library
from alcove.samples import library as sample_library

QUESTION = "What is covered by the boiler warranty, and until when?"
FOLLOW_UP = "And what is not covered?"
TOKENS = 64


def against_bare(options: argparse.Namespace) -> list[Figure]:
    """Ask through the whole turn and with a bare loop, in turn, and compare the medians."""
    with sample_library() as folder, tempfile.TemporaryDirectory() as place:
        paths = Paths.at(place)
        database = Database(paths.database)
        settings = SettingsStore(database).load()
        library = Library(database, settings, paths)
        library.add_source(folder)
        for _ in library.sync(None, CancelToken()):
            continue
        shelf = ModelShelf(database, settings, paths)
        name = shelf.add(options.model).name if options.model else shelf.default_name()
        store = ConversationStore(database)
        turns = Turns(library, shelf, store, settings)

        def ask(question: str, parent: Message | None = None) -> Message:
            conversation = parent.conversation_id if parent else store.create(question).id
            request = TurnRequest(conversation, question, parent.id if parent else None, model=name, max_tokens=TOKENS)
            last = list(turns.run(request, CancelToken()))[-1]
            assert isinstance(last, TurnSaved)
            return last.message

        first = ask(QUESTION)
        receipt = store.receipt(first.id)
        assert receipt is not None
        bare = _Bare(Path(shelf.info(name).path), settings)
        penalty = 1.1 if shelf.info(name).trial else 1.0
        bare.run(receipt.prompt, penalty)
        ours: list[tuple[float, float]] = []
        theirs: list[tuple[float, float]] = []
        for _ in range(options.runs):
            shelf.close()  # nothing of the last prompt may be reused
            shelf.chat_model(name)
            answer = ask(QUESTION)
            ours.append((answer.timings.ttft_ms, answer.timings.tokens_per_s))
            theirs.append(bare.run(receipt.prompt, penalty))
        followed = ask(FOLLOW_UP, answer)
        library.close()
        shelf.close()
        database.close()
    first_word = [statistics.median(one[0] for one in runs) for runs in (ours, theirs)]
    speed = [statistics.median(one[1] for one in runs) for runs in (ours, theirs)]
    reused, total = followed.timings.reused_tokens, followed.timings.prompt_tokens
    return [
        Figure(f"{name}: tokens a second / bare loop", *speed, "tokens/s", least=0.95),
        Figure(f"{name}: first token / bare loop", *first_word, "ms", most=1.1),
        Figure("follow-up: tokens reused / prompt tokens of the first turn", reused, first.timings.prompt_tokens,
               "tokens", least=0.9),
        Figure("follow-up: first token / first turn's", followed.timings.ttft_ms, first_word[0], "ms"),
        Figure("follow-up: prompt tokens", total, 0.0, "tokens"),
    ]  # fmt: skip


class _Bare:
    """The high-level `Llama`, driven as its documentation does."""

    def __init__(self, path: Path, settings: Settings) -> None:
        from llama_cpp import Llama

        threads = threads_for(settings.threads)
        self._llama: Any = Llama(
            str(path), n_ctx=settings.context_tokens, n_batch=BATCH, n_ubatch=BATCH, n_threads=threads,
            n_threads_batch=threads, verbose=False,
        )  # fmt: skip

    def run(self, prompt: str, penalty: float) -> tuple[float, float]:
        """Return milliseconds to the first token, and tokens a second after it."""
        llama = self._llama
        llama.reset()
        began = time.perf_counter()
        tokens = llama.tokenize(prompt.encode(), add_bos=False, special=True)
        first = last = 0.0
        count = 0
        for token in llama.generate(tokens, temp=0.0, repeat_penalty=penalty, reset=True):
            last = time.perf_counter()
            first = first or last
            count += 1
            llama.detokenize([token])
            if token == llama.token_eos() or count == TOKENS:
                break
        return (first - began) * 1000, (count - 1) / (last - first) if count > 1 else 0.0
