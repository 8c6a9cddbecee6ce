"""What a release means for consumers, as JSON. ``impact.schema.json`` beside this file describes the shape."""

from __future__ import annotations

from typing import Any

from contracts.render import as_json
from contracts.render.impact import phrases
from contracts.traffic.impact import Consumer, Impact


def render(impact: Impact) -> str:
    """What a release means for consumers, as a JSON text."""
    return as_json.write(
        {
            "format": as_json.FORMAT,
            "kind": "impact",
            "title": phrases.title(impact),
            "summary": phrases.headline(impact),
            "subjects": dict(impact.report.subjects),
            "recorded": impact.recorded,
            "calls": impact.calls,
            "consumers": [_consumer(each) for each in impact.consumers],
            "unmet": [as_json.finding_data(each) for each in impact.unmet],
        }
    )


def _consumer(consumer: Consumer) -> dict[str, Any]:
    return {
        "name": consumer.name,
        "standing": consumer.standing.value,
        "calls": consumer.calls,
        "strangers": consumer.strangers,
        "faulty": consumer.faulty,
        "breaks": [as_json.finding_data(each) for each in consumer.breaks],
        "risks": [as_json.finding_data(each) for each in consumer.risks],
        "uses": [
            {
                "kind": each.goal.kind.value,
                "what": each.goal.what,
                "where": each.goal.where,
                "pointer": each.goal.pointer,
                "line": each.line,
                "times": each.times,
            }
            for each in consumer.used
        ],
    }
