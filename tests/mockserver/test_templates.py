"""What templates make, and what they must not reach."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.errors import TemplateError
from mockserver.overrides.language import LONGEST
from mockserver.overrides.templates import Template

FACTS: dict[str, Any] = {
    "path": {"id": 7},
    "query": {"q": "a"},
    "header": {"x_a": "b"},
    "body": {"items": [{"name": "x"}], "yes": True, "none": None},
}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("plain", "plain"),
        ("{{ path.id }}-{{ query.q | upper }}", "7-A"),
        ("{{ body.items[0].name }}{{ body | pointer('/items/0/name') }}", "xx"),
        ("{{ nothing.at.all | default('none') }}{{ query.none }}", "none"),
        ("{% if query.q == 'a' and not body.none %}yes{% else %}no{% endif %}", "yes"),
        ("{{ 'a' if body.yes else 'b' }}", "a"),
        ({"a": "{{ path.id }}", "b": ["{{ body.yes }}", 1, "x{{ path.id }}"]}, {"a": 7, "b": [True, 1, "x7"]}),
        ({"a": "{{ body.items }}", "b": "{{ query.none }}"}, {"a": [{"name": "x"}], "b": None}),
        ({"a": "{{ body.items | tojson }}"}, {"a": [{"name": "x"}]}),
        ({"{{ path.id }}": 1}, {"{{ path.id }}": 1}),
        ({"a": "{{ path.id }}{{ path.id }}"}, {"a": "77"}),
    ],
)
def test_what_templates_make(written: Any, expected: Any) -> None:
    assert Template(written).render(FACTS) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ query.__class__.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum.__globals__ }}",
        "{{ query.items() }}",
        "{{ '%s' % query }}",
        "{{ 9 ** 999999999 }}",
        "{{ 'a' * 999999999 }}",
        "{{ [1] }}",
        "{{ {'a': 1} }}",
        "{% for a in query %}{% endfor %}",
        "{% set x = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% raw %}{% endraw %}{{ query.q.format(1) }}",
        "{{ query | attr('__class__') }}",
        "{{ query | map('upper') }}",
        "{{ query.q | format(1) }}",
        "{{ query.q ~ query.q }}",
        "{{ query[0:1] }}",
        "{{ unclosed",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "x" * LONGEST + "{{ query.q }}",
    ],
)
def test_nothing_but_the_request_is_reached(hostile: str) -> None:
    for written in (hostile, {"a": hostile}):
        try:
            made = Template(written).render(FACTS)
        except TemplateError:
            continue
        assert made in ("", {"a": None}, {"a": ""})


@pytest.mark.parametrize("written", ["{{ body | pointer(5) }}", {"a": "{{ body | pointer(query) }}"}])
def test_a_pointer_that_is_no_text_is_told(written: Any) -> None:
    with pytest.raises(TemplateError, match="a pointer is a text"):
        Template(written).render(FACTS)


def test_what_is_made_has_an_end() -> None:
    template = Template("{{ query.q }}" * 3)
    assert len(template.render({"query": {"q": "x" * (LONGEST // 3)}})) == LONGEST // 3 * 3
    with pytest.raises(TemplateError, match="it makes more than"):
        template.render({"query": {"q": "x" * (LONGEST // 2)}})


@settings(max_examples=200, deadline=None)
@given(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text())))
def test_in_json_each_value_stays_a_value(text: str, value: Any) -> None:
    written = '{"a": "{{ a }}", "b": {{ b | tojson }}}'
    made = Template(written).render({"a": text, "b": value}, "application/json")
    assert json.loads(made) == {"a": text, "b": value}


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>&\"'ab"))
def test_in_xml_nothing_is_markup(text: str) -> None:
    made = Template('<a b="{{ a }}">{{ a }}</a>').render({"a": text}, "application/xml")
    assert made.count("<") == 2
    assert made.count('"') == 2


def test_in_other_texts_values_are_as_they_are() -> None:
    assert Template('{{ a }}"').render({"a": '"<'}, "text/plain") == '"<"'
