"""Open WebUI's export of chats: a list of them, or one, each with the tree of its messages in `chat.history`.

Follows what its versions 0.1 to 0.9 write: the older ones have a list of messages without a tree.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from alcove.chat.incoming import Incoming, IncomingMessage, in_order
from alcove.chat.records import Status
from alcove.core.errors import ImportFailed

_DETAILS = re.compile(r"<details\b([^>]*)>\s*(?:<summary>(.*?)</summary>)?(.*?)</details>\s*", re.DOTALL)
_UNSEEN = ("reasoning", "tool_calls", "code_interpreter")
_IMAGES = "images, named only"
_FILES = "attached files, named only"
_SYSTEM = "instructions to the model"


def is_openwebui(value: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a chat of Open WebUI's export."""
    chat = _chat(value)
    return isinstance(chat, dict) and ("history" in chat or isinstance(chat.get("messages"), list))


def read(value: Mapping[str, Any]) -> Incoming:
    """Return a conversation. Raises ImportFailed for a damaged one."""
    chat = _chat(value)
    title = str(value.get("title") or chat.get("title") or "Untitled")
    losses: Counter[str] = Counter()
    try:
        nodes = _nodes(chat)
        began = _seconds(value.get("created_at") or chat.get("timestamp"))
        messages = [one for key, node in nodes.items() for one in _messages(key, node, nodes, began, losses)]
        last = list(_way(nodes, (chat.get("history") or {}).get("currentId")))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImportFailed(f"“{title}” is damaged: {error!r}.", "Export it once more in Open WebUI.") from error
    created = began or min((one.created for one in messages if one.created), default=0.0)
    updated = _seconds(value.get("updated_at")) or max((one.created for one in messages), default=created)
    uid = value.get("id") or chat.get("id") or sha256("\n".join(nodes).encode("utf-8", "replace")).hexdigest()[:32]
    return Incoming(
        f"openwebui:{uid}", title, created, updated, in_order(messages, last),
        pinned=bool(value.get("pinned")), archived=bool(value.get("archived")), losses=losses,
    )  # fmt: skip


def _chat(value: Mapping[str, Any]) -> Mapping[str, Any]:
    chat = value.get("chat")
    return chat if isinstance(chat, dict) else value


def _nodes(chat: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the messages by id; a bare list becomes a line."""
    history = (chat.get("history") or {}).get("messages")
    if isinstance(history, dict) and history:
        return {str(key): node for key, node in history.items() if isinstance(node, dict)}
    nodes: dict[str, Mapping[str, Any]] = {}
    before: str | None = None
    for number, one in enumerate(chat.get("messages") or ()):
        key = str(one.get("id") or number)
        nodes[key] = {"parentId": before, **one}
        before = key
    return nodes


def _messages(
    key: str, node: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]], began: float, losses: Counter[str]
) -> Iterator[IncomingMessage]:
    """Yield a message as it is here, and the answer merged of several, where there is one."""
    role = node.get("role")
    if role not in ("user", "assistant"):
        losses[_SYSTEM] += 1
        return
    parent = _above(node.get("parentId"), nodes)
    created = _seconds(node.get("timestamp")) or began
    text, thinking = _seen(_text(node.get("content"), losses))
    text = "\n\n".join([text, *_named(node, losses)]).strip()
    if role == "user":
        yield IncomingMessage(key, parent, "user", text, created)
        return
    if parent is None:
        parent = f"{key}/question"
        yield IncomingMessage(parent, None, "user", "…", created)
    failed = node.get("error")
    if isinstance(failed, dict):
        text = "\n\n".join([text, str(failed.get("content") or "")]).strip()
    status: Status = "failed" if failed else "complete" if node.get("done", True) else "stopped"
    model = node.get("model") or node.get("modelName")
    yield IncomingMessage(key, parent, "assistant", text + _sources(node), created, model, status, thinking)
    merged = (node.get("merged") or {}).get("content")
    if merged:
        yield IncomingMessage(f"{key}/merged", parent, "assistant", str(merged), created, "merged")


def _text(content: object, losses: Counter[str]) -> str:
    """Return what is said; a list holds texts and pictures."""
    if not isinstance(content, list):
        return str(content or "")
    said = [str(part.get("text", "")) for part in content if part.get("type") == "text"]
    losses[_IMAGES] += len(content) - len(said)
    return "\n\n".join(said + ["[image]"] * (len(content) - len(said)))


def _seen(text: str) -> tuple[str, str]:
    """Part what was said from what was thought, called and returned, which stands folded in the text."""
    unseen: list[str] = []

    def folded(match: re.Match[str]) -> str:
        if not any(f'type="{kind}"' in match[1] for kind in _UNSEEN):
            return match[0]
        lines = [line.removeprefix(">").removeprefix(" ") for line in match[3].strip().splitlines()]
        unseen.append("\n".join(filter(None, [match[2] or "", *lines])))
        return ""

    return _DETAILS.sub(folded, text).strip(), "\n\n".join(unseen)


def _named(node: Mapping[str, Any], losses: Counter[str]) -> list[str]:
    """Return the names of files and pictures that were sent along."""
    names = []
    for file in node.get("files") or ():
        image = str(file.get("type", "")).startswith("image")
        losses[_IMAGES if image else _FILES] += 1
        name = file.get("name") or ("" if str(file.get("url", "")).startswith("data:") else file.get("url")) or ""
        kind = "image" if image else "file"
        names.append(f"[{kind}: {name}]" if name else f"[{kind}]")
    return names


def _sources(node: Mapping[str, Any]) -> str:
    """Return the sources of an answer by number, as its text refers to them."""
    names: dict[str, None] = {}
    for source in node.get("sources") or node.get("citations") or ():
        about = source.get("metadata") or [{}]
        for one in about:
            name = one.get("name") or one.get("source") or (source.get("source") or {}).get("name")
            if name:
                names[str(name)] = None
    told = "\n".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
    return f"\n\nSources:\n\n{told}" if told else ""


def _above(parent: object, nodes: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the nearest message above that is taken over."""
    seen: set[object] = set()
    while isinstance(parent, str) and parent in nodes and parent not in seen:
        seen.add(parent)
        if nodes[parent].get("role") in ("user", "assistant"):
            return parent
        parent = nodes[parent].get("parentId")
    return None


def _way(nodes: Mapping[str, Mapping[str, Any]], leaf: object) -> Iterator[str]:
    seen: set[object] = set()
    while isinstance(leaf, str) and leaf in nodes and leaf not in seen:
        seen.add(leaf)
        yield leaf
        leaf = nodes[leaf].get("parentId")


def _seconds(value: object) -> float:
    """Return a time in seconds; some stand in milliseconds, some in nanoseconds."""
    if not isinstance(value, int | float):
        return 0.0
    while value > 1e11:
        value = value / 1000
    return float(value)
