"""The table of what can be done in the window: a line each. Another action is another line, and nothing else.

Actions on an answer are for the one that has the keyboard, or else the last. What has a button is done by pressing it,
so that it can be done exactly when the button can be pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from alcove.desktop.actions import Action, ActionRegistry, Held
from alcove.desktop.adding import KINDS
from alcove.desktop.columns import leave_for
from alcove.desktop.message import DEEDS, Act, MessageBox
from alcove.desktop.question_input import ATTACH_KEYS, EXPAND_KEYS, PREVIEW_KEYS
from alcove.desktop.translation import marked, tr

if TYPE_CHECKING:
    from alcove.chat.store import Conversation
    from alcove.desktop.answer_block import AnswerBlock
    from alcove.desktop.compare_column import CompareColumn
    from alcove.desktop.preview import DocumentPreview
    from alcove.desktop.theme import Theme
    from alcove.desktop.window import MainWindow

CONVERSATION, GO, QUESTION = marked("Conversation"), marked("Go to"), marked("Question")
ANSWER, MESSAGE, COLUMNS = marked("Answer"), marked("Message"), marked("Side by side")
SOURCES, LIBRARY, MODELS, WINDOW = marked("Sources"), marked("Library"), marked("Models"), marked("Window")
"""Groups are told in the window's language once an action is in the registry."""
_ADD = {
    "folder": (marked("Add a folder"), "Ctrl+O"),
    "obsidian": (marked("Add an Obsidian vault"), "Ctrl+Shift+O"),
    "git": (marked("Add a git repository"), "Ctrl+Shift+G"),
    "web": (marked("Add a web page"), "Ctrl+Shift+W"),
}
"""What adding a source of a kind is called, and its keys."""
_DEEDS: dict[Act, str] = {
    "edit": marked("Edit the message one is in"),
    "again": marked("Answer again"),
    "go on": marked("Continue writing"),
    "branch": marked("Branch from here"),
    "copy": marked("Copy the message one is in"),
    "delve": marked("Delve into words of the message one is in"),
    "unsure": marked("Show where the model was unsure"),
    "delete": marked("Delete the message one is in"),
}
"""What is done with the message that has the keyboard, whichever it is."""


def add_actions(registry: ActionRegistry, window: MainWindow, theme: Theme) -> None:
    """Fill the registry of a window."""
    for group in (_conversation, _go, _question, _columns, _answer, _message, _sources, _library, _models):
        registry.add(*(replace(one, group=tr(one.group)) for one in group(window)))
    registry.add(*(replace(one, group=tr(one.group)) for one in _window(window, theme)))
    registry.hold(*(replace(one, name=tr(one.name), group=tr(one.group)) for one in HELD))
    _label(registry, window)


HELD = (
    Held(marked("Send the question"), QUESTION, "Return"),
    Held(marked("Begin a line"), QUESTION, "Shift+Return"),
    Held(marked("Choose a filter of the question"), QUESTION, "Ctrl+Space"),
    Held(marked("Bring back the question before, in an empty input"), QUESTION, "Up"),
    Held(marked("Open what is chosen in a list"), WINDOW, "Return"),
    Held(marked("Save the prompt or persona"), WINDOW, "Ctrl+S"),
    *(Held(_DEEDS[act], MESSAGE, key) for act, deed in DEEDS.items() for key in deed.keys),
    Held(marked("Go to the message above"), MESSAGE, "Up"),
    Held(marked("Go to the message below"), MESSAGE, "Down"),
    Held(marked("The beginning of the conversation, in a message"), MESSAGE, "Ctrl+Home"),
    Held(marked("The end of the conversation, in a message"), MESSAGE, "Ctrl+End"),
    Held(marked("Save the answer one edits"), MESSAGE, "Ctrl+Return"),
    Held(marked("Stop editing a message"), MESSAGE, "Esc"),
    Held(marked("Delete the chosen conversation"), CONVERSATION, "Delete"),
    Held(marked("Put away what lies on top, else stop the answer"), WINDOW, "Esc"),
    Held(marked("Go to what comes next"), WINDOW, "Tab"),
    Held(marked("Go to what came before"), WINDOW, "Shift+Tab"),
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
        Action("conversation.new", tr("New conversation"), CONVERSATION, w.new_conversation, "Ctrl+N", "note-pencil"),
        Action("conversation.search", tr("Search conversations"), CONVERSATION, w.search_conversations, "Ctrl+Shift+F",
               "magnifying-glass"),
        Action("conversation.rename", tr("Rename the conversation"), CONVERSATION, rename, "F2", "note-pencil",
               nameable),
        Action("conversation.delete", tr("Delete this conversation"), CONVERSATION, delete,
               "Ctrl+Shift+Backspace", "trash", opened),
        Action("conversation.pin", tr("Pin the conversation, or unpin it"), CONVERSATION, pin, "Ctrl+Alt+P",
               "push-pin", some),
        Action("conversation.archive", tr("Archive the conversation, or bring it back"), CONVERSATION, archive,
               "Ctrl+Alt+A", "archive-box", some),
        Action("conversation.folder", tr("New folder for the conversation"), CONVERSATION,
               lambda: w.menus.ask_folder(talks()), "Ctrl+Alt+N", "folder-plus"),
        Action("conversation.export", tr("Export the conversation"), CONVERSATION,
               lambda: w.menus.ask_export(talks(), "pdf"), "Ctrl+Alt+E", "export", some),
        Action("conversation.import", tr("Import conversations"), CONVERSATION, w.menus.ask_import, "Ctrl+Alt+I",
               "download-simple"),
    )  # fmt: skip


