"""The table of what can be done in the window: a line each. Another action is another line, and nothing else.

Actions on an answer are for the one that has the keyboard, or else the last. What has a button is done by pressing it,
so that it can be done exactly when the button can be pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from alcove.desktop.actions import Action, ActionRegistry, Held
from alcove.desktop.adding import KINDS
from alcove.desktop.columns import leave_for
from alcove.desktop.message import DEEDS, Act, MessageBox
from alcove.desktop.question_input import ATTACH_KEYS, EXPAND_KEYS, PREVIEW_KEYS

if TYPE_CHECKING:
    from alcove.chat.store import Conversation
    from alcove.desktop.answer_block import AnswerBlock
    from alcove.desktop.compare_column import CompareColumn
    from alcove.desktop.preview import DocumentPreview
    from alcove.desktop.theme import Theme
    from alcove.desktop.window import MainWindow

CONVERSATION, GO, QUESTION = "Conversation", "Go to", "Question"
ANSWER, MESSAGE, COLUMNS = "Answer", "Message", "Side by side"
SOURCES, LIBRARY, MODELS, WINDOW = "Sources", "Library", "Models", "Window"
_ADD_KEYS = {"folder": "Ctrl+O", "obsidian": "Ctrl+Shift+O", "git": "Ctrl+Shift+G", "web": "Ctrl+Shift+W"}


def add_actions(registry: ActionRegistry, window: MainWindow, theme: Theme) -> None:
    """Fill the registry of a window."""
    for group in (_conversation, _go, _question, _columns, _answer, _message, _sources, _library, _models):
        registry.add(*group(window))
    registry.add(*_window(window, theme))
    registry.hold(*HELD)
    _label(registry, window)


HELD = (
    Held("Send the question", QUESTION, "Return"),
    Held("Begin a line", QUESTION, "Shift+Return"),
    Held("Choose a filter of the question", QUESTION, "Ctrl+Space"),
    Held("Bring back the question before, in an empty input", QUESTION, "Up"),
    Held("Open what is chosen in a list", WINDOW, "Return"),
    Held("Save the prompt or persona", WINDOW, "Ctrl+S"),
    *(
        Held(f"{deed.answer.replace('this answer', 'the message one is in')}", MESSAGE, key)
        for deed in DEEDS.values()
        for key in deed.keys
    ),
    Held("Go to the message above", MESSAGE, "Up"),
    Held("Go to the message below", MESSAGE, "Down"),
    Held("The beginning of the conversation, in a message", MESSAGE, "Ctrl+Home"),
    Held("The end of the conversation, in a message", MESSAGE, "Ctrl+End"),
    Held("Save the answer one edits", MESSAGE, "Ctrl+Return"),
    Held("Stop editing a message", MESSAGE, "Esc"),
    Held("Delete the chosen conversation", CONVERSATION, "Delete"),
    Held("Put away what lies on top, else stop the answer", WINDOW, "Esc"),
    Held("Go to what comes next", WINDOW, "Tab"),
    Held("Go to what came before", WINDOW, "Shift+Tab"),
)


def _conversation(w: MainWindow) -> tuple[Action, ...]:
    def opened() -> bool:
        return w.session.conversation is not None

    def nameable() -> bool:
        return opened() or w.sidebar.list.chosen is not None

    def rename() -> None:
        if (talk := w.sidebar.list.chosen or w.session.conversation) is not None:
            w.rename(talk)

    def delete() -> None:
        if w.session.conversation is not None:
            w.session.delete(w.session.conversation)

    def talks() -> list[Conversation]:
        """Return the conversations that are selected, or else the open one."""
        marked = w.sidebar.list.selected() if w.sidebar.list.hasFocus() else []
        return marked or ([w.session.conversation] if w.session.conversation is not None else [])

    def some() -> bool:
        return bool(talks())

    def pin() -> None:
        w.organiser.pin(talks(), on=not all(one.pinned for one in talks()))

    def archive() -> None:
        w.organiser.archive(talks(), on=not all(one.archived for one in talks()))

    return (
        Action("conversation.new", "New conversation", CONVERSATION, w.new_conversation, "Ctrl+N", "note-pencil"),
        Action("conversation.search", "Search conversations", CONVERSATION, w.search_conversations, "Ctrl+Shift+F",
               "magnifying-glass"),
        Action("conversation.rename", "Rename the conversation", CONVERSATION, rename, "F2", "note-pencil", nameable),
        Action("conversation.delete", "Delete this conversation", CONVERSATION, delete,
               "Ctrl+Shift+Backspace", "trash", opened),
        Action("conversation.pin", "Pin the conversation, or unpin it", CONVERSATION, pin, "Ctrl+Alt+P",
               "push-pin", some),
        Action("conversation.archive", "Archive the conversation, or bring it back", CONVERSATION, archive,
               "Ctrl+Alt+A", "archive-box", some),
        Action("conversation.folder", "New folder for the conversation", CONVERSATION,
               lambda: w.menus.ask_folder(talks()), "Ctrl+Alt+N", "folder-plus"),
        Action("conversation.export", "Export the conversation", CONVERSATION,
               lambda: w.menus.ask_export(talks(), "pdf"), "Ctrl+Alt+E", "export", some),
        Action("conversation.import", "Import conversations", CONVERSATION, w.menus.ask_import, "Ctrl+Alt+I",
               "download-simple"),
    )  # fmt: skip


def _go(w: MainWindow) -> tuple[Action, ...]:
    return (
        Action("go.chat", "The conversation", GO, lambda: w.show_page("chat"), "Ctrl+1 Ctrl+L", "chat-text"),
        Action("go.library", "Library", GO, lambda: w.show_page("library"), "Ctrl+2 Ctrl+Shift+L", "books"),
        Action("go.models", "Models", GO, lambda: w.show_page("models"), "Ctrl+3 Ctrl+Shift+M", "cpu"),
        Action("go.prompts", "Prompts", GO, lambda: w.show_page("prompts"), "Ctrl+7", "chat-text"),
        Action("go.personas", "Personas", GO, w.manage_personas, "Ctrl+8", "user-circle"),
        Action("go.privacy", "Privacy", GO, lambda: w.show_page("privacy"), "Ctrl+4 Ctrl+Shift+P", "shield-check"),
        Action("go.settings", "Settings", GO, lambda: w.show_page("settings"), "Ctrl+,", "gear-six"),
        Action("go.above", "The answer above", GO, lambda: w.chat.go_to_answer(-1), "Alt+PgUp", "", lambda: _talks(w)),
        Action("go.below", "The answer below", GO, lambda: w.chat.go_to_answer(1), "Alt+PgDown", "", lambda: _talks(w)),
        Action("go.up", "Back in the conversation", GO, lambda: w.chat.go_on(-1), "Ctrl+PgUp", "", lambda: _talks(w)),
        Action("go.down", "On in the conversation", GO, lambda: w.chat.go_on(1), "Ctrl+PgDown", "", lambda: _talks(w)),
        Action("go.map", "Map of the conversation", GO, w.toggle_map, "Ctrl+M", "tree-structure",
               lambda: w.session.conversation is not None and not w.compare.on),
        Action("go.out", "Back out of the delve", GO, w.session.line.leave, "Alt+Shift+Up", "arrow-left",
               lambda: _talks(w) and bool(w.session.line.trail)),
        Action("go.next", "The next part of the window", GO, lambda: leave_for(w, 1), "F6"),
        Action("go.previous", "The part of the window before", GO, lambda: leave_for(w, -1), "Shift+F6"),
        Action("go.notice", "What was just told", GO, w.toasts.take_focus, "F8", "", w.toasts.isVisible),
    )  # fmt: skip


def _question(w: MainWindow) -> tuple[Action, ...]:
    composer = w.chat.composer

    def on_chat() -> bool:
        return w.page == "chat" and w.chat.isVisible()

    def sent() -> bool:
        return w.page == "chat" and not w.chat.busy and composer.button.isEnabled()

    return (
        Action("question.send", "Send the question", QUESTION, composer.button.click, "Ctrl+Return", "arrow-up", sent),
        Action("question.stop", "Stop the answer", QUESTION, w.chat.stop, "Ctrl+.", "stop-fill",
               lambda: w.chat.busy),
        Action("question.prompt", "Use a prompt", QUESTION, w.offer_prompts, "Ctrl+/"),
        Action("question.attach", "Give files to this question", QUESTION, w.attach_files, ATTACH_KEYS, "paperclip"),
        Action("question.preview", "See the question as it will look", QUESTION, w.input.toggle_preview, PREVIEW_KEYS,
               "eye", on_chat),
        Action("question.tall", "Make the input tall, or as high as its text", QUESTION, w.input.toggle_tall,
               EXPAND_KEYS, "arrows-out-simple", on_chat),
        Action("question.context", "See what the model would see", QUESTION, w.input.meter.show_card, "Ctrl+Alt+M", "",
               lambda: on_chat() and w.input.meter.isVisible()),
        _menu("question.persona", "Choose who answers", QUESTION, w.persona_picker, "Ctrl+Alt+U", "user-circle"),
        _menu("question.sources", "Choose which sources are asked", QUESTION, composer.scope, "Ctrl+Shift+S", "books"),
        _menu("question.answer_from", "Choose what answers are made from", QUESTION, composer.answer_from,
              "Ctrl+Shift+A", "quotes"),
        _menu("question.model", "Choose the model that answers", QUESTION, w.chooser, "Ctrl+J", "cpu"),
    )  # fmt: skip


def _columns(w: MainWindow) -> tuple[Action, ...]:
    compare, chat = w.compare, w.chat

    def at() -> CompareColumn | None:
        return chat.columns.focused if w.page == "chat" and compare.on else None

    def press(
        name: str, words: str, button: Callable[[CompareColumn], QAbstractButton], keys: str, icon: str
    ) -> Action:
        def found() -> QAbstractButton | None:
            return button(column) if (column := at()) is not None else None

        return _press(f"column.{name}", words, COLUMNS, found, keys, icon)

    def does(name: str, words: str, do: Callable[[CompareColumn], object], keys: str, icon: str = "",
             possible: Callable[[CompareColumn], bool] = lambda _: True) -> Action:  # fmt: skip
        def run() -> None:
            if (column := at()) is not None:
                do(column)

        def can() -> bool:
            return (column := at()) is not None and possible(column)

        return Action(f"column.{name}", words, COLUMNS, run, keys, icon, can)

    return (
        _press("column.compare", "Ask side by side, or in one line again", COLUMNS, lambda: chat.compare_button,
               "Ctrl+Shift+C", "columns"),
        _press("column.add", "Add a column", COLUMNS, lambda: chat.add_button, "Ctrl+Alt+C", "plus"),
        _press("column.together", "Scroll the columns together, or each alone", COLUMNS, lambda: chat.together_button,
               "Ctrl+Alt+R", "arrows-down-up"),
        _press("column.differences", "Differences between the answers", COLUMNS, lambda: chat.differences_button,
               "Ctrl+Alt+X", "intersect"),
        does("next", "Next column", lambda _: chat.columns.step(1), "Alt+Shift+Right"),
        does("previous", "Column before", lambda _: chat.columns.step(-1), "Alt+Shift+Left"),
        does("model", "Choose the model of the column", lambda c: c.head.model.showMenu(), "Ctrl+Alt+J", "cpu"),
        press("settings", "Settings of the column", lambda c: c.head.settings_button, "Ctrl+Alt+S",
              "sliders-horizontal"),
        press("sync", "Ask the column alone, or with the others", lambda c: c.head.sync_button, "Ctrl+Alt+K",
              "link-simple"),
        press("stop", "Stop the answer of the column", lambda c: c.head.stop_button, "Ctrl+Alt+.", "stop-fill"),
        does("continue", "Continue from the column", lambda c: c.head.continued.emit(), "Ctrl+Alt+B"),
        does("carry", "Carry the answer of the column into all", lambda c: c.head.carried.emit(), "Ctrl+Alt+V", "",
             lambda c: c.head.can_carry),
        does("remove", "Remove the column", lambda c: c.head.removed.emit(), "Ctrl+Alt+W", "x"),
    )  # fmt: skip


def _answer(w: MainWindow) -> tuple[Action, ...]:
    def press(
        name: str, words: str, button: Callable[[AnswerBlock], QAbstractButton | None], keys: str, icon: str = ""
    ) -> Action:
        def found() -> QAbstractButton | None:
            block = w.chat.block_at_hand()
            return button(block) if block is not None else None

        return _press(f"answer.{name}", words, ANSWER, found, keys, icon)

    return (
        press("copy", "Copy the answer", lambda b: b.copy_button, "Ctrl+Shift+Y", "copy"),
        press("again", "Answer again", lambda b: b.again_button, "Ctrl+R", "arrows-clockwise"),
        press("changed", "What changed in the answer", lambda b: b.compare_button, "Ctrl+Shift+H"),
        press("why", "Why these passages", lambda b: b.why_button, "Ctrl+Shift+I"),
        press("general", "Answer from general knowledge", lambda b: _part(b, "general_button"), "Ctrl+Shift+K"),
        press("thoughts", "Show or hide what the model thought", lambda b: _part(b, "thoughts", "button"),
              "Ctrl+Shift+T"),
        press("outdated", "What changed in the sources", lambda b: _part(b, "outdated", "words_button"),
              "Ctrl+Shift+D", "warning"),
        press("renew", "Ask again and compare", lambda b: _part(b, "outdated", "again_button"), "Ctrl+Shift+R"),
    )  # fmt: skip


def _message(w: MainWindow) -> tuple[Action, ...]:
    def does(act: Act, name: str, words: str, keys: str, icon: str = "") -> Action:
        return Action(f"message.{name}", words, MESSAGE, lambda: w.chat.messages_at_hand.do(act), keys, icon,
                      lambda: _talks(w) and w.chat.messages_at_hand.can(act))  # fmt: skip

    def steps(name: str, words: str, by: int, keys: str, icon: str) -> Action:
        return Action(f"message.{name}", words, MESSAGE, lambda: w.chat.step(by), keys, icon,
                      lambda: _talks(w) and w.chat.messages_at_hand.can_step(by))  # fmt: skip

    return (
        does("edit", "edit", "Edit the message, or the last question", "Ctrl+E", "pencil-simple"),
        does("branch", "branch", "Branch from the message", "Ctrl+B", "git-branch"),
        does("go on", "go_on", "Continue writing the answer", "Ctrl+Alt+G"),
        does("delete", "delete", "Delete the message and what follows it", "Ctrl+Shift+Del", "trash"),
        steps("earlier", "Show the version before", -1, "Alt+Left", "caret-left"),
        steps("later", "Show the next version", 1, "Alt+Right", "caret-right"),
        Action("message.delve", "Delve into words of the answer", MESSAGE, w.delve, "Ctrl+D", "magnifying-glass-plus",
               lambda: _talks(w) and w.chat.messages_at_hand.can_delve()),
        Action("message.unsure", "Show where the model was unsure", MESSAGE, w.toggle_unsure, "Ctrl+Alt+O"),
        Action("message.other", "Choose another word, where the model was unsure", MESSAGE,
               lambda: w.chat.messages_at_hand.choose_other(), "Ctrl+Alt+Y", "",
               lambda: _talks(w) and w.chat.messages_at_hand.can_choose_other()),
    )  # fmt: skip


def _sources(w: MainWindow) -> tuple[Action, ...]:
    def press(name: str, words: str, button: Callable[[DocumentPreview], QAbstractButton | None], keys: str) -> Action:
        def found() -> QAbstractButton | None:
            at = _preview(w)
            return button(at) if at is not None else None

        return _press(f"document.{name}", words, SOURCES, found, keys)

    def answered() -> bool:
        return w.page == "chat" and bool(w.chat.at_hand.turns)

    return (
        Action("sources.toggle", "Show or hide the sources", SOURCES, w.toggle_evidence, "Ctrl+Shift+E", "file-text",
               answered),
        Action("sources.next", "Next citation", SOURCES, lambda: _step_citation(w, 1), "Alt+Down", "", answered),
        Action("sources.previous", "Citation before", SOURCES, lambda: _step_citation(w, -1), "Alt+Up", "", answered),
        press("later", "Next page of the document", lambda p: p.later, "Ctrl+Shift+PgDown"),
        press("earlier", "Page before in the document", lambda p: p.earlier, "Ctrl+Shift+PgUp"),
        press("open", "Open the file of the document", lambda p: p.open_button, "Ctrl+Shift+Return"),
        press("folder", "Show the document in its folder", lambda p: p.folder_button, "Ctrl+Shift+J"),
        press("here", "The answer is here", lambda p: p.here.button if p.here else None, "Ctrl+Shift+B"),
        press("close", "Close the document", lambda p: p.close_button, "Ctrl+Shift+X"),
    )  # fmt: skip


def _library(w: MainWindow) -> tuple[Action, ...]:
    def adds(kind: str, words: str) -> Action:
        name = words.rstrip("…")
        name = f"Add a {name[:1].lower()}{name[1:]}" if kind != "obsidian" else "Add an Obsidian vault"
        return Action(f"library.add_{kind}", name, LIBRARY, lambda: w.adder.ask(kind), _ADD_KEYS[kind], "plus")

    def find() -> None:
        if _talks(w):
            w.chat.begin_find()
            return
        if w.page == "map":
            w.map.begin_find()
            return
        w.show_page("library")
        w.library.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def still() -> bool:
        return bool(w.syncing.sources) and not w.syncing.showing and not w.syncing.paused

    return (
        *(adds(kind, words) for kind, words, _ in KINDS),
        Action("library.find", "Find in the answers, or among the items", LIBRARY, find, "Ctrl+F", "magnifying-glass",
               lambda: _talks(w) or w.page == "map" or bool(w.syncing.sources)),
        Action("library.sort", "Sort the items", LIBRARY, lambda: w.library.table.show_sorts(), "Ctrl+F8", "",
               lambda: w.page == "library" and w.library.table.isVisible()),
        Action("library.sync", "Read what is new", LIBRARY, w.syncing.sync, "F5", "arrows-clockwise", still),
        Action("library.pause", "Pause reading", LIBRARY, w.syncing.pause, "F7", "pause", lambda: w.syncing.showing),
        Action("library.resume", "Resume reading", LIBRARY, w.syncing.resume, "Shift+F7", "play",
               lambda: w.syncing.paused),
        Action("library.stop", "Stop reading for now", LIBRARY, w.syncing.stop, "Shift+F5", "x",
               lambda: w.syncing.showing),
        Action("library.questions", "See your own questions", LIBRARY, lambda: w.library.own.show_pairs(),
               "Ctrl+Shift+Q", "", lambda: bool(w.own.pairs)),
        Action("library.measure", "Measure with your own questions", LIBRARY, w.own.measure, "Ctrl+F7", "",
               lambda: bool(w.own.pairs) and w.own.progress is None),
        _press("item.again", "Read the chosen item again", LIBRARY, lambda: _shown(w, "again_button"), "Ctrl+F5"),
        _press("item.open", "Open the chosen item", LIBRARY, lambda: _shown(w, "open_button"), "F4"),
    )  # fmt: skip


def _models(w: MainWindow) -> tuple[Action, ...]:
    def show(section: str) -> None:
        w.show_page("models")
        w.model_sections.show_section(section)

    def add() -> None:
        show("On this computer")
        w.models_page.add_button.click()

    return (
        Action("models.add", "Add a model file", MODELS, add, "Ctrl+Shift+N", "plus"),
        Action("models.get", "Get models", MODELS, lambda: show("Get models"), "Ctrl+G", "download-simple"),
        Action("models.services", "Other services", MODELS, lambda: show("Other services"), "Ctrl+5", "globe"),
        Action("models.arena", "Arena", MODELS, lambda: show("Arena"), "Ctrl+9"),
        Action("models.search", "Models for search", MODELS, lambda: show("For search"), "Ctrl+6", "magnifying-glass"),
    )


def _window(w: MainWindow, theme: Theme) -> tuple[Action, ...]:
    def scheme() -> None:
        w.settings_page.change("theme", "light" if theme.dark else "dark")

    def network() -> None:
        w.privacy.set_network(not w.privacy.on)

    return (
        Action("window.palette", "Find anything", WINDOW, w.sheets.find_anything, "Ctrl+K", "magnifying-glass"),
        Action("window.shortcuts", "All shortcuts", WINDOW, w.sheets.show_shortcuts, "F1 ?", "keyboard"),
        Action("window.keyboard", "Change shortcuts", WINDOW, w.sheets.show_keyboard, "Ctrl+F1", "keyboard"),
        Action("window.theme", "Change between light and dark", WINDOW, scheme, "F9", "moon"),
        Action("window.network", "Switch the network on or off", WINDOW, network, "Ctrl+F9", "globe"),
        Action("window.close", "Close Alcove", WINDOW, w.close, "Ctrl+Q", "x"),
    )  # fmt: skip


def _press(
    name: str, words: str, group: str, find: Callable[[], QAbstractButton | None], keys: str, icon: str = ""
) -> Action:
    """Return an action that presses a button: possible when the button is on view and enabled."""

    def press() -> None:
        button = find()
        if button is not None:
            button.click()

    def possible() -> bool:
        button = find()
        return button is not None and button.isVisible() and button.isEnabled()

    return Action(name, words, group, press, keys, icon, possible)


def _menu(name: str, words: str, group: str, button: QPushButton, keys: str, icon: str) -> Action:
    """Return an action that opens the menu of a button."""
    return Action(name, words, group, button.showMenu, keys, icon, lambda: button.isVisible() and button.isEnabled())


def _step_citation(w: MainWindow, by: int) -> None:
    if w.evidence.citations_at_hand():
        w.show_evidence()
        w.evidence.step(by)


def _preview(w: MainWindow) -> DocumentPreview | None:
    """Return the document on view on this page."""
    if w.page == "library":
        return w.library.detail.preview
    return w.evidence.preview if w.page == "chat" and "evidence" in w.__dict__ else None


def _part(block: AnswerBlock, name: str, button: str = "") -> QAbstractButton | None:
    """Return a button of what an answer has only where there is need of it."""
    part = block.made(name)
    return getattr(part, button) if part is not None and button else part  # type: ignore[return-value]


def _talks(w: MainWindow) -> bool:
    return w.page == "chat" and bool(w.chat.blocks)


def _shown(w: MainWindow, button: str) -> QAbstractButton | None:
    """Return a button of the item on the library page."""
    return getattr(w.library.detail, button) if w.page == "library" else None


def _label(registry: ActionRegistry, w: MainWindow) -> None:
    """Tell the keys in the tooltips of buttons that do the same."""
    labelled: tuple[tuple[QWidget, str, str], ...] = (
        (w.sidebar.new_button, "conversation.new", ""),
        (w.sidebar.search_button, "conversation.search", ""),
        (w.chat.sources_button, "sources.toggle", ""),
        (w.chat.delete_button, "conversation.delete", ""),
        (w.chat.map_button, "go.map", "The conversation as a tree"),
        (w.chat.compare_button, "column.compare", ""),
        (w.chat.add_button, "column.add", ""),
        (w.chat.together_button, "column.together", "Scroll the columns together"),
        (w.chat.differences_button, "column.differences", "How the last answers differ"),
        (w.chat.composer.answer_from, "question.answer_from", "What answers are made from"),
        (w.chat.composer.scope, "question.sources", "Which sources are asked"),
    )
    for widget, name, tip in labelled:
        registry.label(widget, name, tip)
    for page, button in w.sidebar.buttons.items():
        if page != "privacy":  # its tooltip tells why
            registry.label(button, f"go.{page}")


def label_column(registry: ActionRegistry, column: CompareColumn) -> None:
    """Tell the keys in the tooltips of a column's buttons."""
    head = column.head
    registry.label(head.settings_button, "column.settings", head.settings_button.toolTip())
    registry.label(head.stop_button, "column.stop", head.stop_button.toolTip())
    column.messages.message_added.connect(lambda message: label_message(registry, message))


def label_message(registry: ActionRegistry, message: MessageBox) -> None:
    """Tell the keys in the tooltips of a message's buttons."""
    for button, name in message.buttons().items():
        registry.label(button, name, button.toolTip())
