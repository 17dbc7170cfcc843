"""An attacker who solves sums: an independent one, in fractions, to hold what is hidden against."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any


class Solver:
    """Solves sums of squares in fractions, and says of any sum of squares whether it follows from those it got."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.rows: list[tuple[Any, dict[Any, Fraction]]] = []

    def left_of(self, squares: Iterable[Any]) -> dict[Any, Fraction]:
        """What of this sum does not follow."""
        left = {square: Fraction(1) for square in squares}
        for pivot, row in self.rows:
            if factor := left.get(pivot):
                for key, value in row.items():
                    left[key] = left.get(key, Fraction(0)) - factor * value
        return {key: value for key, value in left.items() if value}

    def learn(self, squares: Iterable[Any]) -> None:
        """The sum of these is known."""
        if left := self.left_of(squares):
            pivot = min(left)
            self.rows.append((pivot, {key: value / left[pivot] for key, value in left.items()}))
