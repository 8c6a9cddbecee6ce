"""Three documents of other kinds than phonebridge's: recursive, full of combinations, and of an older dialect."""

from __future__ import annotations

from typing import Any

import yaml

_RECURSIVE = """
openapi: 3.1.0
info: {title: trees, version: "1"}
security: [{key: []}, {}]
paths:
  /trees/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
      - {name: depth, in: query, schema: {type: integer, minimum: 0, default: 3}}
    get:
      operationId: tree
      tags: [trees, reading]
      responses:
        "200":
          description: the tree
          content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}
        4XX: {$ref: "#/components/responses/Problem"}
    put:
      operationId: plant
      tags: [trees]
      requestBody: {$ref: "#/components/requestBodies/Tree"}
      responses:
        "204": {description: planted, headers: {ETag: {$ref: "#/components/headers/ETag"}}}
        default: {$ref: "#/components/responses/Problem"}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  headers:
    ETag: {required: true, schema: {type: string}}
  requestBodies:
    Tree: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}}
  responses:
    Problem:
      description: it went wrong
      content: {application/problem+json: {schema: {$ref: "#/components/schemas/Problem"}}}
  schemas:
    Tree:
      type: object
      required: [label, children]
      properties:
        label: {$ref: "#/components/schemas/Label"}
        children: {type: array, items: {$ref: "#/components/schemas/Tree"}}
        left: {anyOf: [{$ref: "#/components/schemas/Tree"}, {type: "null"}]}
        owner: {$ref: "#/components/schemas/Person"}
    Person:
      type: object
      required: [name]
      properties:
        name: {$ref: "#/components/schemas/Label"}
        planted: {type: array, items: {$ref: "#/components/schemas/Tree"}}
    Label: {type: [string, "null"], description: what it is called, maxLength: 40, examples: [oak]}
    Problem:
      type: object
      properties:
        title: {$ref: "#/components/schemas/Label"}
        causes: {type: object, additionalProperties: {$ref: "#/components/schemas/Problem"}}
"""

_COMBINED = """
openapi: 3.0.3
info: {title: shapes, version: "1"}
paths:
  /shapes:
    post:
      parameters:
        - {name: filter, in: query, style: deepObject, schema: {$ref: "#/components/schemas/Filter"}}
        - {name: kinds, in: query, explode: false, schema: {type: array, items: {$ref: "#/components/schemas/Kind"}}}
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Shape"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Filter"}}
      responses:
        "200":
          description: drawn
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Drawn"}}
components:
  schemas:
    Kind: {type: string, enum: [circle, square, other]}
    Filter:
      type: object
      properties:
        kind: {$ref: "#/components/schemas/Kind"}
        size: {type: integer, minimum: 1, exclusiveMinimum: true}
    Base:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        secret: {type: string, writeOnly: true}
        note: {type: string, nullable: true}
    Circle:
      allOf:
        - {$ref: "#/components/schemas/Base"}
        - type: object
          required: [kind, radius]
          properties: {kind: {type: string, enum: [circle]}, radius: {type: number}}
    Square:
      allOf:
        - {$ref: "#/components/schemas/Base"}
        - type: object
          additionalProperties: false
          required: [kind]
          properties:
            kind: {type: string, enum: [square]}
            id: {}
            secret: {}
            note: {}
            side: {oneOf: [{type: integer, minimum: 1}, {type: string, pattern: "^[0-9]+(cm|mm)$"}]}
    Shape:
      oneOf: [{$ref: "#/components/schemas/Circle"}, {$ref: "#/components/schemas/Square"}]
      discriminator: {propertyName: kind}
    Drawn:
      anyOf:
        - {$ref: "#/components/schemas/Shape"}
        - type: object
          required: [group]
          properties: {group: {type: array, items: {$ref: "#/components/schemas/Shape"}}}
      not: {required: [hidden]}
"""

_SWAGGER = """
swagger: "2.0"
info: {title: letters, version: "1"}
basePath: /v1
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  oauth:
    type: oauth2
    flow: implicit
    authorizationUrl: https://example.org/auth
    scopes: {read: read, write: write}
security: [{oauth: [read, write]}]
parameters:
  Page: {name: page, in: query, type: integer, format: int32, minimum: 0, default: 0}
responses:
  Gone: {description: it is gone, schema: {$ref: "#/definitions/Problem"}}
paths:
  /letters:
    get:
      parameters:
        - {$ref: "#/parameters/Page"}
        - {name: to, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      responses:
        "200": {description: letters, schema: {type: array, items: {$ref: "#/definitions/Letter"}}}
        "410": {$ref: "#/responses/Gone"}
    post:
      parameters:
        - {name: letter, in: body, required: true, schema: {$ref: "#/definitions/Letter"}}
      responses:
        "201": {description: sent, headers: {Location: {type: string}}}
definitions:
  Letter:
    type: object
    required: [to, text]
    properties:
      to: {type: string, minLength: 1}
      text: {type: string}
      answers: {type: array, items: {$ref: "#/definitions/Letter"}}
      stamp: {$ref: "#/definitions/Stamp"}
  Stamp: {type: object, properties: {value: {type: number, format: double}, at: {type: string, format: date-time}}}
  Problem: {type: object, properties: {title: {type: string}}}
"""

DOCUMENTS: dict[str, Any] = {
    name: yaml.safe_load(text)
    for name, text in {"recursive": _RECURSIVE, "combined": _COMBINED, "swagger": _SWAGGER}.items()
}
"""By name, as parsed."""
