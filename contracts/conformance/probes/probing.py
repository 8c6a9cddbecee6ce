"""Making the checks that send requests of their own, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from contracts.conformance.choices import PROBES
from contracts.conformance.events import TIME_OVER, Ended, Event, Failure, PhaseBegan, Probed, Tried
from contracts.conformance.probes import answering
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene


@dataclass(slots=True)
class Probing:
    """A series of such checks.

    Attributes:
        scene: what they have to do with.
        probes: the checks.
        absent: what is not there that some of them need.
        late: whether the time is over; asked before each thing that one is made on.
    """

    scene: Scene
    probes: Sequence[Probe[Any]]
    absent: frozenset[Need] = frozenset()
    late: Callable[[], bool] = lambda: False
    _cut_short: bool = False

    def run(self) -> Iterator[Event]:
        """Make them; tells what happens as a phase of a test run does."""
        if not self.probes:
            return
        yield PhaseBegan(PROBES)
        with closing(self.scene.caller):
            for probe in self.probes:
                missing = next((need for need in probe.needs if need in self.absent), None)
                if missing is not None:
                    yield Probed(probe.check.rule, missing.value)
                elif self._stops():
                    yield Probed(probe.check.rule, TIME_OVER, whole=False)
                else:
                    yield from self._made(probe)
        if self._cut_short:
            yield Ended(TIME_OVER, whole=False)

    def _stops(self) -> bool:
        """Whether nothing more is to be done; asked only where there is something."""
        self._cut_short = self._cut_short or self.late()
        return self._cut_short

    def _made(self, probe: Probe[Any]) -> Iterator[Tried | Probed]:
        rule, reasons, done = probe.check.rule, Counter[str](), 0
        caller = self.scene.caller
        for subject in probe.subjects(self.scene):
            if self._stops():
                reasons[TIME_OVER] += 1
                break
            faults: list[Fault] = []
            try:
                faults += probe.judge(self.scene, subject)
                done += 1
            except Inconclusive as why:
                reasons[str(why)] += 1
            finally:
                self.scene.clean()
            sent, caller.sent = caller.sent, []
            took, caller.took = caller.took, {}
            performed = Counter((key, rule) for key in dict.fromkeys(key for key, _ in sent))
            wrong = answering.failures(self.scene.document, self.scene.base, sent)
            failures = (*(_failure(rule, fault) for fault in faults), *wrong)
            yield Tried(
                phase=PROBES,
                operation="",
                exchanges=tuple(sent),
                failures=failures,
                performed=dict(performed),
                check=rule,
                took={key: tuple(each) for key, each in took.items()},
            )
        told = "; ".join(reason for reason, _ in reasons.most_common(2)) or probe.lacking
        yield Probed(rule, "" if done else told, whole=not caller.stopped and TIME_OVER not in reasons)


def _failure(rule: str, fault: Fault) -> Failure:
    return Failure(
        code=rule,
        check=rule,
        operation=fault.operation,
        sent_to=fault.operation,
        title=rule,
        facts=fault.facts,
        exchange=fault.exchange,
        before=fault.before,
    )
