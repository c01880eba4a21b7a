"""PyanNet, the network of pyannote segmentation-3.0: which of at most three voices speak, 59 times a second.

Bredin and Laurent 2021, "End-to-end speaker segmentation for overlap-aware resegmentation" (arXiv 2104.04045), over
SincNet filters (Ravanelli and Bengio 2018, arXiv 1808.00158). The attributes bear the names of the published
checkpoint's keys, so that it loads as it is, without pyannote.audio, which costs a process seconds and some 400 MB
(docs/decisions/0010-one-network-without-its-library.md).
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from qa_pipeline.diarization.diarizer import SAMPLE_RATE
from qa_pipeline.errors import CorruptModel

_FILTER_LENGTH = 251
_POOL = 3
_CHANNELS = 60
# Hz: no filter begins lower or is narrower.
_LOWEST_HZ, _NARROWEST_HZ = 50.0, 50.0
# What the checkpoint says of itself beside its weights.
_TASK = "pyannote.audio.core.task"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the hyper-parameters of a checkpoint say of its network; `classes` is the size of its answer."""

    stride: int
    lstm_width: int
    lstm_layers: int
    linear_width: int
    linear_layers: int
    classes: int


def load_pyannet(path: Path) -> "PyanNet":
    """The network with the weights of the checkpoint at `path`, ready to use.

    Raises CorruptModel where the file is no checkpoint of a PyanNet that tells sets of speakers apart.
    """
    try:
        with torch.serialization.safe_globals(_STAND_INS):
            checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        weights = checkpoint["state_dict"]
        network = PyanNet(_shape(checkpoint["hyper_parameters"], classes=len(weights["classifier.bias"])))
        network.load_state_dict(weights)
        sets_of_speakers = checkpoint["pyannote.audio"]["specifications"].powerset_max_classes
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError, AttributeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CorruptModel(f"{path}: no checkpoint of pyannote's segmentation network: {reason}") from None
    if not sets_of_speakers:
        raise CorruptModel(f"{path}: it tells each speaker by itself, where sets of speakers are needed (powerset)")
    return network.eval()


class PyanNet(nn.Module):
    """Log-probabilities (batch, frames, classes) of sounds (batch, 1, samples) at 16 kHz; the first class is nobody."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.sincnet = _SincNet(shape.stride)
        self.lstm = nn.LSTM(_CHANNELS, shape.lstm_width, shape.lstm_layers, bidirectional=True, batch_first=True)
        widths = [2 * shape.lstm_width] + [shape.linear_width] * shape.linear_layers
        self.linear = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(widths))
        self.classifier = nn.Linear(widths[-1], shape.classes)

    def forward(self, sounds: Tensor) -> Tensor:
        frames, _ = self.lstm(self.sincnet(sounds).transpose(1, 2))
        for layer in self.linear:
            frames = functional.leaky_relu(layer(frames))
        return functional.log_softmax(self.classifier(frames), dim=-1)


class _SincNet(nn.Module):
    """Three convolutions, each pooled over three of its frames and normalised; the first has band-pass filters."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.wav_norm1d = nn.InstanceNorm1d(1, affine=True)
        bands = _Bands(stride)
        plain = [nn.Conv1d(bands.channels, _CHANNELS, 5), nn.Conv1d(_CHANNELS, _CHANNELS, 5)]
        self.conv1d = nn.ModuleList([bands, *plain])
        widths = (bands.channels, _CHANNELS, _CHANNELS)
        self.norm1d = nn.ModuleList(nn.InstanceNorm1d(width, affine=True) for width in widths)

    def forward(self, sounds: Tensor) -> Tensor:
        frames: Tensor = self.wav_norm1d(sounds)
        for convolve, normalise in zip(self.conv1d, self.norm1d, strict=True):
            frames = convolve(frames)
            if isinstance(convolve, _Bands):
                frames = frames.abs()
            frames = functional.leaky_relu(normalise(functional.max_pool1d(frames, _POOL)))
        return frames


class _Bands(nn.Module):
    """Each band twice, as an even and as an odd filter; the filters are drawn once, from the edges of the bands."""

    channels = 80

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.filterbank = _Edges(self.channels // 2)
        self._stride = stride
        self._filters: Tensor | None = None

    def forward(self, sounds: Tensor) -> Tensor:
        if self._filters is None or self._filters.device != sounds.device:
            self._filters = self.filterbank.filters()
        return functional.conv1d(sounds, self._filters, stride=self._stride)


class _Edges(nn.Module):
    """Where the bands begin and how wide they are, in Hz above the least; the left half of the window over them."""

    def __init__(self, bands: int) -> None:
        super().__init__()
        half = _FILTER_LENGTH // 2
        self.low_hz_ = nn.Parameter(torch.empty(bands, 1), requires_grad=False)
        self.band_hz_ = nn.Parameter(torch.empty(bands, 1), requires_grad=False)
        self.register_buffer("window_", torch.empty(half))
        self.register_buffer("n_", torch.empty(1, half))
        self.window_: Tensor
        self.n_: Tensor  # radians per Hz: 2 pi times the seconds before the middle, so below 0

    def filters(self) -> Tensor:
        """The filters (2 bands, 1, 251): the even ones first, of height 1 at their middle."""
        low = _LOWEST_HZ + self.low_hz_.abs()
        high = torch.clamp(low + _NARROWEST_HZ + self.band_hz_.abs(), _LOWEST_HZ, SAMPLE_RATE / 2)
        width = high - low
        even = (torch.sin(high * self.n_) - torch.sin(low * self.n_)) / (self.n_ / 2) * self.window_ / (2 * width)
        odd = (torch.cos(low * self.n_) - torch.cos(high * self.n_)) / (self.n_ / 2) * self.window_ / (2 * width)
        middle = torch.ones_like(low)
        evens = torch.cat([even, middle, even.flip(1)], dim=1)
        odds = torch.cat([odd, torch.zeros_like(middle), -odd.flip(1)], dim=1)
        return torch.cat([evens, odds]).unsqueeze(1)


def _shape(told: Mapping[str, Any], *, classes: int) -> Shape:
    lstm, linear = told["lstm"], told["linear"]
    return Shape(
        stride=told["sincnet"]["stride"],
        lstm_width=lstm["hidden_size"],
        lstm_layers=lstm["num_layers"],
        linear_width=linear["hidden_size"],
        linear_layers=linear["num_layers"],
        classes=classes,
    )


class _Told:
    """Stands in for pyannote.audio's own classes in a checkpoint: keeps what it is told."""

    def __init__(self, value: int = 0) -> None:
        self.value = value


_STAND_INS: list[Any] = [(_Told, f"{_TASK}.{name}") for name in ("Specifications", "Problem", "Resolution")]
_STAND_INS.append(torch.torch_version.TorchVersion)
