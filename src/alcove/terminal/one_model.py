"""`alcove models show, set`: what is known of one model, and how it runs."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from alcove.core.errors import ModelError
from alcove.core.settings import ModelSettings, described
from alcove.models.memory import Fit, fit_words
from alcove.models.shelf import ModelShelf
from alcove.models.traits import About
from alcove.models.types import ModelInfo
from alcove.terminal.commands import model_json, opened_shelf
from alcove.terminal.output import Output


def show_model(options: Namespace, output: Output) -> None:
    """Tell what a model is, whether it fits, how it is set and how quick it was."""
    with opened_shelf(options) as shelf:
        info = shelf.info(options.name)
        about = shelf.about(info.name)
        found, problem = _examined(shelf, info.name)
        value = {
            **model_json(info),
            **asdict(about.traits),
            "crashed": info.crashed,
            "problem": problem,
            "fit": _fit_json(found) if found else None,
            "settings": asdict(about.settings),
            "last_answer": asdict(about.last) if about.last else None,
        }
        output.emit(value, "\n".join(_lines(info, about, found, problem)))


def set_model(options: Namespace, output: Output) -> None:
    """Change how a model runs."""
    with opened_shelf(options) as shelf:
        value = getattr(shelf.set_model_setting(options.name, options.key, options.value), options.key)
        told = {"name": options.name, "key": options.key, "value": value}
        output.emit(told, f"{options.name}: {options.key} = {value}")


def _examined(shelf: ModelShelf, name: str) -> tuple[Fit | None, str]:
    """Return whether a model fits, or what is wrong with its file."""
    try:
        return shelf.fit(name), ""
    except ModelError as error:
        return None, str(error)


def _fit_json(found: Fit) -> dict[str, Any]:
    remedy = found.remedy
    return {
        "fits": found.fits,
        "runs": found.runs,
        "needs": found.needs.total,
        "available": found.available,
        "context": found.needs.context_tokens,
        "would_fit": {"context_tokens": remedy.context_tokens, "cache_type": remedy.cache_type} if remedy else None,
    }


def _lines(info: ModelInfo, about: About, found: Fit | None, problem: str) -> list[str]:
    traits = about.traits
    can = [word for word, has in (("thinks before it answers", traits.thinks), ("can use tools", traits.tools)) if has]
    lines = [
        f"{info.name}  {info.path}",
        f"    {traits.architecture} {traits.parameters} {traits.quantisation}, {info.bytes / 1e6:,.0f} MB, "
        f"trained for {traits.context_tokens:,} tokens",
        f"    languages: {', '.join(traits.languages) or 'its file does not say'}{''.join(f'; {one}' for one in can)}",
        f"    {fit_words(found)}" if found else f"    {problem}",
    ]
    if about.last:
        speed = f", {about.last.tokens_per_s:.0f} tokens a second" if about.last.tokens_per_s else ""
        lines.append(f"    last answer: first word after {about.last.first_word_s:.1f} s{speed}")
    if info.crashed:
        lines.append("    closed Alcove when it was used last, and is not used by itself")
    for one in described(ModelSettings):
        lines.append(f"    {one.key} = {getattr(about.settings, one.key)}")
        lines.append(f"        {one.help}")
    return lines
