"""The grammar of the `alcove` command: its subcommands and options. Importing it imports what they need."""

import argparse
from collections.abc import Callable
from pathlib import Path

from alcove import __version__
from alcove.chat.prompts import PERSONA, PROMPT
from alcove.chat.transfer import SUFFIXES
from alcove.connectors.base import CONNECTORS, SourceOptions
from alcove.core.settings import ModelSettings, described
from alcove.models.endpoints import LEAST_CONTEXT, MOST_CONTEXT
from alcove.rag.query import FIELDS
from alcove.rag.types import AnswerFrom
from alcove.terminal import (
    arena,
    commands,
    conversations,
    embedders,
    evaluating,
    getting,
    one_model,
    privacy,
    prompts,
    services,
)
from alcove.terminal import claims as claim_commands

MODES = ("hybrid", "vector", "keyword")
ANSWER_FROM: dict[AnswerFrom, str] = {
    "documents": "your documents alone (the default)",
    "both": "those and general knowledge, told apart",
    "model": "the model alone, nothing is searched",
}


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of every command; each sets `run` to the function that does it."""
    everywhere = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    everywhere.add_argument("--data-dir", type=Path, metavar="DIR", help="keep the whole library in DIR")
    everywhere.add_argument("--json", action="store_true", help="print JSON on stdout and nothing else there")
    parser = argparse.ArgumentParser(
        prog="alcove",
        description="Ask your own files, on this computer alone. Without a command: open the window.",
    )
    parser.add_argument("--version", action="version", version=f"alcove {__version__}")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="keep the whole library in DIR")
    parser.add_argument("--json", action="store_true", help="print JSON on stdout and nothing else there")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[..., None], help_text: str, within: object = None) -> argparse.ArgumentParser:
        place = within or subparsers
        one: argparse.ArgumentParser = place.add_parser(  # type: ignore[attr-defined]  # argparse hides the type
            name, help=help_text, description=help_text, parents=[everywhere]
        )
        one.set_defaults(run=run)
        return one

    def group(name: str, help_text: str) -> object:
        one = subparsers.add_parser(name, help=help_text, description=help_text, parents=[everywhere])
        return one.add_subparsers(dest=f"{name}_command", metavar="COMMAND", required=True)

    sources = group("sources", "the places the library reads")
    add = command("add", commands.add_source, "add a folder, a vault, a repository or a web page", sources)
    add.add_argument("path", help="the folder, or the address of a web page")
    _options(add)
    command("list", commands.list_sources, "list the sources", sources)
    command("remove", commands.remove_source, "remove a source; its files stay", sources).add_argument("name")

    show = command("show", commands.show, "print the stored text of a document, or a span of it")
    show.add_argument("uri")
    show.add_argument("--start", type=int, help="first character (from 0)")
    show.add_argument("--end", type=int, help="character to stop before")

    links = command("links", commands.links, "say what an item links to, and what links to it")
    links.add_argument("uri")
    tags = command("tags", commands.tags, "list the tags of the notes, and how many bear each")
    tags.add_argument("--source")

    command("sync", commands.sync, "read what is new or changed").add_argument("names", nargs="*", metavar="SOURCE")
    command("watch", commands.watch, "go on reading what changes, until interrupted")
    coverage = command("coverage", commands.coverage, "say what became of every item and page")
    coverage.add_argument("--source")
    again = command("read", commands.read_again, "read one item once more, with its password if it needs one")
    again.add_argument("uri")
    again.add_argument("--password", action="store_true", help="ask for a password, or take it from stdin")

    search = command("search", commands.search, "find passages")
    _questions(search)
    search.add_argument("-k", type=_positive, default=10, help="how many (10)")
    search.add_argument("--mode", choices=MODES, default="hybrid")

    ask = command("ask", commands.ask, "answer a question from the library, with citations")
    _questions(ask)
    ask.add_argument("--model", default="", help="which model answers")
    ask.add_argument(
        "--models", nargs="+", default=[], metavar="NAME",
        help="let 2 to 4 models answer side by side, behind the question; NAME@temperature=0.8 is one with other "
        "settings",
    )  # fmt: skip
    ask.add_argument("-k", type=_positive, help="most passages to answer from")
    ask.add_argument("--max-tokens", type=_positive, help="longest answer")
    ask.add_argument(
        "--pin", action="append", default=[], metavar="FILE", help="read this document whole; kept for the next time"
    )
    ask.add_argument(
        "--attach", action="append", default=[], type=Path, metavar="FILE",
        help="read this file, picture or scan for this question; it need not be in the library",
    )  # fmt: skip
    ask.add_argument(
        "--prompt", default="", metavar="NAME", help="ask by a prompt; a question fills its first variable"
    )
    ask.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="answer a variable of the prompt")
    ask.add_argument("--persona", default="", metavar="NAME", help="who answers; none: nobody")
    _answer_from(ask)
    _key(ask)

    claims = group("claims", "sentences, checked against the library")
    check = command("check", claim_commands.check_claim, "say what supports or contradicts a sentence", claims)
    check.add_argument("text", help="a whole sentence")
    check.add_argument("--source", help="only this source")

    evaluate = command("eval", evaluating.evaluate, "measure the library on questions with known answers")
    evaluate.add_argument("file", type=Path, nargs="?", help='lines of {"id", "query", "relevant": [FILE], ...}')
    evaluate.add_argument("--own", action="store_true", help="your own questions, as pointed out in the window")
    evaluate.add_argument("--ask", action="store_true", help="answer them too, not only search")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="keep each result, and go on from there next time")
    evaluate.add_argument("--source", help="only this source")
    evaluate.add_argument("--mode", choices=MODES, default="hybrid", help="how it is searched, without --ask")
    evaluate.add_argument("--model", default="", help="which model answers")
    evaluate.add_argument("-k", type=_positive, help=f"how many passages ({evaluating.FOUND})")
    evaluate.add_argument("--max-tokens", type=_positive, help="longest answer")
    evaluate.set_defaults(pin=[], attach=[], prompt="", set=[], persona="none")
    _answer_from(evaluate)
    _key(evaluate)

    _arena(command, group("arena", "models compared blind: the same question, a vote, then the names"))

    models = group("models", "the models on this computer")
    command("list", commands.list_models, "list the models", models)
    command("found", commands.found_models, "list the models that other programs have here", models)
    use = command("add", commands.add_model, "use a GGUF file, or an embedding model's folder, where it lies", models)
    use.add_argument("file", type=Path)
    use.add_argument("--name", default="", help="what to call it; the file's name by default")
    told = command("show", one_model.show_model, "tell what a model needs, what it can and how it is set", models)
    told.add_argument("name")
    tune = command("set", one_model.set_model, "change how one model runs", models)
    tune.add_argument("name")
    tune.add_argument("key", help=f"one of {', '.join(one.key for one in described(ModelSettings))}")
    tune.add_argument("value")
    command("catalogue", getting.show_catalogue, "list models worth having; nobody is asked", models)
    find = command("search", getting.search_models, "find models on the hub by words of their names", models)
    find.add_argument("text")
    find.add_argument("--embedding", action="store_true", help="models that search by meaning, not those that chat")
    holds = command("files", getting.show_files, "list what of a repository can be downloaded, and what fits", models)
    holds.add_argument("repository", help="OWNER/REPOSITORY")
    get = command("get", getting.get_model, "download a model from the hub: OWNER/REPOSITORY/FILE.gguf", models)
    get.add_argument("name", help="the file may be left out where there is one, or the catalogue names it")
    get.add_argument("--discard", action="store_true", help="throw away what came of it so far")
    for one in (find, holds, get):
        one.add_argument("--hub", default="", metavar="URL", help="another hub than huggingface.co")
    remove = command("remove", commands.remove_model, "take a model off the list", models)
    remove.add_argument("name")
    remove.add_argument("--delete", action="store_true", help="delete the files of one that was downloaded")

    _endpoints(command, group("endpoints", "services that run models elsewhere; each is off until switched on"))

    _embedders(command, models)

    _conversations(command, group("conversations", "what was asked and answered"))
    _prompts(command, group("prompts", "questions kept for the next time, with variables"), PROMPT)
    personas = group("personas", "who answers: instructions and what else goes with them")
    _prompts(command, personas, PERSONA)
    default = command(
        "default", prompts.default_persona, "say who answers for a model where nobody is chosen", personas
    )
    default.add_argument("model")
    default.add_argument("name", nargs="?", help="left out: nobody")

    settings = group("settings", "the settings")
    command("list", commands.list_settings, "list the settings", settings)
    change = command("set", commands.set_setting, "change a setting", settings)
    change.add_argument("key")
    change.add_argument("value")

    command("ledger", privacy.ledger, "list what left this computer, and what was refused")

    doctor = command(
        "doctor", commands.doctor, "check the library, mend what can be mended, and say what models run on"
    )
    doctor.add_argument("--rebuild", action="store_true", help="make the vector index anew from the stored vectors")
    return parser


def _conversations(command: Callable[..., argparse.ArgumentParser], within: object) -> None:
    listed = command("list", conversations.list_conversations, "list them, the one changed last first", within)
    listed.add_argument("--archived", action="store_true", help="those in the archive")
    listed.add_argument("--deleted", action="store_true", help="those that can still be brought back")
    listed.add_argument("--folder", help="those in a folder, and in folders in it")
    find = command("search", conversations.search, "find words in titles and messages, in the archive too", within)
    find.add_argument("query", help='words, or their beginnings; "in quotation marks" for an exact phrase')
    find.add_argument("-k", type=_positive, default=20, help="how many (20)")
    shown = command("show", conversations.show, "print one as Markdown", within)
    shown.add_argument("id", type=int)
    taken = command("export", conversations.export, "write some to files, or one to stdout", within)
    taken.add_argument("ids", type=int, nargs="*", metavar="ID")
    taken.add_argument("--all", action="store_true", help="all that are not deleted")
    taken.add_argument(
        "--format", choices=list(SUFFIXES), default="markdown", help="json is complete and can be imported again"
    )
    taken.add_argument("--out", type=Path, metavar="PATH", help="a file for one, a folder for several")
    for one in (shown, taken):
        one.add_argument("--tree", action="store_true", help="all branches, not only where it last went on")
    got = command("import", conversations.import_conversations, "take over what was exported elsewhere", within)
    got.add_argument("file", type=Path, help="of ChatGPT (.zip or conversations.json), Open WebUI or Alcove")
    for name, run, help_text in (
        ("pin", conversations.pin, "let some stand above the others"),
        ("archive", conversations.archive, "put some out of the way; they are found all the same"),
        ("move", conversations.move, "put some into a folder"),
        ("delete", conversations.delete, "delete some; `restore` brings them back"),
        ("restore", conversations.restore, "bring deleted ones back"),
    ):
        changed = command(name, run, help_text, within)
        changed.add_argument("ids", type=int, nargs="+", metavar="ID")
        if name in ("pin", "archive"):
            changed.add_argument("--off", action="store_true", help="undo it")
        if name == "move":
            changed.add_argument("--to", required=True, metavar="FOLDER", help="such as Work/Contracts; '' for none")


def _endpoints(command: Callable[..., argparse.ArgumentParser], within: object) -> None:
    command("list", services.list_endpoints, "list the services", within)
    add = command("add", services.add_endpoint, "add an OpenAI-compatible service; it stays off", within)
    add.add_argument("url", help="its base address, such as http://localhost:11434/v1")
    add.add_argument("--name", default="", help="what to call it")
    _key(add, "take its key from stdin and keep it in the keyring")
    for name, run, help_text in (
        ("on", services.switch_on, "switch a service on, and ask which models it has"),
        ("off", services.switch_off, "switch a service off: nothing is sent to it any more"),
        ("remove", services.remove_endpoint, "remove a service, its key too"),
        ("models", services.list_endpoint_models, "ask a service which models it has, and list them"),
        ("check", services.check_endpoint, "ask a service whether it answers"),
    ):
        one = command(name, run, help_text, within)
        one.add_argument("name")
        if name in ("on", "models", "check"):
            _key(one)
    key = command("key", services.set_key, "keep another key of a service, or none", within)
    key.add_argument("name")
    _key(key, "take it from stdin instead of asking; an empty line removes it")
    context = command("context", services.set_context, "say how many tokens a model sees at once", within)
    context.add_argument("name")
    context.add_argument("model", help="as the service calls it")
    context.add_argument("tokens", type=int, help=f"{LEAST_CONTEXT} to {MOST_CONTEXT}; 0: as the service tells")


def _arena(command: Callable[..., argparse.ArgumentParser], within: object) -> None:
    ask = command("ask", arena.ask, "ask models the same question and show the answers without names", within)
    ask.add_argument("question", nargs="?")
    ask.add_argument("--match", type=int, metavar="N", help="have the answers written that this match lacks")
    many = command("batch", arena.batch, "answer a list of questions with some models; without one, list them", within)
    many.add_argument("file", type=Path, nargs="?", help='a question a line, or JSON: {"question", "tags": [...]}')
    many.add_argument("--name", default="", help="what to call it; the file's name by default")
    many.add_argument("--resume", type=int, metavar="N", help="go on with this one, and try again what failed")
    for one in (ask, many):
        one.add_argument(
            "--models", nargs="+", default=[], metavar="MODEL",
            help="2 to 4; NAME@temperature=0.8 is the same model otherwise set; any two on this computer by default",
        )  # fmt: skip
        one.add_argument("--source", help="only this source")
        one.add_argument("--max-tokens", type=_positive, help="longest answer")
        _answer_from(one)
    ask.add_argument("--tag", action="append", default=[], help="a topic of the question")
    vote = command("vote", arena.vote, "vote on a match and learn the names; without one, show the next", within)
    vote.add_argument("match", type=int, nargs="?")
    vote.add_argument("outcome", nargs="?", help="the letter of the best answer, or tie, or bad")
    vote.add_argument("--withdraw", action="store_true", help="let the vote on this match count no more")
    rated = command("ratings", arena.ratings, "rate the models by the votes, with intervals", within)
    rated.add_argument("--tag", default="", help="by votes on this topic alone")
    for one in (vote, rated):
        one.add_argument("--batch", type=int, metavar="N", help="of this batch alone")
    export = command("export", arena.export, "write matches, votes and ratings; what waits for a vote unnamed", within)
    export.add_argument("place", type=Path, help="a .json file, or a folder for tables (CSV)")


def _key(
    parser: argparse.ArgumentParser, help_text: str = "take the service's key from stdin, for this run only"
) -> None:
    parser.add_argument("--key-stdin", action="store_true", help=help_text)
    parser.add_argument(
        "--send-key-openly", action="store_true", help="allow a key to go to an http address, where others can read it"
    )


def _prompts(command: Callable[..., argparse.ArgumentParser], within: object, kind: str) -> None:
    """Add the commands that prompts and personas have alike."""

    def one(name: str, run: Callable[..., None], help_text: str) -> argparse.ArgumentParser:
        made = command(name, run, help_text, within)
        made.set_defaults(kind=kind)
        return made

    listed = one("list", prompts.list_texts, f"list the {kind}s")
    listed.add_argument("words", nargs="?", help="only those that hold these words")
    listed.add_argument("--folder", default="")
    listed.add_argument("--tag", default="")
    listed.add_argument("--deleted", action="store_true", help="those that can be restored")
    shown = one("show", prompts.show_text, f"show a {kind}, its versions, or what would be sent")
    shown.add_argument("name")
    shown.add_argument("--versions", action="store_true", help="list its versions")
    shown.add_argument("--version", type=int, metavar="N", help="as it was then")
    shown.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="fill its variables")
    for name, run, help_text in (
        ("add", prompts.add_text, f"keep a new {kind}, its text from a file or stdin"),
        ("edit", prompts.edit_text, f"change a {kind}; the former version is kept"),
    ):
        made = one(name, run, help_text)
        made.add_argument("name")
        made.add_argument("--text", type=Path, metavar="FILE", help="its text; - for stdin")
        made.add_argument("--title")
        made.add_argument("--folder", help="such as Work/Contracts")
        made.add_argument("--tag", action="append", default=[])
        _answer_from(made)
        if name == "edit":
            made.add_argument("--rename", default="", metavar="NAME")
        if kind == PERSONA:
            made.add_argument("--model", help="which model answers")
            made.add_argument("--source", action="append", default=[], help="which sources are asked")
            for key, figure in (("temperature", float), ("top-p", float), ("max-tokens", int), ("seed", int)):
                made.add_argument(f"--{key}", type=figure)
    one("remove", prompts.remove_text, f"delete a {kind}; restore takes it back").add_argument("name")
    restored = one("restore", prompts.restore_text, "take back a deletion, or an earlier version")
    restored.add_argument("name")
    restored.add_argument("--version", type=int, metavar="N", help="make this version the newest")
    brought = one("import", prompts.import_texts, "bring in a .json or .md file, a folder, or an Open WebUI export")
    brought.add_argument("file", type=Path)
    written = one("export", prompts.export_texts, "write prompts and personas to a .json or .md file, or a folder")
    written.add_argument("file", type=Path)
    written.add_argument("names", nargs="*", metavar="NAME", help=f"these {kind}s only")


def _embedders(command: Callable[..., argparse.ArgumentParser], models: object) -> None:
    change = command("embedder", embedders.embedder, "change the model that search by meaning uses, or go on", models)
    change.add_argument("name", nargs="?", help=f"which one; {embedders.AUTOMATIC} lets Alcove choose")
    change.add_argument("--list", action="store_true", help="list them and what is kept of each; nothing is embedded")
    service = command("add-service", embedders.add_service, "add an embedding model that a service runs", models)
    service.add_argument("url", help="its address, such as http://127.0.0.1:11434/v1")
    service.add_argument("model", help="the model's name there")
    service.add_argument("--name", default="", help="what to call it here; the model's name by default")
    service.add_argument("--key", action="store_true", help="take the service's key from stdin")
    free = command("free", embedders.free, "delete the vectors of an embedding model that does not answer", models)
    free.add_argument("name")


def _options(add: argparse.ArgumentParser) -> None:
    plain = SourceOptions()
    add.add_argument("--kind", help=f"what it is, where that is not recognised: {', '.join(CONNECTORS)}")
    add.add_argument("--name", help="what to call it; the folder's name by default")
    pattern = {"action": "append", "default": [], "metavar": "PATTERN"}
    add.add_argument("--include", **pattern, help="list only what matches (as in .gitignore)")  # type: ignore[arg-type]
    add.add_argument("--exclude", **pattern, help="leave out what matches (as in .gitignore)")  # type: ignore[arg-type]
    add.add_argument("--hidden", action="store_true", help="hidden files too")
    add.add_argument("--all", action="store_true", help="also what .gitignore leaves out")
    add.add_argument("--most-mb", type=_positive, default=plain.most_mb, help="leave out larger files")
    add.add_argument("--depth", type=int, default=plain.depth, help="follow links of a web page so far (0: not at all)")
    add.add_argument("--most-pages", type=_positive, default=plain.most_pages, help="most web pages (%(default)s)")
    add.add_argument("--revision", default="", help="branch, tag or commit of a repository; what is checked out if not")


def _answer_from(parser: argparse.ArgumentParser) -> None:
    told = "; ".join(f"{name}: {words}" for name, words in ANSWER_FROM.items())
    parser.add_argument("--answer-from", choices=list(ANSWER_FROM), help=f"what the answer is made from. {told}")


def _questions(parser: argparse.ArgumentParser) -> None:
    filters = "\n".join(f"  {one.example:20} {one.meaning}" for one in FIELDS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"Filters narrow a question; with - in front they leave out:\n{filters}"
    parser.add_argument("query", nargs="?", help="words, and filters if you like")
    parser.add_argument("--queries", type=Path, metavar="FILE", help='lines of {"id", "query"}')
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the answers of --queries go")
    parser.add_argument("--source", help="only this source")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value
