"""An answer as JSON, and back."""

from collections.abc import Mapping
from typing import Any

from inventory.indicators.answer import Answer, Grid, Indicator, Unit


def write(answer: Answer) -> dict[str, Any]:
    """An answer as plain lists and dictionaries."""
    return {
        "indicator": str(answer.indicator),
        "n": answer.n,
        "missing": answer.missing,
        "numbers": {name: [str(unit), number] for name, (unit, number) in answer.numbers.items()},
        "grids": [
            {
                "name": grid.name,
                "unit": str(grid.unit),
                "rows": list(grid.rows),
                "columns": list(grid.columns),
                "values": [list(row) for row in grid.values],
                "behind": [list(row) for row in grid.behind],
                "is_exclusive": grid.is_exclusive,
            }
            for grid in answer.grids
        ],
    }


def read(told: Mapping[str, Any]) -> Answer:
    """The answer that was written so."""
    return Answer(
        Indicator(told["indicator"]),
        told["n"],
        told["missing"],
        tuple(
            Grid(
                grid["name"],
                Unit(grid["unit"]),
                tuple(grid["rows"]),
                tuple(grid["columns"]),
                tuple(tuple(row) for row in grid["values"]),
                tuple(tuple(row) for row in grid["behind"]),
                grid["is_exclusive"],
            )
            for grid in told["grids"]
        ),
        {name: (Unit(unit), number) for name, (unit, number) in told["numbers"].items()},
    )
