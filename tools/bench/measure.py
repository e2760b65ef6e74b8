"""Measuring: so many people at once for so many seconds, in rounds that take turns with the yardstick."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tools.bench.journeys import Journey


@dataclass
class Figures:
    """What one journey did in all rounds."""

    # Units per second, one for each round, in the order of the rounds.
    rates: list[float] = field(default_factory=list)
    # Seconds that each unit took.
    seconds: list[float] = field(default_factory=list)
    # SQL statements of each request, by the name of the step.
    statements: dict[str, list[int]] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def percentile(self, percent: int) -> float:
        """Return the milliseconds in which so many of a hundred units were done."""
        ordered = sorted(self.seconds)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] * 1000

    def times_the(self, yardstick: Figures) -> float:
        """Return how many units of the yardstick fit into one of these: the median of the rounds."""
        return statistics.median(
            theirs / ours for theirs, ours in zip(yardstick.rates, self.rates, strict=True)
        )

    def most_statements(self, step: str) -> int | None:
        found = self.statements.get(step)
        return max(found) if found else None


async def run(people: Sequence[Journey], *, seconds: float) -> Figures:
    """Let everybody repeat their unit for so long; what is under way at the end is finished and counted."""
    figures = Figures()
    for person in people:
        await person.prepare()
    began = time.perf_counter()
    until = began + seconds

    async def repeat(person: Journey) -> None:
        while time.perf_counter() < until:
            steps = await person.unit()
            figures.seconds.append(sum(step.answer.seconds for step in steps))
            for step in steps:
                if step.answer.statements is not None:
                    figures.statements.setdefault(step.name, []).append(step.answer.statements)

    await asyncio.gather(*(repeat(person) for person in people))
    figures.rates.append(len(figures.seconds) / (time.perf_counter() - began))
    for person in people:
        await person.browser.close()
    return figures


async def rounds(
    crowds: dict[str, Callable[[], Sequence[Journey]]], *, count: int, seconds: float, warm_up: float
) -> dict[str, Figures]:
    """Measure every crowd in turn, `count` times over: what disturbs the machine disturbs them all."""
    for make in crowds.values():
        await run(make(), seconds=warm_up)
    found = {name: Figures() for name in crowds}
    for _ in range(count):
        for name, make in crowds.items():
            one = await run(make(), seconds=seconds)
            total = found[name]
            total.rates += one.rates
            total.seconds += one.seconds
            for step, numbers in one.statements.items():
                total.statements.setdefault(step, []).extend(numbers)
    return found
