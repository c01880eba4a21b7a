"""Voice embeddings by CAM++, many from one pass; import it only after `loading.import_torchaudio`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchaudio.compliance import kaldi

from qa_pipeline.diarization.campplus import MEL_BINS, load_campplus
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.frames import FRAME_SECONDS, Piece, windows

# A voice is known by a second and a half, with half a second to spare where the speech is shorter.
KNOWN_BY, EVERY = round(1.5 / FRAME_SECONDS), round(0.74 / FRAME_SECONDS)
KNOWN_BY_LEAST = round(1.0 / FRAME_SECONDS)
# Where one voice hands over to another, a second around each moment tells.
TOLD_BY, TOLD_EVERY = round(1.0 / FRAME_SECONDS), round(0.1 / FRAME_SECONDS)
# Less of a voice tells nothing of it.
SHORTEST_PIECE = round(0.2 / FRAME_SECONDS)

_FRAME_SAMPLES = round(FRAME_SECONDS * SAMPLE_RATE)
_MEL_OVERHANG = SAMPLE_RATE // 100 + SAMPLE_RATE * 15 // 1000
# Of a logarithm's argument: keeps a window without any movement from a deviation of zero.
_LEAST_VARIANCE = 1e-10


@dataclass(frozen=True, slots=True)
class Prints:
    """Embeddings of unit length (rows, 192).

    `long` are of stretches that a voice is known by; `short` are of the second around each of the frames `moments`.
    `loudness` (frames of the piece) is the mean log mel energy.
    """

    piece: Piece
    long: FloatArray
    short: FloatArray
    moments: NDArray[np.int64]
    loudness: FloatArray


class VoicePrints:
    """CAM++ run once over each piece of speech; its statistics pooling is applied to every window of the result.

    The network's frames see about a second around them, so a window's embedding is nearly that of the window heard by
    itself, at a fraction of the cost: 1.5 s windows of nine calls fell to their speakers without a fault either way.
    """

    def __init__(self, checkpoint: Path, device: str = "cpu") -> None:
        self._device = torch.device(device)
        self._network = load_campplus(checkpoint).to(self._device)

    def of(self, samples: FloatArray, pieces: Sequence[Piece]) -> tuple[Prints, ...]:
        """The embeddings of each piece that is long enough; features are mean-normalised over all of them.

        Over the pieces together: what a line does to the sound is taken out, what sets two voices apart stays.
        """
        lasting = [piece for piece in pieces if piece.frames >= SHORTEST_PIECE]
        mels = [_mel(samples, piece) for piece in lasting]
        if not mels:
            return ()
        mean = torch.cat(mels).mean(dim=0)
        with torch.inference_mode():
            return tuple(self._prints(piece, mel, mean) for piece, mel in zip(lasting, mels, strict=True))

    def _prints(self, piece: Piece, mel: Tensor, mean: Tensor) -> Prints:
        frames = self._frames((mel - mean).to(self._device))
        long = windows(frames.shape[1], width=KNOWN_BY, hop=EVERY) if frames.shape[1] >= KNOWN_BY_LEAST else []
        short = windows(frames.shape[1], width=TOLD_BY, hop=TOLD_EVERY)
        return Prints(
            piece,
            self._embed(frames, long),
            self._embed(frames, short),
            np.array([piece.start + middle for middle, _, _ in short]),
            mel.mean(dim=1)[::2].numpy(),
        )

    def _frames(self, mel: Tensor) -> Tensor:
        """What the network makes of mel features (frames, 80) before it pools them, shape (channels, frames / 2)."""
        return self._network.frames(mel.unsqueeze(0))[0]

    def _embed(self, frames: Tensor, spans: Sequence[tuple[int, int, int]]) -> FloatArray:
        """The network's pooling and projection of each window, from running sums."""
        if not spans:
            return np.empty((0, self._network.dimension), dtype=np.float32)
        starts = torch.tensor([start for _, start, _ in spans], device=self._device)
        ends = torch.tensor([end for _, _, end in spans], device=self._device)
        count = (ends - starts).double()
        first, second = (_running(frames.double() ** power) for power in (1, 2))
        mean = (first[:, ends] - first[:, starts]) / count
        spread = (second[:, ends] - second[:, starts] - count * mean**2) / (count - 1).clamp(min=1)
        pooled = torch.cat([mean, spread.clamp(min=_LEAST_VARIANCE).sqrt()]).T.float()
        embeddings = torch.nn.functional.normalize(self._network.xvector.dense(pooled), dim=1)
        return np.asarray(embeddings.cpu().numpy(), dtype=np.float32)


def _running(values: Tensor) -> Tensor:
    """Sums of all columns before each, one column more than `values`."""
    return torch.nn.functional.pad(values.cumsum(dim=1), (1, 0))


def _mel(samples: FloatArray, piece: Piece) -> Tensor:
    """Kaldi's log mel energies (frames, 80) of a piece, 100 a second, which CAM++ was trained on."""
    start, end = piece.start * _FRAME_SAMPLES, piece.end * _FRAME_SAMPLES + _MEL_OVERHANG
    sound = torch.from_numpy(np.ascontiguousarray(samples[start:end]))
    missing = end - start - sound.shape[0]
    padded = torch.nn.functional.pad(sound, (0, max(0, missing))).unsqueeze(0)
    features: Tensor = kaldi.fbank(padded, num_mel_bins=MEL_BINS, sample_frequency=SAMPLE_RATE, dither=0.0)
    return features[: 2 * piece.frames]
