"""What a vocabulary does to the words: `python -m tests.benchmarks.vocabulary`.

The first 75 s of the agent's side of each call of the tuning half are heard without names, with the names that they
have, and with as many strange names again as fit the prompt; names heard as written and wrong words are printed.
"""

import json
from pathlib import Path

import jiwer
import yaml

from qa_pipeline.asr.hotwords import NO_HOT_WORDS, HotWords, choose, counter
from qa_pipeline.asr.whisper import WhisperTranscriber
from qa_pipeline.audio.decode import SAMPLE_RATE, decode
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.evaluation.normalise import normalise
from qa_pipeline.settings import load_settings
from qa_pipeline.weights import ready as weights

SAMPLES = Path(__file__).parents[2] / "sample_calls"
SECONDS = 75
NAMES = (
    *("Fairview Bank", "Brightwater Energy", "Cobalt Power", "Juniper Mail Order Pharmacy", "Harbor Mobile"),
    *("Whitlock Appliance Service", "Larkway Travel", "Vale Fibra"),
    *("Marcus", "Hannah", "Derek", "Trevor", "Janine", "Priya", "Camila"),
)
STRANGE = (
    *("Norvexa", "Tindalo", "Okonjo", "Siobhan", "Xavier", "Quillon", "Marisol", "Zephyr Cloud", "Altabridge"),
    *("Kestrel Mutual", "Penhaligon", "Dunmore", "Yusuf", "Ingrid", "Wojciech", "Beatrix", "Oriel Broadband"),
)


def main() -> None:
    """Print one line a call and list, then the sums."""
    settings = load_settings()
    model = weights.locate(settings.whisper_model, settings.resolved_models_dir)
    lists = {"none": NO_HOT_WORDS, "names": HotWords(NAMES), "full": choose((*NAMES, *STRANGE), counter(model))}
    sums = {name: [0, 0, 0, 0] for name in lists}
    for stem in yaml.safe_load((SAMPLES / "split.yaml").read_text(encoding="utf-8"))["tuning"]:
        for name, hot_words in lists.items():
            counts = measure(stem, WhisperTranscriber(model, hot_words=hot_words))
            sums[name] = [have + more for have, more in zip(sums[name], counts, strict=True)]
            print(f"{stem:26} {told(name, counts)}", flush=True)
    for name, counts in sums.items():
        print(f"{'all':26} {told(name, counts)}")


def told(name: str, counts: list[int]) -> str:
    heard, names, wrong, words = counts
    return f"{name:6} names {heard}/{names}  wrong words {wrong}/{words} ({wrong / words:.1%})"


def measure(stem: str, whisper: WhisperTranscriber) -> list[int]:
    """Names heard as written, names said, wrong words, words said."""
    truth = json.loads((SAMPLES / f"{stem}.truth.json").read_text(encoding="utf-8"))
    channels = decode(SAMPLES / f"{stem}.flac").channels
    side = truth["speakers"]["agent"]["channel"] if len(channels) > 1 else 0
    samples = channels[side][: SECONDS * SAMPLE_RATE]
    said = " ".join(
        turn["text"]
        for turn in truth["turns"]
        if turn["end"] < SECONDS and (len(channels) == 1 or truth["speakers"][turn["speaker"]]["channel"] == side)
    )
    words = whisper.transcribe(samples, speech_regions(samples), language=truth["language"]).words
    heard = " ".join(word.text for word in words if word.end < SECONDS)
    present = [name for name in NAMES if name in said]
    result = jiwer.process_words(plain(said, truth["language"]), plain(heard, truth["language"]))
    wrong = result.substitutions + result.deletions + result.insertions
    total = result.hits + result.substitutions + result.deletions
    return [sum(name.casefold() in heard.casefold() for name in present), len(present), wrong, total]


def plain(text: str, language: str) -> str:
    return " ".join(piece.text for piece in normalise(text.split(), language))


if __name__ == "__main__":
    main()
