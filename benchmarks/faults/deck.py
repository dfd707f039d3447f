"""Chance by seed, and pools from which each thing is drawn once a report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

from .model import rounded

T = TypeVar("T")


class Deck:
    """A source of chance that gives no member of a pool twice."""

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)
        self._left: dict[int, list[object]] = {}

    def one(self, pool: Sequence[T]) -> T:
        """Any member of a pool."""
        return self.rng.choice(pool)

    def draw(self, pool: Sequence[T]) -> T:
        """A member of a pool that was not drawn before. Raises IndexError when none is left."""
        left = self._left.get(id(pool))
        if left is None:
            left = self._left[id(pool)] = [*pool]
            self.rng.shuffle(left)
        return left.pop()  # type: ignore[return-value]

    def chance(self, probability: float) -> bool:
        """Whether something of a probability happens."""
        return self.rng.random() < probability

    def whole(self, least: int, most: int) -> int:
        """A whole number."""
        return self.rng.randint(least, most)

    def money(self, least: int, most: int) -> Decimal:
        """An amount in 万元 with two decimals."""
        return Decimal(self.rng.randint(least * 100, most * 100)) / 100

    def parts(self, total: Decimal, count: int, step: Decimal = Decimal(1)) -> list[Decimal]:
        """Positive parts of a total in whole steps. Raises ValueError when there are too few steps."""
        steps = int(total / step)
        if steps < count or steps * step != total:
            raise ValueError(f"{count} parts of {total} in steps of {step}")
        base, rest = divmod(steps, count)
        sizes = [base + (i < rest) for i in range(count)]
        for _ in range(count):
            giver, taker = self.rng.randrange(count), self.rng.randrange(count)
            if sizes[giver] > max(1, base // 2):
                sizes[giver] -= 1
                sizes[taker] += 1
        self.rng.shuffle(sizes)
        return [size * step for size in sizes]

    def cut(self, total: Decimal, *shares: float) -> list[Decimal]:
        """A sum of money in parts of about these shares, the last taking the rest; two decimals each."""
        parts = [rounded(total * Decimal(str(share + self.rng.uniform(-0.02, 0.02)))) for share in shares]
        return [*parts, total - sum(parts, Decimal(0))]
