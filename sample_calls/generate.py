"""Make the sample calls again: `python -m sample_calls.generate [NAME ...]`.

Each script of scripts/ becomes NAME.flac and NAME.truth.json. About half as long as the calls last, on one core.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from qa_pipeline.errors import CallqaError
from sample_calls.mix import mixed
from sample_calls.script import Script, load_script, script_paths
from sample_calls.sources import default_cache_dir, hold_music
from sample_calls.telephone import write_flac
from sample_calls.timeline import lay_out
from sample_calls.truth import truth_of
from sample_calls.voices import Voice

HERE = Path(__file__).parent


def make(script: Script, voice: Voice, out_dir: Path) -> Path:
    """Speak, mix and write one call with its truth; returns the audio file."""
    spoken = [
        voice.speak(line.words, speaker.voice, speaker.speed, script.pronounce)
        for line in script.lines
        for speaker in (script.speakers[line.speaker],)
    ]
    timeline = lay_out(script, spoken)
    channels = mixed(script, timeline, hold_music)
    audio = out_dir / f"{script.name}.flac"
    write_flac(audio, channels)
    truth = truth_of(script, timeline, audio, channels.shape[1])
    audio.with_suffix(".truth.json").write_text(_readable(truth), encoding="utf-8")
    return audio


def _readable(truth: dict[str, Any]) -> str:
    """Indented JSON with the innermost objects (a word, a hold) on a line each."""
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    return re.sub(r"\{[^{}\[\]]{,250}\}", lambda match: " ".join(match.group().split()), text) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Make the named calls, or all; returns the exit status."""
    options = _parser().parse_args(arguments)
    voice = Voice(options.cache)
    wanted = [path for path in script_paths() if not options.names or path.stem in options.names]
    missing = set(options.names) - {path.stem for path in wanted}
    if missing:
        sys.stderr.write(f"no script {', '.join(sorted(missing))} in {HERE / 'scripts'}\n")
        return 2
    try:
        for path in wanted:
            sys.stdout.write(f"{make(load_script(path), voice, options.out)}\n")
    except CallqaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sample_calls.generate", description=__doc__)
    parser.add_argument("names", nargs="*", help="calls to make; all when none is named")
    parser.add_argument("--cache", type=Path, default=default_cache_dir(), help="where the voice is kept (%(default)s)")
    parser.add_argument("--out", type=Path, default=HERE, help="where the calls are written")
    return parser


if __name__ == "__main__":
    sys.exit(main())
