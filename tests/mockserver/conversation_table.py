"""The features of the mock, and the conversations about each, as a table in ``conversations/README.md``."""

from __future__ import annotations

from collections.abc import Iterable

from conversation_text import FOLDER, Conversation, read

README = FOLDER / "README.md"

FEATURES = {
    group: [each.strip() for each in names.split(",")]
    for group, names in {
        "Routing": "base paths, path templates, typed paths, encoded slashes, trailing slashes, unknown path, "
        "unknown method, HEAD, OPTIONS, CORS, several documents, several releases",
        "Requests": "parameters, parameter styles, deepObject, repeated parameters, JSON bodies, forms, multipart, "
        "XML bodies, other bodies, unknown content types, unreadable bodies, size limits, readOnly, "
        "list of violations, --validate, malformed HTTP",
        "Responses": "documented success, Prefer, query twins, status policy, documented refusals, problem details, "
        "negotiation, response headers, Location, no content, binary and text, XML responses, event streams, "
        "JSON lines, examples, dynamic bodies",
        "Contract": "never an invalid response, determinism, replay",
        "Credentials": "bearer tokens, basic authentication, API keys, other schemes, alternatives, log-in, "
        "users and clients, OAuth 2",
        "State": "create, read, update, delete, lists, paging, envelopes, ids, actions, singletons, several at once, "
        "items at the start, conditions, duplicates, references, idempotency, jobs",
        "Beside the document": "overrides, templates, sequences, faults",
        "Control": "journal, control API, clock, sessions, watch",
        "Callbacks": "callbacks, webhooks",
        "Proxy": "proxy, proxy that enforces, proxy that mocks",
    }.items()
}
"""By group; the names are those that the conversations have in their heads."""

_BEGIN, _END = "<!-- features: begin -->\n", "<!-- features: end -->\n"


def table(conversations: Iterable[Conversation]) -> str:
    """The table with the marks around it."""
    by_feature: dict[str, list[str]] = {}
    for each in conversations:
        link = f"[{each.path.stem}]({each.name}.txt)"
        for feature in each.features:
            by_feature.setdefault(feature, []).append(link)
    rows = [
        f"| {group} | {feature} | {', '.join(sorted(by_feature.get(feature, [])))} |"
        for group, features in FEATURES.items()
        for feature in features
    ]
    return "\n".join([_BEGIN, "| | feature | conversations |", "| --- | --- | --- |", *rows, "", _END])


def main() -> None:
    """Write the table anew."""
    text = README.read_text("utf-8")
    before, _, rest = text.partition(_BEGIN)
    README.write_text(before + table(read(path) for path in sorted(FOLDER.rglob("*.txt"))) + rest.partition(_END)[2])


if __name__ == "__main__":
    main()
