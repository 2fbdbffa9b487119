"""What the files under `deploy/` say, held against the program: commands, options, settings, paths."""

from pathlib import Path

from docs.generate import cli
from zilv.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMMANDS = {path: found for path, found, _ in cli.commands()}
VARIABLES = {f"ZILV_{name.upper()}{end}" for name in Settings.model_fields for end in ("", "_FILE")} | {
    f"ZILV_{name}" for name in ("KEY_FILE", "TOKEN_KEY", "SECRET", "SECRET_FILE")
}
"""Every variable that a server reads."""


def assert_runs(words: list[str]) -> None:
    """These words after `zilv` are a command that is there, with options that it has."""
    found = COMMANDS[f"zilv {words[0]}"]
    known = {name for parameter in found.params for name in parameter.opts}
    assert [word for word in words[1:] if word.startswith("--") and word not in known] == []


def assert_known(variables: list[str]) -> None:
    """Every setting of ours is one that is read."""
    ours = [name for name in variables if name.startswith("ZILV_")]
    assert ours
    assert [name for name in ours if name not in VARIABLES] == []
