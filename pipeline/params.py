"""The recipe: `params.yaml`, read into frozen settings that refuse unknown keys and wrong types."""

import difflib
import inspect
import reprlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from pipeline.errors import PressmarkError

try:
    from yaml import CSafeLoader as FastLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as FastLoader  # type: ignore[assignment]

PARAMS = Path("params.yaml")


class Settings(BaseModel):
    """Settings of a stage or a rule: frozen, strict, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


AnySettings = TypeVar("AnySettings", bound=Settings)


def read_settings(model: type[AnySettings], section: str, recipe: Path = PARAMS) -> AnySettings:
    """Read one section of a recipe; raise `PressmarkError` that names each wrong key."""
    params = read_params(recipe)
    if section not in params:
        raise PressmarkError(f"{PARAMS}: the section '{section}' is missing")
    try:
        return model.model_validate(params[section] or {})
    except ValidationError as error:
        raise PressmarkError("\n".join(_complaints(model, section, error))) from None


def read_params(recipe: Path = PARAMS) -> dict[str, Any]:
    """Read all sections of a recipe; raise `PressmarkError` where it is not one."""
    try:
        params = _read_yaml(recipe.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PressmarkError(f"no {PARAMS} in {Path.cwd()}: run this in the folder of a Pressmark project") from None
    except UnicodeDecodeError as error:
        raise PressmarkError(f"{PARAMS}: byte {error.start} is not UTF-8: save the file as UTF-8") from None
    except yaml.YAMLError as error:
        raise PressmarkError(f"{PARAMS} is not YAML: {error}") from None
    if not isinstance(params, dict):
        raise PressmarkError(f"{PARAMS} must hold a section for each stage")
    return params


def rules_of(*modules: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return every rule of some rooms: their public functions, by name, in the order they are written."""
    return {
        name: function
        for module in modules
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


class _NoKeyTwice(yaml.constructor.SafeConstructor):
    """YAML as it is written in a recipe, where no key may stand twice: one of the two would be lost unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"'{key.value}' stands twice", key.start_mark)
        return super().construct_mapping(node, deep)


class _Fast(_NoKeyTwice, FastLoader):
    pass


class _Exact(_NoKeyTwice, yaml.SafeLoader):
    pass


def _read_yaml(text: str) -> Any:
    """Read YAML by libyaml, which is ten times as fast; Python's own reader says better what is wrong."""
    try:
        return yaml.load(text, _Fast)
    except yaml.YAMLError:
        return yaml.load(text, _Exact)


@cache
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
        lines.append(f"{PARAMS}: {path}: {complaint_of(model, fault)}")
    return lines


def complaint_of(model: type[BaseModel], fault: Any) -> str:
    """Say what a fault that pydantic found in settings is, and what is known instead."""
    if fault["type"] == "extra_forbidden":
        return "unknown key" + _nearest(str(fault["loc"][-1]), model.model_fields)
    if fault["type"] == "missing":
        return "this key is missing"
    if fault["type"] in ("model_type", "dict_type"):
        return f"keys with their values belong here, not {reprlib.repr(fault['input'])}"
    return f"{fault['msg'].removeprefix('Value error, ')}, not {reprlib.repr(fault['input'])}"


def _nearest(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(known)}"
