"""What the report says of one product of the file."""

from dataclasses import dataclass, field


@dataclass
class Remarks:
    """What is wrong with one product of the file, and what is only to be said."""

    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def wrong(self, words: str) -> None:
        if words not in self.problems:
            self.problems.append(words)

    def say(self, words: str) -> None:
        if words not in self.notices:
            self.notices.append(words)
