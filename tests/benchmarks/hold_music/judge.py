"""Judge the detector of hold music on calls mixed of sounds that it was not fitted on.

`python -m tests.benchmarks.hold_music.judge MUSIC SPEECH TALK [CALLS]`: folders as for the fit, with other albums,
voices and recordings. Prints the table of docs/evaluation.md, and what music was heard in the talk.
"""

import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from qa_pipeline.errors import UsageError
from tests.benchmarks.hold_music.folders import Folder
from tests.benchmarks.hold_music.hearing import hear, recordings_of_talk
from tests.benchmarks.hold_music.judging import HEAD, scores
from tests.benchmarks.hold_music.mixing import COUNTER_KINDS, mixed_calls

CALLS = 160
SEED = 2
# The agent comes back between two holds in one call of ten.
RETURNS_SEED, RETURNS_SHARE = 7, 10
# For every four calls one more has no hold, but something else that sounds.
COUNTER_SEED, COUNTER_SHARE = 12, 4


def main(arguments: Sequence[str]) -> None:
    if len(arguments) not in {3, 4}:
        raise UsageError("give a folder of music, one of speech, one of talk without music, and how many calls")
    music, speech = (Folder(Path(argument)) for argument in arguments[:2])
    count = int(arguments[3]) if arguments[3:] else CALLS
    returned = mixed_calls(count // RETURNS_SHARE, music, speech, seed=RETURNS_SEED, kinds=("returned",))
    counter = mixed_calls(count // COUNTER_SHARE, music, speech, seed=COUNTER_SEED, kinds=COUNTER_KINDS)
    mixed = chain(mixed_calls(count, music, speech, seed=SEED), returned, counter)
    print(HEAD)
    for kind, score in sorted(scores((one.call, one.sounds, one.speech) for one in hear(mixed)).items()):
        print(score.row(kind))
    for one in hear(recordings_of_talk(Path(arguments[2]))):
        found = [f"{sound.kind} {sound.start:.1f}-{sound.end:.1f} s" for sound in chain(*one.sounds)]
        print(f"{one.call.name}: {', '.join(found) or 'nothing'}")


if __name__ == "__main__":
    main(sys.argv[1:])
