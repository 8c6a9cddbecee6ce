"""Samples of whole documents; real ones are in ``tests/corpus``."""

from __future__ import annotations

import pytest

from specs import catalog, load
from specs.sampling import sample
from specs.second_opinion import second_validator
from specs.sites import sites
from specs.validation import validator

NAMES = [release.name for api in catalog.apis() for release in catalog.releases(api)]
SEEDS = range(5)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_document_describes_is_sampled_and_valid_under_both_validators(name: str) -> None:
    judged = 0
    for site in sites(load(name)):
        engines = validator(site.schema, site.direction), second_validator(site.schema, site.direction)
        for seed in SEEDS:
            value = sample(site.schema, site.direction, seed)
            assert [engine.accepts(value) for engine in engines] == [True, True], (site.schema.pointer, value)
            judged += 1
    assert judged > 50
