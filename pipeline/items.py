"""A list that people write as YAML: its items, each with the line on which it starts, for whoever has to mend it."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.errors import PressmarkError


def read_items(path: Path, what: str, first_key: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the items of a file, each with its place, and all values as the texts that are written there.

    A missing file has none. `what` an item is called, and its first key, stand in the messages. Raises `PressmarkError`
    for whatever is no list of keys with texts.
    """
    try:
        node = yaml.compose(path.read_bytes().decode("utf-8-sig"), yaml.BaseLoader)
    except FileNotFoundError:
        return
    except UnicodeDecodeError as error:
        raise PressmarkError(f"{path}: byte {error.start} is not UTF-8: save the file as UTF-8") from None
    except yaml.YAMLError as error:
        raise PressmarkError(f"{path} is not YAML: {error}") from None
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return
    if not isinstance(node, yaml.SequenceNode):
        raise PressmarkError(f"{path}: a list belongs here, {what} an item, each opened by '- {first_key}:'")
    for item in node.value:
        where = f"{path}, line {item.start_mark.line + 1}"
        yield where, _texts(where, item, what, first_key)


def _texts(where: str, item: yaml.Node, what: str, first_key: str) -> dict[str, str]:
    """Return the keys of an item with their texts; raise `PressmarkError` where there is anything else."""
    if not isinstance(item, yaml.MappingNode):
        raise PressmarkError(f"{where}: {what} is made of keys with their texts, such as '{first_key}: ...'")
    texts: dict[str, str] = {}
    for key, value in item.value:
        if not isinstance(value, yaml.ScalarNode):
            raise PressmarkError(f"{where}: {key.value}: a text belongs here; put quotes round what looks like more")
        if key.value in texts:
            raise PressmarkError(f"{where}: {key.value}: this key stands twice")
        texts[key.value] = value.value
    return texts
