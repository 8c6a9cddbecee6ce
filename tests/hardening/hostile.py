"""Documents that mean harm, by what is wrong with them, and which of them can be used all the same."""

from __future__ import annotations

import json
from typing import Any

from hostile_texts import nasty_document


def with_schema(schema: Any, **more: Any) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    responses = {"200": {"description": "ok", **body}}
    operation = {"requestBody": body, "responses": responses}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": operation}}, **more}


def with_path(item: Any, **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": item}, **more}


def with_get(**members: Any) -> dict[str, Any]:
    return with_path({"get": {"responses": {"200": {"description": "ok"}}, **members}})


def to(reference: Any) -> bytes:
    return json.dumps(with_schema({"$ref": reference})).encode()


def nested(keyword: str, depth: int) -> bytes:
    start = b'{"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": '
    return start + b'{"%s": ' % keyword.encode() * depth + b"{}" + b"}" * depth + b"}}}"


def bomb(opening: str, closing: str, levels: int = 12) -> bytes:
    lines = [f"a0: &a0 {opening}{'x: lol' if opening == '{' else 'lol'}{closing}"]
    for level in range(1, levels):
        each = [f"k{index}: *a{level - 1}" if opening == "{" else f"*a{level - 1}" for index in range(9)]
        lines.append(f"a{level}: &a{level} {opening}{', '.join(each)}{closing}")
    return "\n".join(["openapi: 3.0.3", "paths: {}", *lines]).encode()


YAML = b"openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n"

TEXTS: dict[str, bytes] = {
    "alias bomb of lists.yaml": bomb("[", "]"),
    "alias bomb of mappings.yaml": bomb("{", "}"),
    "alias to itself.yaml": YAML + b"x-a: &a [*a]\n",
    "mapping that holds itself.yaml": YAML + b"components: &a\n  schemas: *a\n",
    "merge key that holds itself.yaml": YAML + b"x-a: &a\n  <<: *a\n",
    "merge of a text.yaml": YAML + b"x-a:\n  <<: text\n",
    "merge bomb.yaml": YAML + b"x-a: &a {b: 1}\nx-c:\n  <<: [" + b", ".join([b"*a"] * 100_000) + b"]\n",
    "object tag.yaml": YAML + b"x-a: !!python/object/apply:os.system ['exit 1']\n",
    "object tag beside a huge integer.yaml": YAML
    + b"x-n: "
    + b"9" * 50
    + b"\nx-a: !!python/object/apply:os.system [ls]\n",
    "deep flow.yaml": YAML + b"x-a: " + b"[" * 100_000 + b"]" * 100_000,
    "deep block.yaml": YAML + b"".join(b" " * level + b"x:\n" for level in range(3_000)),
    "deep flow beside a huge integer.yaml": YAML + b"x-n: " + b"9" * 50 + b"\nx-a: " + b"[" * 50_000 + b"]" * 50_000,
    "deep lists.json": b'{"openapi": "3.0.3", "x-a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep lists, unclosed.json": b"[" * 1_000_000,
    "schemas 900 deep.json": nested("items", 900),
    "schemas 300 deep.json": nested("not", 300),
    "unclosed text.json": b'{"openapi": "3.0.3',
    "NaN.json": b'{"openapi": "3.0.3", "paths": {}, "x-a": NaN}',
    "number beyond a double.json": b'{"openapi": "3.0.3", "paths": {}, "x-a": 1e999}',
    "infinities.yaml": YAML + b"x-a: [.inf, -.inf, .nan]\n",
    "integer of a million digits.json": b'{"openapi": "3.0.3", "paths": {}, "x-a": ' + b"9" * 1_000_000 + b"}",
    "integer of a million digits.yaml": YAML + b"x-a: " + b"9" * 1_000_000 + b"\n",
    "hexadecimal of a million digits.yaml": YAML + b"x-a: 0x" + b"9" * 1_000_000 + b"\n",
    "duplicate keys.yaml": YAML + b"paths: {}\n",
    "duplicate keys.json": b'{"openapi": "3.0.3", "paths": [], "paths": {}}',
    "NUL.yaml": YAML + b"x-a: a\0b\n",
    "control characters.yaml": YAML + b'x-a: "\x01\x02\x1b[31m"\n',
    "control characters.json": b'{"openapi": "3.0.3", "paths": {}, "x-a": "\x01"}',
    "escape codes in a reference.json": to("#/components/schemas/\x1b[31m\r\nred"),
    "invalid UTF-8.yaml": YAML + b"x-a: \xff\xfe\xfa\n",
    "lone surrogate.json": b'{"openapi": "3.0.3", "paths": {}, "x-a": "\\ud800"}',
    "BOM.json": b"\xef\xbb\xbf" + json.dumps(with_schema({})).encode(),
    "two BOMs.yaml": b"\xef\xbb\xbf\xef\xbb\xbf" + YAML,
    "UTF-16.json": json.dumps(with_schema({})).encode("utf-16"),
    "half of UTF-16.json": json.dumps(with_schema({})).encode("utf-16")[:-1],
    "UTF-32.json": json.dumps(with_schema({})).encode("utf-32"),
    "binary.yaml": bytes(range(256)) * 1_000,
    "ZIP.json": b"PK\x03\x04" + bytes(5_000),
    "nothing.json": b"",
    "nothing.yaml": b"",
    "spaces.yaml": b" " * 1_000_000,
    "tabs.yaml": b"\t" * 1_000,
    "two documents.yaml": YAML + b"---\n" + YAML,
    "a million keys.json": json.dumps(with_path({}, **{"x-a": {str(index): 0 for index in range(500_000)}})).encode(),
}

_PATHS: dict[str, Any] = {f"/{index}": {"get": {"responses": {}}} for index in range(3_000)}
_CHAIN = {f"A{index}": {"$ref": f"#/components/schemas/A{index + 1}"} for index in range(5_000)}
_LOOP = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
_CHOICES = {f"A{i}": {"oneOf": [{"$ref": f"#/components/schemas/A{i + 1}"}] * 2} for i in range(40)} | {"A40": {}}
_EXAMPLE: dict[str, Any] = {
    "content": {"text/plain": {"schema": {}, "examples": {"a": {"externalValue": "http://127.0.0.1:1/example"}}}}
}
_ALL = {"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}
_WIDE = {f"A{i}": {"allOf": [{"$ref": f"#/components/schemas/A{i + 1}"}] * 2} for i in range(40)} | {"A40": {}}
_A = {"$ref": "#/components/schemas/A"}

TREES: dict[str, Any] = {
    "a list": [],
    "a text": "openapi",
    "version a list": {"openapi": [3]},
    "version a number": {"openapi": 3.0},
    "version huge": {"openapi": "3." + "1" * 10_000},
    "info a list": {"openapi": "3.0.3", "info": [], "paths": {}},
    "paths a list": {"openapi": "3.0.3", "paths": []},
    "paths null": {"openapi": "3.0.3", "paths": None},
    "path item a text": with_path("x"),
    "operation a list": with_path({"get": []}),
    "parameters a text": with_get(parameters="x"),
    "parameter a number": with_get(parameters=[1]),
    "parameter without name": with_get(parameters=[{"in": "query"}]),
    "parameter in a list": with_get(parameters=[{"name": "a", "in": ["query"]}]),
    "parameter name a mapping": with_get(parameters=[{"name": {}, "in": "query", "schema": {}}]),
    "responses a number": with_get(responses=7),
    "response a list": with_get(responses={"200": []}),
    "status a nonsense": with_get(responses={"9e99": {"description": "x"}}),
    "content a text": with_get(responses={"200": {"content": "x"}}),
    "media type a number": with_get(responses={"200": {"content": {"a/b": 1}}}),
    "schema a number": with_schema(7),
    "schema a list": with_schema([{}]),
    "security a mapping": with_get(security={"a": []}),
    "security of texts": with_get(security=["a"]),
    "security unknown": with_get(security=[{"a": []}]),
    "servers a mapping": with_get(servers={"url": "/"}),
    "server a number": with_get(servers=[1]),
    "tags a number": with_get(tags=1),
    "components a list": with_path({}, components=[]),
    "schemas a list": with_path({}, components={"schemas": []}),
    "reference a number": with_schema({"$ref": 7}),
    "reference a list": with_schema({"$ref": ["#/a"]}),
    "reference empty": with_schema({"$ref": ""}),
    "property named $ref": with_schema({"type": "object", "properties": {"$ref": {"type": "string"}}}),
    "reference in an example": with_schema({"example": {"$ref": "file:///etc/passwd"}}),
    "example elsewhere": with_path({"post": {"requestBody": _EXAMPLE, "responses": {"200": {"description": "ok"}}}}),
    "reference to the whole": with_schema({"$ref": "#"}),
    "reference through a list": with_schema({"$ref": "#/paths/-1"}),
    "reference with bad escapes": with_schema({"$ref": "#/%zz/~9"}),
    "reference to an anchor": with_path({"get": {"$ref": "#anchor"}}),
    "loop of one": with_schema({"$ref": "#/components/schemas/A"}, components={"schemas": {"A": _A}}),
    "loop of two": with_schema(_A, components={"schemas": _LOOP}),
    "loop through allOf": with_schema(_A, components={"schemas": _ALL}),
    "allOf that doubles 40 times": with_schema({"$ref": "#/components/schemas/A0"}, components={"schemas": _WIDE}),
    "oneOf that doubles 40 times": with_schema({"$ref": "#/components/schemas/A0"}, components={"schemas": _CHOICES}),
    "nasty texts": nasty_document(),
    "key of a megabyte": with_schema({"properties": {"k" * 1_000_000: {"type": "string"}}}),
    "path of 100000 letters": with_path({}, paths={"/" + "a" * 100_000: {"get": {"responses": {}}}}),
    "NUL in names": with_schema({"properties": {"a\0b": {}}, "required": ["a\0b"]}, **{"x-a\0": "\0"}),
    "path item loop": with_path({"$ref": "#/paths/~1a"}),
    "parameter loop": with_get(parameters=[{"$ref": "#/paths/~1a/get/parameters/0"}]),
    "response loop": with_get(responses={"200": {"$ref": "#/paths/~1a/get/responses/200"}}),
    "chain of 5000": with_schema(
        {"$ref": "#/components/schemas/A0"}, components={"schemas": _CHAIN | {"A5000": {"type": "string"}}}
    ),
    "million-entry enum": with_schema({"enum": list(range(300_000))}),
    "huge minItems": with_schema({"type": "array", "minItems": 10**15, "items": {}}),
    "huge minLength": with_schema({"type": "string", "minLength": 10**15}),
    "huge minProperties": with_schema({"type": "object", "minProperties": 10**15}),
    "huge multipleOf": with_schema({"type": "number", "multipleOf": 1e308, "minimum": 1}),
    "bounds beyond doubles": with_schema({"type": "integer", "minimum": 10**400, "maximum": 10**401}),
    "catastrophic pattern": with_schema({"type": "string", "pattern": "^(a+)+$", "example": "a" * 60 + "!"}),
    "catastrophic alternatives": with_schema({"pattern": "^(a|a|aa)+$", "example": "a" * 60 + "!"}),
    "catastrophic lookahead": with_schema({"pattern": "^(?=(a+)+b)(?!c)a*$", "example": "a" * 60 + "!"}),
    "pattern that repeats repeats": with_schema({"type": "string", "pattern": "(((a{1000}){1000}){1000}){1000}"}),
    "pattern unclosed": with_schema({"type": "string", "pattern": "((((("}),
    "deep pattern": with_schema({"type": "string", "pattern": "(" * 5_000 + ")" * 5_000}),
    "nothing is valid": with_schema({"allOf": [{"type": "string"}, {"type": "integer"}]}),
    "path template of braces": {"openapi": "3.0.3", "paths": {"/" + "{" * 5_000: {"get": {"responses": {}}}}},
    "path templates many": {"openapi": "3.0.3", "paths": {"/" + "{a}" * 200: {"get": {"responses": {}}}}},
    "3000 paths": {"openapi": "3.0.3", "paths": _PATHS},
}

OUTSIDE = {
    "above": "../secret.yaml",
    "far above": "../" * 40 + "etc/passwd",
    "escaped": "%2e%2e/secret.yaml",
    "absolute": "/etc/passwd",
    "file URL": "file:///etc/passwd",
    "file URL of another host": "file://example.invalid/etc/passwd",
    "link": "link.yaml",
    "device": "/dev/zero",
    "package": "python://os/path",
    "gopher": "gopher://127.0.0.1:{port}/1",
    "ftp": "ftp://127.0.0.1:{port}/a.yaml",
    "loopback": "http://127.0.0.1:{port}/a.yaml",
    "loopback by name": "http://localhost:{port}/a.yaml",
    "loopback by number": "http://2130706433:{port}/a.yaml",
    "loopback IPv6": "http://[::1]:{port}/a.yaml",
    "TLS": "https://127.0.0.1:{port}/a.yaml",
    "without scheme": "//127.0.0.1:{port}/a.yaml",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "bad port": "http://127.0.0.1:99999999/a.yaml",
    "bad bracket": "http://[::1/a.yaml",
    "NUL": "a\0.yaml",
    "long name": "a" * 10_000 + ".yaml",
    "folder": "./",
}

FAMILIES: dict[str, dict[str, bytes]] = {
    "loop over two files": {
        "main.json": to("b.json#/A"),
        "b.json": b'{"A": {"$ref": "c.json#/A"}}',
        "c.json": b'{"A": {"$ref": "b.json#/A"}}',
    },
    "file that is only itself": {"main.json": to("b.json"), "b.json": b'{"$ref": "b.json"}'},
    "path item over two files": {
        "main.json": json.dumps(with_path({"$ref": "b.json"})).encode(),
        "b.json": b'{"$ref": "c.json"}',
        "c.json": b'{"$ref": "b.json"}',
    },
    "alias bomb next door": {"main.json": to("b.yaml#/a11"), "b.yaml": bomb("[", "]")},
    "deep next door": {"main.json": to("b.json"), "b.json": b"[" * 100_000 + b"]" * 100_000},
    "schemas 900 deep next door": {
        "main.json": to("b.json#/components/schemas/A"),
        "b.json": nested("items", 900),
    },
    "binary next door": {"main.json": to("b.yaml"), "b.yaml": bytes(range(256))},
    "chain of 300 files": {
        "main.json": to("f0.json"),
        **{f"f{index}.json": b'{"items": {"$ref": "f%d.json"}}' % (index + 1) for index in range(300)},
        "f300.json": b"{}",
    },
}

USABLE = frozenset(
    # what is wrong inside is left out, and what a keyword of a schema says is judged where the schema is used
    set(TREES) - {"a list", "a text", "version a list", "paths a list", "bounds beyond doubles"}
    | {"object tag.yaml", "object tag beside a huge integer.yaml", "duplicate keys.yaml"}
    | {"merge bomb.yaml", "schemas 900 deep.json", "schemas 300 deep.json", "infinities.yaml"}
    | {"duplicate keys.json", "BOM.json", "UTF-16.json", "a million keys.json", "escape codes in a reference.json"}
    | {"loop over two files", "file that is only itself", "chain of 300 files", "path item over two files"}
    | {"schemas 900 deep next door"}
)
"""Documents that load; each other one is refused."""