def _go(w: MainWindow) -> tuple[Action, ...]:
    return (
        Action("go.chat", tr("The conversation"), GO, lambda: w.show_page("chat"), "Ctrl+1 Ctrl+L", "chat-text"),
        Action("go.library", tr("Library"), GO, lambda: w.show_page("library"), "Ctrl+2 Ctrl+Shift+L", "books"),
        Action("go.models", tr("Models"), GO, lambda: w.show_page("models"), "Ctrl+3 Ctrl+Shift+M", "cpu"),
        Action("go.prompts", tr("Prompts"), GO, lambda: w.show_page("prompts"), "Ctrl+7", "chat-text"),
        Action("go.personas", tr("Personas"), GO, w.manage_personas, "Ctrl+8", "user-circle"),
        Action("go.privacy", tr("Privacy"), GO, lambda: w.show_page("privacy"), "Ctrl+4 Ctrl+Shift+P", "shield-check"),
        Action("go.settings", tr("Settings"), GO, lambda: w.show_page("settings"), "Ctrl+,", "gear-six"),
        Action("go.above", tr("The answer above"), GO, lambda: w.chat.go_to_answer(-1), "Alt+PgUp", "",
               lambda: _talks(w)),
        Action("go.below", tr("The answer below"), GO, lambda: w.chat.go_to_answer(1), "Alt+PgDown", "",
               lambda: _talks(w)),
        Action("go.up", tr("Back in the conversation"), GO, lambda: w.chat.go_on(-1), "Ctrl+PgUp", "",
               lambda: _talks(w)),
        Action("go.down", tr("On in the conversation"), GO, lambda: w.chat.go_on(1), "Ctrl+PgDown", "",
               lambda: _talks(w)),
        Action("go.map", tr("Map of the conversation"), GO, w.toggle_map, "Ctrl+M", "tree-structure",
               lambda: w.session.conversation is not None and not w.compare.on),
        Action("go.out", tr("Back out of the delve"), GO, w.session.line.leave, "Alt+Shift+Up", "arrow-left",
               lambda: _talks(w) and bool(w.session.line.trail)),
        Action("go.next", tr("The next part of the window"), GO, lambda: leave_for(w, 1), "F6"),
        Action("go.previous", tr("The part of the window before"), GO, lambda: leave_for(w, -1), "Shift+F6"),
        Action("go.notice", tr("What was just told"), GO, w.toasts.take_focus, "F8", "", w.toasts.isVisible),
    )  # fmt: skip


