"""A member's log: what was agreed or may yet be, in order. Its tail is on disk only after the next fsync."""

from __future__ import annotations

from .peers import LogEntry


class Log:
    """Entries by index, from 1. What is applied may be trimmed from the front; `start` is the last index that was."""

    def __init__(self) -> None:
        self.start = 0
        self.start_term = 0
        self.entries: list[LogEntry] = []
        self.durable = 0  # up to this index it is on disk
        self.generation = 0  # grows when entries are replaced: an fsync under way then says nothing about the new ones

    @property
    def last(self) -> int:
        """The index of the last entry."""
        return self.start + len(self.entries)

    @property
    def last_term(self) -> int:
        """The term of the last entry."""
        return self.entries[-1].term if self.entries else self.start_term

    def term_at(self, index: int) -> int | None:
        """The term of an entry; None if it is not there."""
        if index == self.start:
            return self.start_term
        return self.entries[index - self.start - 1].term if self.start < index <= self.last else None

    def at(self, index: int) -> LogEntry:
        """The entry itself."""
        return self.entries[index - self.start - 1]

    def from_index(self, index: int, at_most: int) -> tuple[LogEntry, ...]:
        """Entries from `index` on."""
        first = index - self.start - 1
        return tuple(self.entries[first : first + at_most])

    def append(self, entry: LogEntry) -> None:
        """One entry more, in memory."""
        self.entries.append(entry)

    def cut(self, index: int) -> None:
        """Forget the entry at `index` and all after it: another leader had other ones."""
        del self.entries[index - self.start - 1 :]
        self.durable = min(self.durable, self.last)
        self.generation += 1

    def crash(self) -> None:
        """What was not on disk is gone."""
        del self.entries[max(self.durable - self.start, 0) :]
        self.generation += 1

    def trim(self, upto: int) -> None:
        """Forget the entries up to `upto`: they are applied, and nobody will ask for them."""
        term = self.term_at(upto)
        assert term is not None, f"the log has {self.start} … {self.last}, not {upto}"
        del self.entries[: upto - self.start]
        self.start, self.start_term = upto, term

    def reset(self, index: int, term: int) -> None:
        """Begin behind a snapshot."""
        self.entries = []
        self.start = self.durable = index
        self.start_term = term
        self.generation += 1
