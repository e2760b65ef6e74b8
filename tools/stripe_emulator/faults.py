"""Failures of the provider on demand."""

from __future__ import annotations

from dataclasses import dataclass, field

MODES = {
    "error": "answer 500 without doing anything",
    "timeout": "keep the caller waiting, then close the connection without doing anything",
    "lost_answer": "do the work, then close the connection before the answer",
    "slow": "wait, then work as usual",
}


@dataclass
class Fault:
    """One planned failure: how, how often, for which calls."""

    mode: str
    times: int = 1
    seconds: float = 0.0
    path: str = ""
    method: str = ""

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")

    def concerns(self, method: str, path: str) -> bool:
        """True when this call is meant: same method if one is given, path starting as given."""
        return path.startswith(self.path) and self.method.upper() in ("", method)


@dataclass
class Faults:
    """Planned failures in the order in which they were planned."""

    planned: list[Fault] = field(default_factory=list)

    def plan(self, fault: Fault) -> None:
        """Add one."""
        self.planned.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The failure for this call, used up by one; None when all is well."""
        for fault in self.planned:
            if fault.concerns(method, path):
                fault.times -= 1
                if fault.times <= 0:
                    self.planned.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Everything works again."""
        self.planned.clear()
