"""Exports of ChatGPT and Open WebUI as small as they can be, in the forms that real ones have."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def node(key: str, parent: str | None, children: list[str], message: Json | None) -> Json:
    return {key: {"id": key, "parent": parent, "children": children, "message": message}}


def message(role: str, *parts: object, kind: str = "text", at: float | None = 1.0, **more: Any) -> Json:
    content = {"content_type": kind, "parts": list(parts)} if parts else {"content_type": kind}
    content |= more.pop("content", {})
    return {
        "author": {"role": role, "name": None, "metadata": {}}, "create_time": at, "content": content,
        "recipient": more.pop("recipient", "all"), "metadata": more.pop("metadata", {}), **more,
    }  # fmt: skip


def chatgpt(uid: str = "c-1", **more: Any) -> Json:
    """A conversation with a branch, hidden messages, thoughts, a call of a tool, an image and references."""
    cite = "\ue200cite\ue202turn0search1\ue201"
    context = message("user", kind="user_editable_context", content={"user_instructions": "Be brief."}, at=None)
    hidden = message("system", "", at=None, metadata={"is_visually_hidden_from_conversation": True})
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1", "width": 4, "height": 3}
    attached = {"attachments": [{"id": "file_1", "name": "boiler.jpeg"}, {"id": "f2", "name": "manual.pdf"}]}
    thought = message(
        "assistant", kind="thoughts", at=3.0,
        content={"thoughts": [{"summary": "Looking", "content": "It is a Vaillant."}]},
    )  # fmt: skip
    call = message("assistant", kind="code", recipient="web.run", content={"language": "unknown", "text": "find()"})
    returned = message("tool", kind="execution_output", content={"text": "found it"})
    recap = message("assistant", kind="reasoning_recap", content={"content": "Thought for 2 s"})
    first = message("assistant", "Let me see.", at=4.0, metadata={"model_slug": "gpt-5"})
    final = message(
        "assistant", f"It is a boiler {cite}.\ue203", at=5.0,
        metadata={"model_slug": "gpt-5", "content_references": [
            {"matched_text": cite, "alt": "([site](https://example.org))"}, {"matched_text": " ", "alt": "x"},
        ]},
    )  # fmt: skip
    return {
        "conversation_id": uid, "title": "A boiler", "create_time": 1.0, "update_time": 9.0, "current_node": "other",
        "is_archived": False, "is_starred": True,
        "mapping": {
            **node("root", None, ["system"], None),
            **node("system", "root", ["context"], hidden),
            **node("context", "system", ["q"], context),
            **node("q", "context", ["thought", "other"], message(
                "user", pointer, "What is this?", kind="multimodal_text", at=2.0, metadata=attached)),
            **node("thought", "q", ["first"], thought),
            **node("first", "thought", ["call"], first),
            **node("call", "first", ["returned"], call),
            **node("returned", "call", ["recap"], returned),
            **node("recap", "returned", ["final"], recap),
            **node("final", "recap", ["q2", "q3"], final),
            **node("q2", "final", ["a2"], message("user", "Thanks", at=6.0)),
            **node("a2", "q2", [], message("assistant", "You are welcome.", at=7.0)),
            **node("q3", "final", [], message("user", "And the pump?", at=8.0)),
            **node("other", "q", [], message("assistant", "A boiler.", at=5.5, metadata={"model_slug": "gpt-4o"})),
        },
        **more,
    }  # fmt: skip


def openwebui(uid: str = "w-1", **more: Any) -> Json:
    """A chat with two answers side by side, a folded thought, files, sources, an error and a system message."""
    folded = (
        '<details type="reasoning" done="true" duration="5">\n<summary>Thought for 5 seconds</summary>\n'
        "> It is a boiler.\n> Surely.\n</details>\nA boiler [1].\n<details><summary>Kept</summary>words</details>"
    )
    messages = {
        "s": {"id": "s", "parentId": None, "childrenIds": ["q"], "role": "system", "content": "Be brief."},
        "q": {
            "id": "q", "parentId": "s", "childrenIds": ["a", "b"], "role": "user", "content": "What is this?",
            "timestamp": 100, "models": ["m1", "m2"],
            "files": [{"type": "image", "url": "data:image/png;base64,AA"}, {"type": "file", "name": "manual.pdf"}],
        },
        "a": {
            "id": "a", "parentId": "q", "childrenIds": ["q2"], "role": "assistant", "content": folded, "model": "m1",
            "timestamp": 101, "done": True, "merged": {"status": True, "content": "Both say boiler."},
            "sources": [{"source": {"name": "x"}, "document": ["…"], "metadata": [{"name": "manual.pdf", "page": 1}]}],
        },
        "b": {
            "id": "b", "parentId": "q", "childrenIds": [], "role": "assistant", "content": "", "modelName": "M2",
            "timestamp": 101, "error": {"content": "out of memory"},
        },
        "q2": {
            "id": "q2", "parentId": "a", "childrenIds": ["c"], "role": "user", "timestamp": 102,
            "content": [{"type": "text", "text": "And this?"}, {"type": "image_url", "image_url": {"url": "data:…"}}],
        },
        "c": {"id": "c", "parentId": "q2", "childrenIds": [], "role": "assistant", "content": "A pu", "model": "m1",
              "timestamp": 103, "done": False},
    }  # fmt: skip
    return {
        "id": uid, "user_id": "u", "title": "A boiler", "archived": True, "pinned": True, "created_at": 99,
        "updated_at": 103, "folder_id": None, "meta": {},
        "chat": {"title": "A boiler", "models": ["m1"], "history": {"currentId": "c", "messages": messages},
                 "messages": [], "timestamp": 99_000},
        **more,
    }  # fmt: skip
