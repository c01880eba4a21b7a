"""Fit the ears for hold music, and write `qa_pipeline/audio/ears.json`.

`python -m tests.benchmarks.hold_music.fit MUSIC SPEECH TALK [CALLS [FILE]]`: folders of music and of speech, to mix
that many calls of, each with a sub-folder for every album and every voice; and one of whole recordings of talk without
music. It takes some two seconds of one core a call and half a minute for the nets.
"""

import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import qa_pipeline.audio
from qa_pipeline.audio.ears import NUMBERS, Ear, written
from qa_pipeline.audio.windows import Values
from qa_pipeline.errors import UsageError
from tests.benchmarks.hold_music.folders import Folder
from tests.benchmarks.hold_music.hearing import Heard, hear, recordings_of_talk
from tests.benchmarks.hold_music.lessons import examples
from tests.benchmarks.hold_music.mixing import COUNTER_KINDS, KINDS, mixed_calls

CALLS = 240
SEED = 1
# 3 s, longer than a word and about a bar; and three quarters of a second, for the edges.
WHOLE_BLOCKS, EDGE_BLOCKS = 12, 3
UNITS = 12
# Of weights' squares, strong: the music of a dozen albums is not all music.
PENALTY = 0.5
ROUNDS = 60
# Of eighteen calls seven have a hold; the others have what must not be taken for one.
FITTED_KINDS = (*KINDS, *KINDS, *COUNTER_KINDS, "returned")


def main(arguments: Sequence[str]) -> None:
    if len(arguments) not in {3, 4, 5}:
        raise UsageError("give a folder of music, one of speech, one of talk, how many calls, and the file to write")
    music, speech, talk = (Path(argument) for argument in arguments[:3])
    count = int(arguments[3]) if arguments[3:] else CALLS
    target = Path(arguments[4] if arguments[4:] else Path(qa_pipeline.audio.__file__).parent / NUMBERS)
    mixed = mixed_calls(count, Folder(music), Folder(speech), seed=SEED, kinds=FITTED_KINDS)
    target.write_text(fitted_ears(hear(chain(mixed, recordings_of_talk(talk)))), encoding="utf-8")
    print(f"{target}: fitted on {count} calls and the recordings of {talk}")


def fitted_ears(heard: Iterable[Heard]) -> str:
    """The numbers file of ears fitted on those calls."""
    windows = (WHOLE_BLOCKS, EDGE_BLOCKS)
    learnt = examples(heard, windows)
    return written(*(fitted(*pair, blocks) for pair, blocks in zip(learnt, windows, strict=True)))


def fitted(features: Values, music: NDArray[np.bool_], blocks: int) -> Ear:
    """The net of one hidden layer, its inputs as they come: their scale is in its weights."""
    from sklearn.neural_network import MLPClassifier

    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-9
    net = MLPClassifier((UNITS,), alpha=PENALTY, max_iter=ROUNDS, random_state=SEED)
    net.fit((features - mean) / deviation, music)
    hidden = net.coefs_[0] / deviation[:, None]
    return Ear(blocks, hidden, net.intercepts_[0] - mean @ hidden, net.coefs_[1][:, 0], float(net.intercepts_[1][0]))


if __name__ == "__main__":
    main(sys.argv[1:])
