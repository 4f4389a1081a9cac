"""The commands about services that run models elsewhere."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ServiceError
from alcove.core.paths import Paths
from alcove.models.endpoints import Endpoint, Endpoints
from alcove.terminal.output import Output

NO_KEYRING = (
    "This computer has no keyring, so the key was not kept. Give it for one run each: "
    'printf %s "$KEY" | alcove ask ... --key-stdin'
)


def list_endpoints(options: Namespace, output: Output) -> None:
    """List the services."""
    with _opened(options) as endpoints:
        for one in endpoints.list():
            output.emit(_json(one), _words(one))


def add_endpoint(options: Namespace, output: Output) -> None:
    """Add a service, which stays off."""
    with _opened(options) as endpoints:
        one = endpoints.add(options.url, options.name)
        if options.key_stdin:
            try:
                one = endpoints.keep_key(one.name, sys.stdin.readline(), openly=options.send_key_openly)
            except ServiceError:
                endpoints.remove(one.name)
                raise
            if not one.key:
                output.note(NO_KEYRING)
        output.emit(_json(one), f"Added {one.name}. It is off; switch it on with: alcove endpoints on {one.name!r}")


def remove_endpoint(options: Namespace, output: Output) -> None:
    """Remove a service."""
    with _opened(options) as endpoints:
        endpoints.remove(options.name)
        output.emit({"removed": options.name}, f"Removed {options.name}, and its key.")


def switch_on(options: Namespace, output: Output) -> None:
    """Switch a service on and ask for its models; one that does not answer is on all the same."""
    with _opened(options) as endpoints:
        one = endpoints.switch(options.name, on=True)
        _hold_key(options, endpoints)
        problem: dict[str, str] | None = None
        try:
            one = _asked(options, endpoints)
        except ServiceError as error:
            problem = {"message": error.message, "hint": error.hint}
            output.note(str(error))
        output.emit({**_json(one), "problem": problem}, _words(one))


def switch_off(options: Namespace, output: Output) -> None:
    """Switch a service off."""
    with _opened(options) as endpoints:
        one = endpoints.switch(options.name, on=False)
        output.emit(_json(one), _words(one))


def check_endpoint(options: Namespace, output: Output) -> None:
    """Ask a service whether it answers."""
    with _opened(options) as endpoints:
        _hold_key(options, endpoints)
        one = _asked(options, endpoints)
        output.emit(_json(one), f"{one.name} answers. {_words(one)}")


def list_endpoint_models(options: Namespace, output: Output) -> None:
    """Ask a service for its models and list them."""
    with _opened(options) as endpoints:
        _hold_key(options, endpoints)
        for model in _asked(options, endpoints).models:
            value = {
                "name": model.name, "model": model.model, "context": model.context,
                "told_context": model.told_context or None, "leaves": model.leaves,
            }  # fmt: skip
            output.emit(value, f"{model.name}  {model.context:,} tokens{'' if model.told_context else ' (assumed)'}")


def set_key(options: Namespace, output: Output) -> None:
    """Keep another key of a service, or none."""
    with _opened(options) as endpoints:
        endpoints.get(options.name)
        typed = sys.stdin.readline() if options.key_stdin else getpass.getpass(f"Key of {options.name}: ")
        if not typed.strip():
            one = endpoints.forget_key(options.name)
        else:
            one = endpoints.keep_key(options.name, typed, openly=options.send_key_openly)
            if not one.key:
                output.note(NO_KEYRING)
        output.emit(_json(one), _words(one))


def set_context(options: Namespace, output: Output) -> None:
    """Say how many tokens a model sees at once."""
    with _opened(options) as endpoints:
        one = endpoints.set_context(options.name, options.model, options.tokens)
        context = next(model.context for model in one.models if model.model == options.model)
        output.emit(
            {"name": one.name, "model": options.model, "context": context}, f"{options.model}: {context:,} tokens"
        )


@contextmanager
def _opened(options: Namespace) -> Iterator[Endpoints]:
    database = Database(Paths.at(options.data_dir).database)
    try:
        yield Endpoints(database, options.door)
    finally:
        database.close()


def _hold_key(options: Namespace, endpoints: Endpoints) -> None:
    if options.key_stdin:
        endpoints.keep_key(options.name, sys.stdin.readline(), openly=options.send_key_openly, this_run=True)


def _asked(options: Namespace, endpoints: Endpoints) -> Endpoint:
    from alcove.terminal.main import cancel_on_interrupt

    with cancel_on_interrupt() as token:
        return _answered(endpoints, options.name, token)


def _answered(endpoints: Endpoints, name: str, token: CancelToken) -> Endpoint:
    one = endpoints.check(name, token)
    if token.cancelled:
        raise ServiceError(f"{name} was not asked to the end.", "Ask again.")
    return one


def _json(one: Endpoint) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": one.url,
        "host": one.host,
        "leaves": one.leaves,
        "on": one.active,
        "key": one.key,
        "models": len(one.models),
    }


def _words(one: Endpoint) -> str:
    told = ["on" if one.active else "off", one.url, "leaves this computer" if one.leaves else "on this computer"]
    if one.key:
        told.append("with a key")
    if one.active:
        told.append(f"{len(one.models)} model{'' if len(one.models) == 1 else 's'}")
    return f"{one.name}  {', '.join(told)}"
