"""The curves of an evaluation as SVG, drawn here so that a report needs nothing from anywhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from qa_pipeline.evaluation.confidence import Bin, RiskPoint

SIZE, LEFT, TOP, RIGHT, BOTTOM = 260, 52, 12, 16, 44
LARGEST_DOT, SMALLEST_DOT = 11.0, 3.5


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` with its ticks at equal steps."""

    title: str
    low: float
    high: float
    ticks: int = 5

    def part(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)

    @property
    def marks(self) -> list[float]:
        return [self.low + (self.high - self.low) * step / self.ticks for step in range(self.ticks + 1)]


def reliability_chart(bins: Sequence[Bin]) -> str:
    """A dot for each bin, as large as it has answers; on the dashed line, confidence is what it says."""
    axes = (Axis("confidence", 0, 1), Axis("share right", 0, 1))
    most = max((item.answers for item in bins), default=1)
    marks = ['<line class="ideal" ' + _ends(axes, (0, 0), (1, 1)) + "/>"]
    marks.append(_line(axes, [(item.confidence, item.accuracy) for item in bins]))
    for item in bins:
        radius = SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * (item.answers / most) ** 0.5
        told = f"{item.answers} answers: mean confidence {item.confidence:.2f}, {item.accuracy:.0%} right"
        marks.append(_dot(axes, item.confidence, item.accuracy, radius, told))
    return _chart(axes, marks, "Reliability: of the answers of each confidence, how many are right")


def risk_chart(points: Sequence[RiskPoint]) -> str:
    """How many of the answers kept are wrong, as less sure ones are kept too."""
    highest = max((point.risk for point in points), default=0.0)
    axes = (Axis("coverage", 0, 1), Axis("wrong", 0, next(top for top in (0.1, 0.2, 0.5, 1.0) if top >= highest)))
    marks = [_line(axes, [(point.coverage, point.risk) for point in points])]
    for point in points:
        told = f"confidence {point.confidence:.2f} and above: {point.coverage:.0%} kept, {point.risk:.1%} wrong"
        marks.append(_dot(axes, point.coverage, point.risk, SMALLEST_DOT, told))
    return _chart(axes, marks, "Risk and coverage: wrong answers among those kept, surest first")


Axes = tuple[Axis, Axis]


def _place(axes: Axes, x: float, y: float) -> tuple[float, float]:
    return LEFT + SIZE * axes[0].part(x), TOP + SIZE * (1 - axes[1].part(y))


def _ends(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = _place(axes, *start), _place(axes, *end)
    return f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'


def _line(axes: Axes, points: Iterable[tuple[float, float]]) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(axes, *point) for point in points))
    return f'<polyline class="curve" points="{places}"/>'


def _dot(axes: Axes, x: float, y: float, radius: float, told: str) -> str:
    across, down = _place(axes, x, y)
    return f'<circle cx="{across:.1f}" cy="{down:.1f}" r="{radius:.1f}"><title>{escape(told)}</title></circle>'


def _chart(axes: Axes, marks: Iterable[str], title: str) -> str:
    """The frame, the scales and the marks. Colours come from the page's style, so that it may be light or dark."""
    width, height = LEFT + SIZE + RIGHT, TOP + SIZE + BOTTOM
    return "\n".join(
        [
            f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
            f"<title>{escape(title)}</title>",
            *_scales(axes),
            *marks,
            "</svg>",
        ]
    )


def _scales(axes: Axes) -> Iterable[str]:
    across, up = axes
    for value in across.marks:
        x, _ = _place(axes, value, up.low)
        yield f'<line class="grid" {_ends(axes, (value, up.low), (value, up.high))}/>'
        yield f'<text x="{x:.1f}" y="{TOP + SIZE + 16}" text-anchor="middle">{value:.0%}</text>'
    for value in up.marks:
        _, y = _place(axes, across.low, value)
        yield f'<line class="grid" {_ends(axes, (across.low, value), (across.high, value))}/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.0%}</text>'
    yield f'<text x="{LEFT + SIZE / 2}" y="{TOP + SIZE + 36}" text-anchor="middle">{escape(across.title)}</text>'
    turned = f'transform="translate(12 {TOP + SIZE / 2}) rotate(-90)"'
    yield f'<text {turned} text-anchor="middle">{escape(up.title)}</text>'
