"""Random pairs of schemas, asked of the engine and tried on python jsonschema with every small value."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import HealthCheck, event, example, given, settings
from schema_strategies import VALUES, closed, pairs, schemas
from test_containment import asked

from contracts.compat.gaps import Kind

_settings = settings(
    max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def accepts(schema: Any) -> Any:
    return jsonschema.Draft202012Validator(schema).is_valid


@_settings
@given(pairs)
@example(({"type": "object", "required": ["a"]}, {"type": "object", "properties": {"a": {"type": "string"}}}))
@example(({"type": "object", "patternProperties": {"^o": {}}}, {"type": "object", "additionalProperties": False}))
@example(({"enum": [{"a": 1}]}, {"properties": {"a": {"type": "string"}}}))
@example(({"const": True}, {"const": 1}))
def test_the_answer_holds_for_every_small_value(pair: tuple[Any, Any]) -> None:
    writer, reader = pair
    gaps = asked({"S": writer}, {"S": reader})[2]
    sent, taken = accepts(closed(writer)), accepts(reader)
    shown = [gap for gap in gaps if gap.kind is Kind.BREAK]
    event("fits" if not gaps else "breaks" if shown else "open")
    for gap in shown:
        assert sent(gap.value), gap
        assert not taken(gap.value), gap
    if not gaps:
        assert [value for value in VALUES if sent(value) and not taken(value)] == []


@_settings
@given(schemas)
def test_a_schema_fits_itself(schema: Any) -> None:
    assert asked({"S": schema}, {"S": schema})[2] == []


@_settings
@given(schemas)
def test_a_schema_fits_itself_beside_something_that_asks_nothing(schema: Any) -> None:
    for wider in ({"anyOf": [schema]}, {"allOf": [schema, {}]}, {"anyOf": [schema, schema]}):
        gaps = asked({"S": schema}, {"S": wider})[2]
        assert [gap for gap in gaps if gap.kind is Kind.BREAK] == []