def _question(w: MainWindow) -> tuple[Action, ...]:
    composer = w.chat.composer

    def on_chat() -> bool:
        return w.page == "chat" and w.chat.isVisible()

    def sent() -> bool:
        return w.page == "chat" and not w.chat.busy and composer.button.isEnabled()

    return (
        Action("question.send", tr("Send the question"), QUESTION, composer.button.click, "Ctrl+Return", "arrow-up",
               sent),
        Action("question.stop", tr("Stop the answer"), QUESTION, w.chat.stop, "Ctrl+.", "stop-fill",
               lambda: w.chat.busy),
        Action("question.prompt", tr("Use a prompt"), QUESTION, w.offer_prompts, "Ctrl+/"),
        Action("question.attach", tr("Give files to this question"), QUESTION, w.attach_files, ATTACH_KEYS,
               "paperclip"),
        Action("question.preview", tr("See the question as it will look"), QUESTION, w.input.toggle_preview,
               PREVIEW_KEYS, "eye", on_chat),
        Action("question.tall", tr("Make the input tall, or as high as its text"), QUESTION, w.input.toggle_tall,
               EXPAND_KEYS, "arrows-out-simple", on_chat),
        Action("question.context", tr("See what the model would see"), QUESTION, w.input.meter.show_card,
               "Ctrl+Alt+M", "", lambda: on_chat() and w.input.meter.isVisible()),
        _menu("question.persona", tr("Choose who answers"), QUESTION, w.persona_picker, "Ctrl+Alt+U", "user-circle"),
        _menu("question.sources", tr("Choose which sources are asked"), QUESTION, composer.scope, "Ctrl+Shift+S",
              "books"),
        _menu("question.answer_from", tr("Choose what answers are made from"), QUESTION, composer.answer_from,
              "Ctrl+Shift+A", "quotes"),
        _menu("question.model", tr("Choose the model that answers"), QUESTION, w.chooser, "Ctrl+J", "cpu"),
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
        _press("column.compare", tr("Ask side by side, or in one line again"), COLUMNS, lambda: chat.compare_button,
               "Ctrl+Shift+C", "columns"),
        _press("column.add", tr("Add a column"), COLUMNS, lambda: chat.add_button, "Ctrl+Alt+C", "plus"),
        _press("column.together", tr("Scroll the columns together, or each alone"), COLUMNS,
               lambda: chat.together_button, "Ctrl+Alt+R", "arrows-down-up"),
        _press("column.differences", tr("Differences between the answers"), COLUMNS, lambda: chat.differences_button,
               "Ctrl+Alt+X", "intersect"),
        does("next", tr("Next column"), lambda _: chat.columns.step(1), "Alt+Shift+Right"),
        does("previous", tr("Column before"), lambda _: chat.columns.step(-1), "Alt+Shift+Left"),
        does("model", tr("Choose the model of the column"), lambda c: c.head.model.showMenu(), "Ctrl+Alt+J", "cpu"),
        press("settings", tr("Settings of the column"), lambda c: c.head.settings_button, "Ctrl+Alt+S",
              "sliders-horizontal"),
        press("sync", tr("Ask the column alone, or with the others"), lambda c: c.head.sync_button, "Ctrl+Alt+K",
              "link-simple"),
        press("stop", tr("Stop the answer of the column"), lambda c: c.head.stop_button, "Ctrl+Alt+.", "stop-fill"),
        does("continue", tr("Continue from the column"), lambda c: c.head.continued.emit(), "Ctrl+Alt+B"),
        does("carry", tr("Carry the answer of the column into all"), lambda c: c.head.carried.emit(), "Ctrl+Alt+V", "",
             lambda c: c.head.can_carry),
        does("remove", tr("Remove the column"), lambda c: c.head.removed.emit(), "Ctrl+Alt+W", "x"),
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
        press("copy", tr("Copy the answer"), lambda b: b.copy_button, "Ctrl+Shift+Y", "copy"),
        press("again", tr("Answer again"), lambda b: b.again_button, "Ctrl+R", "arrows-clockwise"),
        press("changed", tr("What changed in the answer"), lambda b: b.compare_button, "Ctrl+Shift+H"),
        press("why", tr("Why these passages"), lambda b: b.why_button, "Ctrl+Shift+I"),
        press("general", tr("Answer from general knowledge"), lambda b: _part(b, "general_button"), "Ctrl+Shift+K"),
        press("thoughts", tr("Show or hide what the model thought"), lambda b: _part(b, "thoughts", "button"),
              "Ctrl+Shift+T"),
        press("outdated", tr("What changed in the sources"), lambda b: _part(b, "outdated", "words_button"),
              "Ctrl+Shift+D", "warning"),
        press("renew", tr("Ask again and compare"), lambda b: _part(b, "outdated", "again_button"), "Ctrl+Shift+R"),
    )  # fmt: skip


