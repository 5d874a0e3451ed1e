"""What the functions of the overfitting notebook are asked, and the truth behind it.

All is drawn from the run's seed: points, data, learning curves. Nothing is judged that
is not true of what was drawn: where overfitting is a matter of chance, it is drawn
until it shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.assignment import Settings, Threshold
from grader.datasets import Material
from grader.evidence import Examiner
from grader.streams import Seed

from . import curves, diagnosis, five_points, settings, tradeoff


@dataclass(frozen=True, eq=False)
class Truth:
    """All that is asked, and what decides."""

    thresholds: dict[str, Threshold]
    points: tuple[five_points.FivePoints, ...]
    draws: tuple[settings.Draw, ...]
    curves: tuple[curves.Curve, ...]
    predictions: tradeoff.Predictions
    experiment: tradeoff.Experiment


def draw(seed: Seed, material: Material, settings_: Settings) -> Truth:
    """Draw what is asked; every purpose has a stream of its own."""
    points, data = seed.stream("five points"), seed.stream("data")
    # Handed to the student's functions, hence a stream that nothing else draws from.
    handed = seed.stream("seeds for student functions")
    return Truth(
        thresholds=settings_.thresholds,
        points=tuple(five_points.draw(points) for _ in range(five_points.SETS)),
        draws=tuple(
            settings.draw(data, int(handed.integers(2**31)))
            for _ in range(settings.DRAWS)
        ),
        curves=curves.draw(seed.stream("learning curves")),
        predictions=tradeoff.draw_predictions(seed.stream("predictions")),
        experiment=tradeoff.draw_experiment(seed.stream("bias and variance")),
    )


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Put all questions: what is quick first, what trains last."""
    await five_points.ask(examiner, truth.points)
    await diagnosis.ask(examiner, truth.curves)
    await tradeoff.ask(examiner, truth.predictions, truth.experiment)
    await settings.ask(examiner, truth.draws)
