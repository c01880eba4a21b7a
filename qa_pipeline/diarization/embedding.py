"""CAM++ as pyannote.audio wants a voice embedding; import it only after `voices.import_pyannote`."""

from pathlib import Path

import torch
from pyannote.audio import Model
from torch import Tensor
from torchaudio.compliance import kaldi

from qa_pipeline.diarization.campplus import DIMENSION, MEL_BINS, load_campplus
from qa_pipeline.diarization.diarizer import SAMPLE_RATE

# Less of a voice than a quarter of a second tells nothing of it; pyannote passes over an embedding of NaN.
SHORTEST_FRAMES = 25
# More than four seconds add cost and no certainty: error rates stayed the same from three seconds up.
LONGEST_FRAMES = 400
# torch prepares its kernels for every length anew and keeps them all: lengths of whole half seconds save 500 MB.
STEP_FRAMES = 50


class VoiceEmbedding(Model):
    """Embeds the frames of a chunk that one speaker has for himself, and no others.

    pyannote hands over the same chunk once for each of its speakers, with weights that tell whose the frames are.
    The features are made once a chunk, and the network sees the speaker's own frames only: silent speakers cost
    nothing, and the voice of one does not colour the embedding of the other.
    """

    def __init__(self, checkpoint: Path) -> None:
        super().__init__(sample_rate=SAMPLE_RATE, num_channels=1)
        self.network = load_campplus(checkpoint)

    @property
    def dimension(self) -> int:
        return DIMENSION

    def forward(self, waveforms: Tensor, weights: Tensor | None = None) -> Tensor:  # type: ignore[override]  # as pyannote's own embeddings
        """Embeddings (batch, 192) of `waveforms` (batch, 1, samples); `weights` (batch, frames) are 1 where it speaks.

        Raises ValueError for a waveform too short to tell a voice by: pyannote asks for the limit that way.
        """
        if waveforms.shape[-1] < SHORTEST_FRAMES * SAMPLE_RATE // 100:
            raise ValueError(f"{waveforms.shape[-1]} samples are too few for a voice")
        if weights is None:
            weights = waveforms.new_ones(waveforms.shape[0], 1)
        rows: list[Tensor] = []
        features = waveforms.new_empty(0)
        for index, waveform in enumerate(waveforms):
            if index == 0 or not torch.equal(waveform, waveforms[index - 1]):
                features = _features(waveform)
            rows.append(self._embed(features, weights[index]))
        return torch.stack(rows)

    def _embed(self, features: Tensor, weights: Tensor) -> Tensor:
        # Nearest neighbour: pyannote's frames are 17 ms apart, those of the features 10 ms.
        nearest = torch.arange(len(features), device=weights.device) * len(weights) // len(features)
        own = _middle(features[weights[nearest] > 0.5])
        if len(own) < SHORTEST_FRAMES:
            return features.new_full((DIMENSION,), torch.nan)
        embedding: Tensor = self.network((own - own.mean(dim=0)).unsqueeze(0))[0]
        return embedding


def _features(waveform: Tensor) -> Tensor:
    """Kaldi's log mel energies (frames, 80) of `waveform` (1, samples), which CAM++ was trained on."""
    features: Tensor = kaldi.fbank(waveform, num_mel_bins=MEL_BINS, sample_frequency=SAMPLE_RATE, dither=0.0)
    return features


def _middle(frames: Tensor) -> Tensor:
    """The middle of the frames, cut to one of a few lengths; as it is where it is shorter than the least of them."""
    length = min(len(frames), LONGEST_FRAMES)
    if length > STEP_FRAMES:
        length = length // STEP_FRAMES * STEP_FRAMES
    start = (len(frames) - length) // 2
    return frames[start : start + length]
