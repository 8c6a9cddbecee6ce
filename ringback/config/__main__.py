"""``python -m ringback.config > docs/ringback.schema.json`` writes the published schema anew."""

from __future__ import annotations

import json

import click

from ringback.config.sections import whole

click.echo(json.dumps(whole(), indent=2, ensure_ascii=False))
