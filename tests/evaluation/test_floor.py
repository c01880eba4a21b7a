import pytest

from qa_pipeline.evaluation.measures import MEASURES
from tests.evaluation.floor import fallen, load_floor
from tests.evaluation.tales import SAMPLES, as_output, figures, named, small_truth

FLOOR = load_floor()
BETTER = {measure.name: measure.better for measure in MEASURES}


def test_the_floor_names_calls_with_a_truth_and_measures_on_their_better_side() -> None:
    assert all((SAMPLES / f"{name}.truth.json").is_file() for name in FLOOR.calls)
    assert {BETTER[name] for name in FLOOR.most} == {"low"}
    assert {BETTER[name] for name in FLOOR.least} == {"high"}


def test_what_is_wholly_right_is_above_the_floor() -> None:
    assert fallen(FLOOR, named(figures(small_truth(), as_output(small_truth())))) == []


@pytest.mark.parametrize("name", [*FLOOR.most, *FLOOR.least])
def test_a_figure_below_its_floor_or_missing_is_told(name: str) -> None:
    right = named(figures(small_truth(), as_output(small_truth())))
    worse = FLOOR.most[name] + 0.001 if name in FLOOR.most else FLOOR.least[name] - 0.001
    for value in (worse, None):
        (told,) = fallen(FLOOR, {**right, name: value})
        assert told.startswith(f"{name} is {value}")
