"""ChatGPT's export: `conversations.json`, or the numbered files a newer one has, each a list of conversations.

A conversation is a `mapping` of nodes; much of what stands there is not shown: system messages, calls of tools and what
they returned, thoughts. These become what the model thought before its answer, and what is one answer there in several
messages is one here. Its form is not documented; this follows exports of 2023 to 2026 that stand in public
repositories.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from alcove.chat.incoming import Incoming, IncomingMessage, in_order
from alcove.chat.records import Role
from alcove.core.errors import ImportFailed

_PRIVATE = re.compile("\ue200.*?\ue201|[\ue200-\ue206]", re.DOTALL)
"""Signs around references, which only ChatGPT's own pages resolve."""
_IMAGES = "images, named only"
_FILES = "attached files, named only"
_SOUND = "sound recordings"
_UNKNOWN = "parts of a kind unknown here"
_SYSTEM = "instructions to the model"
_CONTEXTS = ("user_editable_context", "model_editable_context")


def is_chatgpt(value: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a conversation of ChatGPT's export."""
    return isinstance(value.get("mapping"), dict)


def read(value: Mapping[str, Any]) -> Incoming:
    """Return a conversation. Raises ImportFailed where it has no name to know it by, or is damaged."""
    uid = value.get("conversation_id") or value.get("id")
    title = str(value.get("title") or "Untitled")
    if not isinstance(uid, str):
        raise ImportFailed(f"“{title}” has no id.", "Ask ChatGPT for the export once more.")
    created = _time(value.get("create_time")) or 0.0
    losses: Counter[str] = Counter()
    try:
        messages = list(_Walk(value["mapping"], created, losses).messages())
        last = list(_way(value["mapping"], value.get("current_node")))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImportFailed(f"“{title}” is damaged: {error!r}.", "Ask ChatGPT for the export once more.") from error
    last_words = max((message.created for message in messages), default=created)
    return Incoming(
        f"chatgpt:{uid}", title, created, _time(value.get("update_time")) or last_words, in_order(messages, last),
        pinned=bool(value.get("is_starred")), archived=bool(value.get("is_archived")), losses=losses,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer as far as it was followed: what was shown, what was not, and who wrote it."""

    key: str = ""
    parts: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    created: float = 0.0
    model: str | None = None


@dataclass(slots=True)
class _Walk:
    """A walk through the nodes of a conversation, from its roots to its leaves."""

    nodes: Mapping[str, Any]
    created: float
    losses: Counter[str]
    _seen: set[str] = field(default_factory=set)
    _answers: set[str] = field(default_factory=set)

    def messages(self) -> Iterator[IncomingMessage]:
        roots = [key for key, node in self.nodes.items() if node.get("parent") not in self.nodes]
        waiting: list[tuple[str, str | None, _Answer]] = [(key, None, _Answer()) for key in roots]
        while waiting:
            key, parent, answer = waiting.pop()
            if key in self._seen:
                continue
            self._seen.add(key)
            node = self.nodes[key]
            children = [one for one in node.get("children") or () if one in self.nodes]
            kind, text, details = self._read(node.get("message") or {})
            if kind == "user":
                if answer.key:
                    yield from self._saved(answer, parent)
                    parent = answer.key
                yield self._message(key, parent, "user", text, details)
                parent, answer = key, _Answer()
            elif kind == "answer":
                answer = _Answer(
                    key, (*answer.parts, text), answer.unseen, answer.created or self._when(details), _model(details)
                )
            elif kind == "unseen" and text:
                answer = replace(answer, key=key, unseen=(*answer.unseen, text), model=answer.model or _model(details))
            if not children and answer.key:
                yield from self._saved(answer, parent)
            waiting += [(child, parent, answer) for child in reversed(children)]

    def _saved(self, answer: _Answer, parent: str | None) -> Iterator[IncomingMessage]:
        """Yield a whole answer, once; one that begins a conversation stands under an empty question."""
        if answer.key in self._answers:
            return
        self._answers.add(answer.key)
        if parent is None:
            parent = f"{answer.key}/question"
            yield IncomingMessage(parent, None, "user", "…", answer.created or self.created)
        text, unseen = "\n\n".join(answer.parts), "\n\n".join(answer.unseen)
        yield IncomingMessage(
            answer.key, parent, "assistant", text, answer.created or self.created, answer.model, thinking=unseen
        )

    def _message(
        self, key: str, parent: str | None, role: Role, text: str, details: Mapping[str, Any]
    ) -> IncomingMessage:
        return IncomingMessage(key, parent, role, text, self._when(details))

    def _when(self, message: Mapping[str, Any]) -> float:
        return _time(message.get("create_time")) or self.created

    def _read(self, message: Mapping[str, Any]) -> tuple[str, str, Mapping[str, Any]]:
        """Tell what a message is here ("user", "answer", "unseen", or nothing) and what it says."""
        role = (message.get("author") or {}).get("role")
        metadata = message.get("metadata") or {}
        content = message.get("content") or {}
        text = self._text(content, metadata)
        context = content.get("content_type") in _CONTEXTS
        if role == "system" or context:
            self.losses[_SYSTEM] += context or bool(text.strip())
            return "", "", message
        if metadata.get("is_visually_hidden_from_conversation"):
            return "", "", message
        if role == "user":
            files = [one for one in metadata.get("attachments") or () if f"[image: {one.get('name')}]" not in text]
            names = [str(one.get("name") or one.get("id")) for one in files]
            self.losses[_FILES] += len(names)
            return "user", "\n\n".join([text, *(f"[file: {name}]" for name in names)]).strip(), message
        shown = role == "assistant" and message.get("recipient", "all") in ("all", None)
        page = _canvas(message, content)
        if page:
            return "answer", page, message
        if shown and content.get("content_type") not in ("thoughts", "reasoning_recap"):
            return ("answer", text, message) if text.strip() else ("", "", message)
        if "[image: " in text and role == "tool":  # a picture that was made; the tool's words for it are for the model
            return "answer", text, message
        return "unseen", text.strip(), message

    def _text(self, content: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        """Return what the content of a message says, with the names of what is no text."""
        kind = content.get("content_type")
        if kind in ("text", "multimodal_text"):
            names = {one.get("id"): one.get("name") for one in metadata.get("attachments") or ()}
            told = "\n\n".join(filter(None, (self._part(part, names) for part in content.get("parts") or ())))
        elif kind in ("code", "execution_output"):
            language = content.get("language", "")
            language = "" if language == "unknown" else language
            told = f"```{language}\n{content.get('text', '')}\n```" if content.get("text") else ""
        elif kind == "thoughts":
            thoughts = content.get("thoughts") or ()
            told = "\n\n".join(f"{one.get('summary', '')}\n{one.get('content', '')}".strip() for one in thoughts)
        else:
            told = next((str(content[name]) for name in ("text", "result", "content") if content.get(name)), "")
            if content and not told and kind not in _CONTEXTS:
                self.losses[_UNKNOWN] += 1
        return _resolved(told, metadata)

    def _part(self, part: object, names: Mapping[Any, Any]) -> str:
        if isinstance(part, str):
            return part
        if not isinstance(part, dict):
            self.losses[_UNKNOWN] += 1
            return ""
        kind = part.get("content_type", "")
        if kind == "image_asset_pointer":
            self.losses[_IMAGES] += 1
            pointer = str(part.get("asset_pointer", "")).rpartition("/")[2]
            return f"[image: {names.get(pointer) or pointer}]"
        if kind == "audio_transcription":
            return str(part.get("text", ""))
        if "audio" in kind or "video" in kind:
            self.losses[_SOUND] += 1
            return ""
        self.losses[_UNKNOWN] += 1
        return str(part.get("text", ""))


def _resolved(text: str, metadata: Mapping[str, Any]) -> str:
    """Put what a reference stands for in its place."""
    for one in metadata.get("content_references") or ():
        matched = str(one.get("matched_text") or "")
        if matched.strip():
            text = text.replace(matched, str(one.get("alt") or ""))
    return _PRIVATE.sub("", text)


def _canvas(message: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return the document that is made beside the conversation by a message, empty for none."""
    if not str(message.get("recipient", "")).startswith("canmore.create"):
        return ""
    written = content.get("text") or "".join(one for one in content.get("parts") or () if isinstance(one, str))
    try:
        page = json.loads(written)
    except ValueError:
        return ""
    if not isinstance(page, dict) or not isinstance(page.get("content"), str):
        return ""
    body, kind = page["content"], str(page.get("type", ""))
    if kind.startswith("code/"):
        body = f"```{kind.removeprefix('code/')}\n{body}\n```"
    return f"**{page.get('name', '')}**\n\n{body}"


def _model(message: Mapping[str, Any]) -> str | None:
    return (message.get("metadata") or {}).get("model_slug")


def _way(nodes: Mapping[str, Any], leaf: object) -> Iterator[str]:
    """Yield the keys from the message that was shown last up to the root."""
    seen: set[object] = set()
    while isinstance(leaf, str) and leaf in nodes and leaf not in seen:
        seen.add(leaf)
        yield leaf
        leaf = nodes[leaf].get("parent")


def _time(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def files_of(names: Sequence[str]) -> list[str]:
    """Return which files of an export hold conversations, in order."""
    wanted = re.compile(r"(?:^|/)conversations(?:-\d+)?\.json$")
    return sorted(name for name in names if wanted.search(name) and "__MACOSX" not in name)
