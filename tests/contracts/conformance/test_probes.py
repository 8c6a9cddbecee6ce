"""Each check beyond the engine's: servers at which it fires, and servers at which it is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from items_server import serving
from made_tests import demand_failing
from notes_server import ERIKA, MAX, RAW, Notes, signed

from contracts.conformance.choices import ENGINE, Choices
from contracts.conformance.probes.selection import selected
from contracts.conformance.probes.table import OWN, WATCHES
from contracts.conformance.run import run
from contracts.errors import ContractError
from contracts.findings import Report
from mockserver.settings import Settings
from ringback import checking
from ringback.own_mock import own_mock
from specs.load import from_mapping
from specs.model import Document

TOKEN = signed({"alg": "HS256"}, {"sub": ERIKA.identifier, "exp": 4_000_000_000})
LOGIN, STATUS, ME, SECRETS, TASTE, LIST, CREATE, SHOW, CHANGE, DELETE = (
    "POST /login",
    "GET /status",
    "GET /me",
    "GET /secrets",
    "PUT /taste",
    "GET /notes",
    "POST /notes",
    "GET /notes/{id}",
    "PUT /notes/{id}",
    "DELETE /notes/{id}",
)
FIRES = [
    ("trace", "internals-told", SHOW, "a stack trace"),
    ("java", "internals-told", SHOW, "a stack trace"),
    ("tells-code", "write-only-told", SHOW, "/code"),
    ("sql", "internals-told", SHOW, "an SQL statement or a database's error"),
    ("path", "internals-told", SHOW, "a path of its machine"),
    ("token-told", "internals-told", SHOW, "a credential"),
    ("public", "private-answer-cacheable", LIST, ""),
    ("unchallenging", "challenge-missing", LIST, ""),
    ("sniffed", "sniffing-allowed", STATUS, "text/plain"),
    ("unheld", "https-not-demanded", "", "is missing"),
    ("held-oddly", "https-not-demanded", "", "has no max-age"),
    ("held-for-no-time", "https-not-demanded", "", "has a max-age of 0"),
    ("more-left", "rate-limit-inconsistent", STATUS, "X-RateLimit-Remaining"),
    ("less-left", "rate-limit-inconsistent", STATUS, "X-RateLimit-Remaining"),
    ("later", "rate-limit-inconsistent", STATUS, "Retry-After"),
    ("undeprecated", "deprecation-untold", STATUS, "Deprecation"),
    ("deprecated-once", "lifecycle-header-wrong", STATUS, "Deprecation"),
    ("sunset-first", "lifecycle-header-wrong", STATUS, "Sunset"),
    ("forgets", "write-not-read-back", SHOW, ""),
    ("contradicts", "write-not-read-back", SHOW, "stars"),
    ("unchanged", "change-lost", CHANGE, "stars"),
    ("drops", "change-lost", CHANGE, "stars"),
    ("tasteless", "change-lost", TASTE, "colour"),
    ("adds-up", "put-not-repeatable", CHANGE, "stars"),
    ("once", "put-not-repeatable", CHANGE, "409"),
    ("undead", "delete-not-repeatable", DELETE, "200"),
    ("fails-twice", "delete-not-repeatable", DELETE, "500"),
    ("keyless", "idempotency-key-ignored", CREATE, ""),
    ("unmatched", "if-match-ignored", CHANGE, ""),
    ("unconditional", "condition-not-demanded", CHANGE, ""),
    ("always-new", "if-none-match-ignored", SHOW, ""),
    ("untagged", "entity-tag-wrong", LIST, "there is none, though the document has 304"),
    ("unquoted", "entity-tag-wrong", SHOW, "it is none: it does not stand in quotation marks"),
    ("restless", "entity-tag-wrong", SHOW, "it is another, and nothing has changed"),
    ("nothing-new", "entity-tag-wrong", LIST, "304 was answered to a tag that nothing has"),
    ("kept-tag", "entity-tag-kept", SHOW, ""),
    ("kept-tag", "entity-tag-kept", LIST, ""),
    ("anybody-GET", "foreign-item-reached", SHOW, ""),
    ("anybody-PUT", "foreign-item-reached", CHANGE, ""),
    ("anybody-DELETE", "foreign-item-reached", DELETE, ""),
    ("open-DELETE", "stranger-admitted", DELETE, "without credentials"),
    ("open-POST", "stranger-admitted", CREATE, "with a token that nobody has issued"),
    ("closed-PUT", "account-turned-away", CHANGE, ""),
    ("unverified", "forged-token-accepted", LIST, "whose claims were changed"),
    ("unsigned", "forged-token-accepted", LIST, "without a signature"),
    ("for-ever", "expired-token-accepted", LIST, ""),
    ("for-ever", "expired-token-accepted", DELETE, ""),
    ("scopeless", "scope-not-demanded", SECRETS, ""),
    ("tells-status", "account-existence-told", LOGIN, ""),
    ("tells-body", "account-existence-told", LOGIN, ""),
    ("trusts", "any-origin-trusted", ME, ""),
    ("unlisted", "list-misses-created", LIST, ""),
    ("lists-of-old", "list-misses-created", LIST, ""),
    ("creates-twice", "creation-doubled", CREATE, ""),
    ("same-again", "entry-repeated", LIST, ""),
    ("miscounts", "total-wrong", LIST, "X-Total-Count"),
    ("unlinked", "next-page-untold", LIST, ""),
    ("endless", "page-walk-dishonest", LIST, "came at once"),
    ("loses", "page-walk-dishonest", LIST, "never came"),
    ("repeats", "page-walk-dishonest", LIST, "came more than once"),
    ("linked-loses", "page-walk-dishonest", LIST, "never came"),
    ("linked-astray", "page-walk-dishonest", LIST, "never came"),
    ("linked-repeats", "page-walk-dishonest", LIST, "came more than once"),
    ("one-page", "page-walk-dishonest", LIST, "came more than once"),
    ("unfiltered", "filter-ignored", LIST, "stars"),
    ("finds-nothing", "filter-ignored", LIST, "stars"),
    ("unsorted", "sort-ignored", LIST, "sort=-stars"),
    ("json", "accept-ignored", STATUS, "text/plain"),
    ("allows-all", "refused-method-allowed", STATUS, "TRACE"),
]
"""What the server does wrong, and the check, the operation and the subject that it is found by."""
PUBLIC = "https://notes.example/v1"
"""Where a browser finds the server, behind what speaks HTTPS for it."""


@pytest.fixture(scope="module")
def document() -> Document:
    return from_mapping(RAW, "notes.yaml")


@pytest.fixture(scope="module")
def test(document: Document) -> Iterator[Callable[..., Report]]:
    """Test a server of notes: that of the module, made anew."""
    notes = Notes()
    with ExitStack() as running:
        url = running.enter_context(serving(notes.app())) + "/v1"

        def tested(fault: str, *only: str, lifetime: float = 3600.0, writes: bool = True) -> Report:
            vars(notes).update(vars(Notes(fault, lifetime)))
            choices = Choices(seed=1, phases=("probes",), checks=selected(only) - ENGINE)
            return run(document, url, choices, credentials=ERIKA, other=MAX, writes=writes, server=PUBLIC)

        yield tested


def found(report: Report) -> set[tuple[str, str, str]]:
    keys = {id(each): each.operations[0] if each.operations else "" for each in report.findings}
    return {(each.rule, key := keys[id(each)], each.subject.removeprefix(key).strip()) for each in report.findings}


@pytest.mark.parametrize(("fault", "rule", "operation", "subject"), FIRES, ids=str)
def test_a_check_finds_what_it_is_for(
    test: Callable[..., Report], monkeypatch: pytest.MonkeyPatch, fault: str, rule: str, operation: str, subject: str
) -> None:
    alone = () if rule in {each.check.rule for each in WATCHES} else (rule,)
    report = test(fault, *alone, lifetime=0.3 if rule == "expired-token-accepted" else 3600.0)
    assert found(report) >= {(rule, operation, subject)}
    for each in report.findings:
        if each.test:
            demand_failing(each.test, monkeypatch, TOKEN=TOKEN, SECRET="none")
        assert each.severity is OWN[each.rule].severity
        assert each.witness is not None
        assert each.witness.confirmed_by == ("ringback",)
        assert each.reproduce.startswith("curl ")


def test_every_check_has_a_server_at_which_it_fires() -> None:
    assert {rule for _, rule, *_ in FIRES} == set(OWN)


def test_a_server_that_does_all_well_is_told_nothing(test: Callable[..., Report]) -> None:
    report = test("")
    assert found(report) == set()
    assert set(report.unmade) == {"expired-token-accepted"}
    assert "nobody waits so long" in report.unmade["expired-token-accepted"]
    assert found(test("", "expired-token-accepted", lifetime=0.3)) == set()


@pytest.mark.parametrize(("fault", "wrong"), [("refuses-oddly", {"response-schema-violated"}), ("", set())])
def test_answers_to_requests_of_checks_are_held_against_the_document(
    document: Document, fault: str, wrong: set[str]
) -> None:
    choices = Choices(seed=1, phases=("probes",), checks=selected(()))
    with serving(Notes(fault).app()) as url:
        report = run(document, f"{url}/v1", choices, credentials=ERIKA, writes=True, server=PUBLIC)
    told = [each for each in report.findings if each.rule in ENGINE]
    assert {each.rule for each in told} == wrong
    assert {word for each in told for word in each.subject.split()} >= ({"401", "404"} if wrong else set())
    assert {each.witness.confirmed_by for each in told if each.witness} == ({("jsonschema-rs",)} if wrong else set())


@pytest.mark.parametrize("server", ["", "https://127.0.0.1/v1", "https://[::1]:8443", "https://localhost:8443/v1"])
def test_nobody_has_to_demand_https_where_browsers_would_not_heed_it(document: Document, server: str) -> None:
    with serving(Notes("unheld").app()) as url:
        choices = Choices(seed=1, phases=("probes",), checks=frozenset({"https-not-demanded", "accept-ignored"}))
        report = run(document, f"{url}/v1", choices, credentials=None, server=server)
    assert report.facts["cases"]
    assert found(report) == set()


@pytest.mark.parametrize("scheme", [{"type": "apiKey", "in": "cookie", "name": "session"}, {"type": "mutualTLS"}])
def test_our_own_mock_is_told_nothing_of_credentials_that_browsers_send_by_themselves(scheme: dict[str, str]) -> None:
    answer = {"description": "yes", "content": {"text/plain": {"schema": {"type": "string", "minLength": 1}}}}
    operation = {
        "deprecated": True,
        "security": [{"held": []}],
        "responses": {"200": answer, "401": {"description": "no"}},
    }
    parts = {"securitySchemes": {"held": scheme}}
    document = from_mapping({**RAW, "openapi": "3.1.0", "components": parts, "paths": {"/me": {"get": operation}}})
    with own_mock(document, Settings(seed=1)) as target:
        choices = Choices(seed=1, phases=("probes",), checks=frozenset(OWN))
        report = run(document, target.base_url, choices, credentials=target.credentials)
    assert found(report) == set()
    assert report.judged


def test_pages_whose_addresses_are_told_are_followed(test: Callable[..., Report]) -> None:
    assert found(test("linked")) == set()


@pytest.mark.parametrize(
    ("fault", "rule"), [("samples", "entry-repeated"), ("moody", "change-lost"), ("moody", "put-not-repeatable")]
)
def test_servers_that_make_things_up_are_left_alone(test: Callable[..., Report], fault: str, rule: str) -> None:
    assert found(test(fault, rule)) == set()


def test_checks_that_cannot_be_made_are_told_with_the_reason(test: Callable[..., Report]) -> None:
    report = test("", writes=False)
    assert report.unmade["write-not-read-back"] == "it creates and changes things, and that is not allowed here"
    assert report.unmade["page-walk-dishonest"] == "GET /notes has too few items for a second page"
    assert found(report) == set()


def test_a_run_whose_time_is_over_makes_no_more_checks_and_says_so(document: Document) -> None:
    notes = Notes()
    with serving(notes.app()) as url:
        choices = Choices(seed=1, phases=("probes",), checks=frozenset(OWN), max_seconds=1e-9)
        report = run(document, f"{url}/v1", choices, credentials=ERIKA)
    assert report.facts["cut short"] == "the time limit was reached"
    assert {"the time limit was reached"} <= set(report.unmade.values())
    assert report.facts["cases"] == 0


def test_what_was_created_is_taken_away(document: Document) -> None:
    notes = Notes()
    with serving(notes.app()) as url:
        run(document, f"{url}/v1", Choices(seed=1, phases=("probes",), checks=frozenset(OWN)), credentials=ERIKA)
    assert next(notes.numbers) > 1
    assert notes.kept == {}


def test_the_help_names_them_all() -> None:
    assert tuple(OWN) == checking.OWN


def test_checks_are_chosen_by_name() -> None:
    assert selected(["server-error", "internals-told"]) == {"server-error", "internals-told"}
    assert selected((), ["server-error"]) == selected() - {"server-error"}
    for wrong in ((["server-eror"], ()), (["server-error"], ["server-error"])):
        with pytest.raises(ContractError, match=r"did you mean server-error|no check is left"):
            selected(*wrong)
