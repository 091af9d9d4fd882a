"""The recipe: `params.yaml`, read into frozen settings that refuse unknown keys and wrong types."""

import difflib
import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from pipeline.errors import PressmarkError

PARAMS = Path("params.yaml")


class Settings(BaseModel):
    """Settings of a stage or a rule: frozen, strict, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


AnySettings = TypeVar("AnySettings", bound=Settings)


def read_settings(model: type[AnySettings], section: str) -> AnySettings:
    """Read one section of `params.yaml`; raise `PressmarkError` that names each wrong key."""
    params = _read_params()
    if section not in params:
        raise PressmarkError(f"{PARAMS}: the section '{section}' is missing")
    try:
        return model.model_validate(params[section] or {})
    except ValidationError as error:
        raise PressmarkError("\n".join(_complaints(model, section, error))) from None


def rules_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return every rule of a room: its public functions, by name, in the order they are written."""
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }


def call_rule(module: ModuleType, place: str, name: str, settings: dict[str, Any]) -> Any:
    """Call a rule of a room with its settings by name.

    Raises `PressmarkError` for a rule that the room does not have, and for settings that it does not take.
    """
    rules = rules_of(module)
    if name not in rules:
        raise PressmarkError(f"{PARAMS}: {place}: no rule '{name}' in {module.__name__}{_nearest(name, rules)}")
    model = _settings_of(rules[name])
    try:
        return rules[name](**dict(model.model_validate(settings)))
    except ValidationError as error:
        raise PressmarkError("\n".join(_complaints(model, f"{place}.{name}", error))) from None


def _read_params() -> dict[str, Any]:
    try:
        params = yaml.safe_load(PARAMS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PressmarkError(f"no {PARAMS} in {Path.cwd()}: run this in the folder of a Pressmark project") from None
    except yaml.YAMLError as error:
        raise PressmarkError(f"{PARAMS} is not YAML: {error}") from None
    if not isinstance(params, dict):
        raise PressmarkError(f"{PARAMS} must hold a section for each stage")
    return params


def _settings_of(rule: Callable[..., Any]) -> type[Settings]:
    fields: dict[str, Any] = {
        name: (parameter.annotation, ... if parameter.default is parameter.empty else parameter.default)
        for name, parameter in inspect.signature(rule, eval_str=True).parameters.items()
    }
    return create_model(rule.__name__, __base__=Settings, **fields)


def _complaints(model: type[BaseModel], place: str, error: ValidationError) -> list[str]:
    lines = []
    for fault in error.errors(include_url=False):
        path = ".".join([place, *(str(key) for key in fault["loc"])])
        message = "unknown key" if fault["type"] == "extra_forbidden" else fault["msg"]
        known = _nearest(str(fault["loc"][-1]), model.model_fields) if message == "unknown key" else ""
        lines.append(f"{PARAMS}: {path}: {message}{known}")
    return lines


def _nearest(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(known)}"
