"""Fit the ears for hold music, and write `qa_pipeline/audio/ears.json`.

`python -m tests.benchmarks.hold_music.fit MUSIC SPEECH TALK [CALLS]`: folders of music and of speech, to mix calls of,
each with a sub-folder for every album and every voice; and one of whole recordings of talk without music.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import qa_pipeline.audio
from qa_pipeline.audio.ears import NUMBERS, Ear, written
from qa_pipeline.audio.windows import Values
from qa_pipeline.errors import UsageError
from tests.benchmarks.hold_music.folders import Folder
from tests.benchmarks.hold_music.hearing import Heard, examples, hear, recordings_of_talk
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
    if len(arguments) not in {3, 4}:
        raise UsageError("give a folder of music, one of speech, one of talk without music, and how many calls")
    music, speech, talk = (Path(argument) for argument in arguments[:3])
    count = int(arguments[3]) if arguments[3:] else CALLS
    mixed = mixed_calls(count, Folder(music), Folder(speech), seed=SEED, kinds=FITTED_KINDS)
    heard = [*hear(mixed), *hear(recordings_of_talk(talk))]
    target = Path(qa_pipeline.audio.__file__).parent / NUMBERS
    target.write_text(fitted_ears(heard), encoding="utf-8")
    print(f"{target}: fitted on {len(heard)} calls")


def fitted_ears(heard: Sequence[Heard]) -> str:
    """The numbers file of ears fitted on those calls."""
    return written(*(fitted(*examples(heard, blocks), blocks) for blocks in (WHOLE_BLOCKS, EDGE_BLOCKS)))


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
