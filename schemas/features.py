"""A schema in the words of the datasets library: its features, as it keeps them in a Parquet file and in a card.

It has the words itself (`Features.from_arrow_schema`), but its import costs a stage half a second: a test compares.
"""

from typing import Any

import pyarrow
from pyarrow import types


def features_of(schema: pyarrow.Schema) -> dict[str, Any]:
    """Return features by name, as JSON in the metadata of a Parquet file has them."""
    return {field.name: _feature(field.type) for field in schema}


def listed_features_of(schema: pyarrow.Schema) -> list[dict[str, Any]]:
    """Return features as a list, as YAML in the front matter of a card has them."""
    return [{"name": field.name, **_listed(field.type)} for field in schema]


def dtype_of(kind: pyarrow.DataType) -> str:
    """Return the name of a plain type: Arrow's own, but for days."""
    return "date32" if types.is_date32(kind) else str(kind)


def _feature(kind: pyarrow.DataType) -> dict[str, Any]:
    if types.is_list(kind):
        return {"feature": _feature(kind.value_type), "_type": "List"}
    if types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    return {"dtype": dtype_of(kind), "_type": "Value"}


def _listed(kind: pyarrow.DataType) -> dict[str, Any]:
    """Return what a feature is: under its one key a name, or for a struct a list of its fields."""
    if types.is_list(kind):
        ((name, inner),) = _listed(kind.value_type).items()
        return {"list": {name: inner} if name == "list" else inner}
    if types.is_struct(kind):
        return {"struct": [{"name": field.name, **_listed(field.type)} for field in kind]}
    return {"dtype": dtype_of(kind)}
