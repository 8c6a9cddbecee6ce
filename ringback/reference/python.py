"""The page of what may be imported: the site's generator fills in signatures and docstrings (mkdocstrings)."""

from __future__ import annotations

PUBLIC: dict[str, tuple[str, ...]] = {
    "Documents": ("specs.load.load", "specs.Document", "specs.SpecError"),
    "Messages made up": (
        "specs.sampling.sample",
        "specs.sampling.edges",
        "specs.sampling.exchange.sample_request",
        "specs.sampling.exchange.sample_response",
        "specs.validation.read_request",
        "specs.validation.check_response",
    ),
    "Mocks": (
        "mockserver.app.create_app",
        "mockserver.settings.Settings",
        "mockserver.testing.running",
        "mockserver.testing.Running",
    ),
    "Tests": ("contracts.conformance.run.run", "contracts.conformance.choices.Choices"),
    "Comparisons": (
        "contracts.compat.compare.compare",
        "contracts.compat.subset.subset",
        "contracts.findings.Report",
        "contracts.findings.Finding",
    ),
    "Reports": ("contracts.render.FORMATS",),
}
"""What programs may rely on, by heading: names that are not here may change without a word."""
_HEAD = """# Python

What may be imported, from its docstrings; how it goes together is told by the pages on [mocks](../mock.md),
[pytest](../pytest.md), [control](../control.md) and [sampling](../sampling.md). What is not listed here may change
without a word.
"""


def page() -> str:
    """The page as Markdown, with a line ``::: NAME`` for each thing that mkdocstrings describes."""
    parts = [f"## {heading}\n\n" + "\n".join(f"::: {name}" for name in names) for heading, names in PUBLIC.items()]
    return "\n\n".join([_HEAD.rstrip(), *parts]) + "\n"
