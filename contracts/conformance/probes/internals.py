"""Do error answers tell what is inside the server?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch

_MOST = 200_000
"""Characters of a body that are looked through."""
_SHORTEST = 8
"""Characters of a secret that cannot be in a body by chance."""
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a stack trace",
        re.compile(
            r"Traceback \(most recent call last\)"
            r"|File \\?\"[^\"\n]{1,200}\\?\", line \d+, in "
            r"|(?:\b|\\[nt])at [\w$.<>]{3,120}\([\w$]+\.(?:java|kt|scala|groovy):\d+\)"
            r"|(?:\b|\\[nt])at [\w$.<>\[\] `]{1,120}\([^()\n]{0,200}\.[cm]?[jt]sx?:\d+:\d+\)"
            r"|(?:\b|\\[nt])at [\w.<>`]{3,120}\([^()\n]{0,120}\) in [^\n]{1,200}:line \d+"
            r"|goroutine \d+ \[running\]|#\d+ [^\n]{1,200}\.php\(\d+\): "
            r"|\.rb:\d+:in [`'][^'\n]{1,80}'|thread '[^'\n]{1,60}' panicked at"
        ),
    ),
    (
        "an SQL statement or a database's error",
        re.compile(
            r"\bSELECT\b[^\"\n]{1,300}\bFROM\b\s+[\w\"`\[.]+[^\"\n]{0,80}\b(?:WHERE|ORDER BY|LIMIT|JOIN)\b"
            r"|\bINSERT INTO\s+[\w\"`\[.\\]+\s*\(|\bDELETE FROM\s+[\w\"`\[.\\]+\s+WHERE\b"
            r"|\bUPDATE\s+[\w\"`\[.\\]+\s+SET\s+[\w\"`\[.\\]+\s*="
            r"|SQLSTATE\[|\bORA-\d{5}:|You have an error in your SQL syntax|psycopg2?\.\w|sqlite3\.\w*Error"
            r"|SQLITE_(?:ERROR|CONSTRAINT)|ER_(?:DUP_ENTRY|PARSE_ERROR)|org\.postgresql\.util|Unclosed quotation mark"
            r"|duplicate key value violates unique constraint|relation \\?\"[\w.]+\\?\" does not exist"
        ),
    ),
    (
        "a path of its machine",
        re.compile(
            r"(?<![\w:/.])/(?:home|usr|var|opt|srv|root|etc|app|Users|private|mnt)/(?:[\w.@+-]+/){1,20}[\w.@+-]+\.\w{1,5}\b"
            r"|\b[A-Z]:\\{1,2}(?:[\w .@+-]+\\{1,2}){1,20}[\w .@+-]+\.\w{1,5}\b"
        ),
    ),
)
"""What is inside a server, and what gives it away. Source: CWE-209 and CWE-200."""


def _judge(seen: Seen) -> Iterator[Facts]:
    response = seen.exchange.response
    if response.status < 400 or not response.body:
        return
    told = response.body[:_MOST].decode("utf-8", "replace")
    sent = _sent(seen)
    for what, pattern in _SIGNS:
        found = pattern.search(told)
        if found is not None and found[0] not in sent:
            yield {"what": what}
    if any(len(secret) >= _SHORTEST and secret in told for secret in (*seen.secrets, *_presented(seen))):
        yield {"what": "a credential"}


def _presented(seen: Seen) -> Iterator[str]:
    """The credentials that a request came with: even wrong ones are no matter for logs and screens."""
    for name in ("authorization", "proxy-authorization"):
        _, _, text = (seen.exchange.request.header(name) or "").partition(" ")
        yield text.strip()


def _sent(seen: Seen) -> str:
    """What the client said by itself, and may be told again."""
    request = seen.exchange.request
    words = (request.path, request.query, *(value for _, value in request.headers))
    return "\n".join([*words, *map(unquote_plus, words), request.body.decode("utf-8", "replace")])


WATCH = Watch(
    check=Check(
        rule="internals-told",
        meaning="An error answer tells what is inside the server.",
        message="{operation} answered {status} with {what} in its body",
        subject="{what}",
        place="body",
        advice="log it, and answer with a number under which the log has it; never answer with an exception's text",
    ),
    judge=_judge,
)
