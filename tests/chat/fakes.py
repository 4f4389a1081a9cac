"""Stand-ins for the library and the shelf, for turns without files, children or models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from alcove.core.cancel import CancelToken
from alcove.core.errors import LoadingStopped, ModelMissing, NoRoomYet, SourceError
from alcove.core.settings import ModelSettings
from alcove.models.testing import ScriptedModel
from alcove.models.types import ChatModel, GenerationEvent, ModelInfo, Served
from alcove.rag.retrieve import Found
from alcove.rag.stems import stems
from alcove.rag.types import Coverage, Hit, ItemCoverage, Placing, SearchMode, SearchResult, Trace


class FakeAttached:
    """Files of conversations, each with what became of it; those it does not know are not read yet."""

    def __init__(self) -> None:
        self.states: dict[str, ItemCoverage] = {}

    def coverage(self, uris: Sequence[str]) -> list[ItemCoverage]:
        pending = ItemCoverage("", "", "", "pending", None, None, None, 0, None)
        return [replace(self.states.get(uri, pending), uri=uri) for uri in uris]

    def counted(self, uris: Sequence[str]) -> Coverage:
        read = [one.state for one in self.coverage(uris)].count("indexed")
        return Coverage(len(uris), read, len(uris) - read)


class FakeLibrary:
    """Finds those of its hits that share a word with the question, best first."""

    def __init__(self, hits: Sequence[Hit] = (), *, similarity: float = 0.0) -> None:
        self.passages = list(hits)
        self.similarity = similarity
        self.asked: list[str] = []
        self.beside: list[tuple[tuple[str, ...], bool]] = []
        """Beside what it was searched, and whether in nothing else."""
        self.attached = FakeAttached()
        self.busy = 0

    def counts(self, names: Sequence[str] | None = None) -> Coverage:
        if names and "nowhere" in names:
            raise SourceError("There is no source named 'nowhere'.")
        return Coverage(len(self.passages), len(self.passages))

    def find(
        self,
        query: str,
        *,
        k: int = 10,
        source: Sequence[str] | None = None,
        mode: SearchMode = "hybrid",
        beside: Sequence[str] = (),
        alone: bool = False,
    ) -> Found:
        self.asked.append(query)
        self.beside.append((tuple(beside), alone))
        words = set(stems(query))
        scored = [(len(words & set(stems(f"{one.title} {one.text}"))), one) for one in self.passages]
        scored = [(n, one) for n, one in scored if one.uri in beside or not alone]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        placings = tuple(
            Placing(one.chunk_id, one.uri, one.title, one.page, one.start, one.end, one.heading, n, rank=n)
            for n, (_, one) in enumerate(best, start=1)
        )
        hits = tuple(one for _, one in best[:k])
        return Found(SearchResult(hits, 3.0), 1.0, self.similarity, trace=Trace(query, placings))

    def text(self, uri: str, start: int, end: int) -> str:
        for one in self.passages:
            if one.uri == uri and one.start <= start <= end <= one.end:
                return one.text[start - one.start : end - one.start]
        if any(one.uri == uri for one in self.passages):
            return "what stands between"
        raise SourceError(f"The library holds no text of {uri}.")

    def whole(self, uri: str) -> list[Hit]:
        found = [one for one in self.passages if one.uri == uri]
        if not found:
            raise SourceError(f"The library holds no text of {uri}.")
        return found

    def rarity(self, words: Sequence[str]) -> Mapping[str, float]:
        known = {word for one in self.passages for word in stems(f"{one.title} {one.text}")}
        return {word: 1.0 if word in known else 3.0 for word in words}

    @contextmanager
    def generating(self) -> Iterator[None]:
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1


class FakeShelf:
    """Holds one scripted model; loading it takes no time."""

    def __init__(self, model: ScriptedModel, *, trial: bool = False, languages: tuple[str, ...] = ()) -> None:
        self.model = model
        self._trial = trial
        self._languages = languages
        self.loaded = False
        self.followed: list[str] = []
        """Whose answers it was told of."""
        self.gone = False
        """Whether there is no model after all."""
        self.speed = 0.0
        self.full = 0
        """How often there is no room for it yet."""
        self.holding: list[ChatModel] = []
        self.elsewhere: tuple[Served, ChatModel] | None = None
        """Who runs another model that answers instead."""

    def default_name(self) -> str:
        return self.model.name

    def served(self, name: str = "") -> Served | None:
        return self.elsewhere[0] if self.elsewhere else None

    def info(self, name: str = "") -> ModelInfo:
        if self.gone:
            raise ModelMissing("There is no model to answer with.", "Add one.")
        if name not in ("", self.model.name):
            raise ModelMissing(f"There is no model named {name!r}.", f"Models here: {self.model.name}.")
        return ModelInfo(
            self.model.name, "chat", "/m.gguf", 1, self.model.context_tokens, self.loaded, self._trial, self._languages
        )

    def context_tokens(self, name: str = "") -> int:
        self.info(name)
        return self.elsewhere[1].context_tokens if self.elsewhere else self.model.context_tokens

    def at_hand(self, name: str = "") -> ChatModel | None:
        return self.chat_model(name) if self.loaded else None

    def reading_speed(self, name: str = "") -> float:
        return self.speed

    def note_reading(self, name: str, tokens: int, seconds: float) -> None:
        self.speed = tokens / seconds

    def is_loaded(self, name: str = "") -> bool:
        return self.loaded

    def chat_model(self, name: str = "", token: CancelToken | None = None) -> ChatModel:
        self.info(name)
        if self.full:
            self.full -= 1
            raise NoRoomYet("There is no room while another model answers.")
        if token is not None and token.cancelled:
            raise LoadingStopped("It was stopped.")
        self.loaded = True
        return self.elsewhere[1] if self.elsewhere else self.model

    @contextmanager
    def held(self, model: ChatModel) -> Iterator[None]:
        self.holding.append(model)
        try:
            yield
        finally:
            self.holding.remove(model)

    def answering(
        self, name: str, events: Iterator[GenerationEvent], *, measured: bool = True
    ) -> Iterator[GenerationEvent]:
        self.followed.append(name)
        return events

    def model_settings(self, name: str = "") -> ModelSettings:
        return ModelSettings()

    def sha256(self, name: str = "") -> str:
        return "" if self.elsewhere else "5ha256"