def _message(w: MainWindow) -> tuple[Action, ...]:
    def does(act: Act, name: str, words: str, keys: str, icon: str = "") -> Action:
        return Action(f"message.{name}", words, MESSAGE, lambda: w.chat.messages_at_hand.do(act), keys, icon,
                      lambda: _talks(w) and w.chat.messages_at_hand.can(act))  # fmt: skip

    def steps(name: str, words: str, by: int, keys: str, icon: str) -> Action:
        return Action(f"message.{name}", words, MESSAGE, lambda: w.chat.step(by), keys, icon,
                      lambda: _talks(w) and w.chat.messages_at_hand.can_step(by))  # fmt: skip

    return (
        does("edit", "edit", tr("Edit the message, or the last question"), "Ctrl+E", "pencil-simple"),
        does("branch", "branch", tr("Branch from the message"), "Ctrl+B", "git-branch"),
        does("go on", "go_on", tr("Continue writing the answer"), "Ctrl+Alt+G"),
        does("delete", "delete", tr("Delete the message and what follows it"), "Ctrl+Shift+Del", "trash"),
        steps("earlier", tr("Show the version before"), -1, "Alt+Left", "caret-left"),
        steps("later", tr("Show the next version"), 1, "Alt+Right", "caret-right"),
        Action("message.delve", tr("Delve into words of the answer"), MESSAGE, w.delve, "Ctrl+D",
               "magnifying-glass-plus", lambda: _talks(w) and w.chat.messages_at_hand.can_delve()),
        Action("message.unsure", tr("Show where the model was unsure"), MESSAGE, w.toggle_unsure, "Ctrl+Alt+O"),
        Action("message.other", tr("Choose another word, where the model was unsure"), MESSAGE,
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
        Action("sources.toggle", tr("Show or hide the sources"), SOURCES, w.toggle_evidence, "Ctrl+Shift+E",
               "file-text", answered),
        Action("sources.next", tr("Next citation"), SOURCES, lambda: _step_citation(w, 1), "Alt+Down", "", answered),
        Action("sources.previous", tr("Citation before"), SOURCES, lambda: _step_citation(w, -1), "Alt+Up", "",
               answered),
        press("later", tr("Next page of the document"), lambda p: p.later, "Ctrl+Shift+PgDown"),
        press("earlier", tr("Page before in the document"), lambda p: p.earlier, "Ctrl+Shift+PgUp"),
        press("open", tr("Open the file of the document"), lambda p: p.open_button, "Ctrl+Shift+Return"),
        press("folder", tr("Show the document in its folder"), lambda p: p.folder_button, "Ctrl+Shift+J"),
        press("here", tr("The answer is here"), lambda p: p.here.button if p.here else None, "Ctrl+Shift+B"),
        press("close", tr("Close the document"), lambda p: p.close_button, "Ctrl+Shift+X"),
    )  # fmt: skip


def _library(w: MainWindow) -> tuple[Action, ...]:
    def adds(kind: str) -> Action:
        words, keys = _ADD[kind]
        return Action(f"library.add_{kind}", tr(words), LIBRARY, lambda: w.adder.ask(kind), keys, "plus")

    def find() -> None:
        if _talks(w):
            w.chat.begin_find()
            return
        if w.page == "map":
            w.pages.map.begin_find()
            return
        w.show_page("library")
        w.pages.library.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def still() -> bool:
        return bool(w.syncing.sources) and not w.syncing.showing and not w.syncing.paused

    return (
        *(adds(kind) for kind, _, _ in KINDS),
        Action("library.find", tr("Find in the answers, or among the items"), LIBRARY, find, "Ctrl+F",
               "magnifying-glass", lambda: _talks(w) or w.page == "map" or bool(w.syncing.sources)),
        Action("library.sort", tr("Sort the items"), LIBRARY, lambda: w.pages.library.table.show_sorts(), "Ctrl+F8", "",
               lambda: w.page == "library" and w.pages.library.table.isVisible()),
        Action("library.sync", tr("Read what is new"), LIBRARY, w.syncing.sync, "F5", "arrows-clockwise", still),
        Action("library.pause", tr("Pause reading"), LIBRARY, w.syncing.pause, "F7", "pause",
               lambda: w.syncing.showing),
        Action("library.resume", tr("Resume reading"), LIBRARY, w.syncing.resume, "Shift+F7", "play",
               lambda: w.syncing.paused),
        Action("library.stop", tr("Stop reading for now"), LIBRARY, w.syncing.stop, "Shift+F5", "x",
               lambda: w.syncing.showing),
        Action("library.questions", tr("See your own questions"), LIBRARY, lambda: w.pages.library.own.show_pairs(),
               "Ctrl+Shift+Q", "", lambda: bool(w.own.pairs)),
        Action("library.measure", tr("Measure with your own questions"), LIBRARY, w.own.measure, "Ctrl+F7", "",
               lambda: bool(w.own.pairs) and w.own.progress is None),
        _press("item.again", tr("Read the chosen item again"), LIBRARY, lambda: _shown(w, "again_button"), "Ctrl+F5"),
        _press("item.open", tr("Open the chosen item"), LIBRARY, lambda: _shown(w, "open_button"), "F4"),
    )  # fmt: skip


def _models(w: MainWindow) -> tuple[Action, ...]:
    def show(section: str) -> None:
        w.show_page("models")
        w.pages.model_sections.show_section(section)

    def add() -> None:
        show("On this computer")
        w.pages.models_page.add_button.click()

    return (
        Action("models.add", tr("Add a model file"), MODELS, add, "Ctrl+Shift+N", "plus"),
        Action("models.get", tr("Get models"), MODELS, lambda: show("Get models"), "Ctrl+G", "download-simple"),
        Action("models.services", tr("Other services"), MODELS, lambda: show("Other services"), "Ctrl+5", "globe"),
        Action("models.arena", tr("Arena"), MODELS, lambda: show("Arena"), "Ctrl+9"),
        Action(
            "models.search", tr("Models for search"), MODELS, lambda: show("For search"), "Ctrl+6", "magnifying-glass"
        ),
    )


def _window(w: MainWindow, theme: Theme) -> tuple[Action, ...]:
    def scheme() -> None:
        w.pages.settings_page.change("theme", "light" if theme.dark else "dark")

    def network() -> None:
        w.privacy.set_network(not w.privacy.on)

    return (
        Action("window.palette", tr("Find anything"), WINDOW, w.sheets.find_anything, "Ctrl+K", "magnifying-glass"),
        Action("window.shortcuts", tr("All shortcuts"), WINDOW, w.sheets.show_shortcuts, "F1 ?", "keyboard"),
        Action("window.keyboard", tr("Change shortcuts"), WINDOW, w.sheets.show_keyboard, "Ctrl+F1", "keyboard"),
        Action("window.theme", tr("Change between light and dark"), WINDOW, scheme, "F9", "moon"),
        Action("window.network", tr("Switch the network on or off"), WINDOW, network, "Ctrl+F9", "globe"),
        Action("window.close", tr("Close Alcove"), WINDOW, w.close, "Ctrl+Q", "x"),
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
        return w.pages.library.detail.preview
    return w.evidence.preview if w.page == "chat" and "evidence" in w.__dict__ else None


def _part(block: AnswerBlock, name: str, button: str = "") -> QAbstractButton | None:
    """Return a button of what an answer has only where there is need of it."""
    part = block.made(name)
    return getattr(part, button) if part is not None and button else part  # type: ignore[return-value]


def _talks(w: MainWindow) -> bool:
    return w.page == "chat" and bool(w.chat.blocks)


def _shown(w: MainWindow, button: str) -> QAbstractButton | None:
    """Return a button of the item on the library page."""
    return getattr(w.pages.library.detail, button) if w.page == "library" else None


def _label(registry: ActionRegistry, w: MainWindow) -> None:
    """Tell the keys in the tooltips of buttons that do the same."""
    labelled: tuple[tuple[QWidget, str, str], ...] = (
        (w.sidebar.new_button, "conversation.new", ""),
        (w.sidebar.search_button, "conversation.search", ""),
        (w.chat.sources_button, "sources.toggle", ""),
        (w.chat.delete_button, "conversation.delete", ""),
        (w.chat.map_button, "go.map", tr("The conversation as a tree")),
        (w.chat.compare_button, "column.compare", ""),
        (w.chat.add_button, "column.add", ""),
        (w.chat.together_button, "column.together", tr("Scroll the columns together")),
        (w.chat.differences_button, "column.differences", tr("How the last answers differ")),
        (w.chat.composer.answer_from, "question.answer_from", tr("What answers are made from")),
        (w.chat.composer.scope, "question.sources", tr("Which sources are asked")),
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
