"""Features are those that the datasets library itself makes of a schema."""

import pyarrow
import pytest
from datasets import DatasetInfo, Features

from pipeline.configs import CONFIGS, schema_of
from schemas.features import features_of, listed_features_of

SPAN = pyarrow.struct([("end", pyarrow.int64()), ("rules", pyarrow.list_(pyarrow.string()))])
NESTED = pyarrow.schema(
    [
        ("day", pyarrow.date32()),
        ("counts", pyarrow.list_(pyarrow.int32())),
        ("table", pyarrow.list_(pyarrow.list_(pyarrow.string()))),
        (
            "spans",
            pyarrow.list_(pyarrow.struct([("end", pyarrow.int64()), ("rules", pyarrow.list_(pyarrow.string()))])),
        ),
        ("span", pyarrow.struct([("start", pyarrow.int64()), ("is_open", pyarrow.bool_())])),
    ]
)
SCHEMAS = [NESTED, *(schema_of(config, is_withheld) for config in CONFIGS for is_withheld in (False, True))]


@pytest.mark.parametrize("schema", SCHEMAS, ids=range(len(SCHEMAS)))
def test_features_are_those_of_the_library(schema: pyarrow.Schema) -> None:
    features = Features.from_arrow_schema(schema)
    assert features_of(schema) == features.to_dict()
    assert listed_features_of(schema) == DatasetInfo(features=features)._to_yaml_dict()["features"]
