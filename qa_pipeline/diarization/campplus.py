"""CAM++, the network that turns a stretch of speech into 192 numbers that stand for the voice.

Wang et al. 2023, "CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware Masking"
(arXiv 2303.00332). The attributes bear the names of the published checkpoint's keys, so that it loads as it is.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

MEL_BINS = 80
DIMENSION = 192

_GROWTH = 32
_WIDTH = 128
# Layers and dilation of the three dense blocks.
_BLOCKS = ((12, 1), (24, 2), (16, 2))
# The context mask looks at the whole stretch, and at segments of this many frames.
_SEGMENT_FRAMES = 100


def load_campplus(path: Path) -> "CamPlusPlus":
    """The network with the weights of the checkpoint at `path`, ready to use."""
    network = CamPlusPlus()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return network.eval()


class CamPlusPlus(nn.Module):
    """Voice embeddings (batch, 192) of mel features (batch, frames, 80), mean-normalised over the frames.

    `frames` is what the network makes of them before it pools, shape (batch, channels, frames / 2).
    """

    dimension = DIMENSION

    def __init__(self) -> None:
        super().__init__()
        self.head = _Head()
        self.xvector = _XVector(self.head.channels)

    def frames(self, features: Tensor) -> Tensor:
        found: Tensor = self.xvector.frames(self.head(features.transpose(1, 2)))
        return found

    def forward(self, features: Tensor) -> Tensor:
        embedding: Tensor = self.xvector(self.head(features.transpose(1, 2)))
        return embedding


class _Head(nn.Module):
    """Two-dimensional convolutions over mel bins and time; eight times fewer bins come out, 32 channels each."""

    channels = 32 * MEL_BINS // 8

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.layer1 = nn.Sequential(_Residual(stride=2), _Residual(stride=1))
        self.layer2 = nn.Sequential(_Residual(stride=2), _Residual(stride=1))
        self.conv2 = nn.Conv2d(32, 32, 3, stride=(2, 1), padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)

    def forward(self, features: Tensor) -> Tensor:
        planes = torch.relu(self.bn1(self.conv1(features.unsqueeze(1))))
        planes = self.layer2(self.layer1(planes))
        planes = torch.relu(self.bn2(self.conv2(planes)))
        return planes.flatten(1, 2)


class _Residual(nn.Module):
    def __init__(self, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(32, 32, 3, stride=(stride, 1), padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(32, 32, 1, stride=(stride, 1), bias=False), nn.BatchNorm2d(32))

    def forward(self, planes: Tensor) -> Tensor:
        inner = torch.relu(self.bn1(self.conv1(planes)))
        return torch.relu(self.bn2(self.conv2(inner)) + self.shortcut(planes))


class _XVector(nn.Module):
    """Densely connected time-delay layers, then mean and deviation over time, then one projection."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.tdnn = _TimeDelay(channels)
        channels = _WIDTH
        for number, (layers, dilation) in enumerate(_BLOCKS, 1):
            self.add_module(f"block{number}", _dense_block(channels, layers, dilation))
            channels += layers * _GROWTH
            self.add_module(f"transit{number}", _Transit(channels))
            channels //= 2
        self.out_nonlinear = _norm_relu(channels)
        self.dense = _Projection(channels * 2)

    def frames(self, frames: Tensor) -> Tensor:
        for name, layer in self.named_children():
            if name != "dense":
                frames = layer(frames)
        return frames

    def forward(self, frames: Tensor) -> Tensor:
        frames = self.frames(frames)
        pooled = torch.cat([frames.mean(dim=-1), frames.std(dim=-1, unbiased=True)], dim=-1)
        embedding: Tensor = self.dense(pooled)
        return embedding


class _TimeDelay(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(channels, _WIDTH, 5, stride=2, padding=2, bias=False)
        self.nonlinear = _norm_relu(_WIDTH)

    def forward(self, frames: Tensor) -> Tensor:
        found: Tensor = self.nonlinear(self.linear(frames))
        return found


def _dense_block(channels: int, layers: int, dilation: int) -> nn.Sequential:
    block = nn.Sequential()
    for index in range(layers):
        block.add_module(f"tdnnd{index + 1}", _Dense(channels + index * _GROWTH, dilation))
    return block


class _Dense(nn.Module):
    """Adds its own channels to those it was given."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = _norm_relu(channels)
        self.linear1 = nn.Conv1d(channels, _WIDTH, 1, bias=False)
        self.nonlinear2 = _norm_relu(_WIDTH)
        self.cam_layer = _ContextMask(dilation)

    def forward(self, frames: Tensor) -> Tensor:
        inner = self.nonlinear2(self.linear1(self.nonlinear1(frames)))
        return torch.cat([frames, self.cam_layer(inner)], dim=1)


class _ContextMask(nn.Module):
    """A time-delay layer whose channels are weighed by what the stretch as a whole and its segments sound like."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(_WIDTH, _GROWTH, 3, padding=dilation, dilation=dilation, bias=False)
        self.linear1 = nn.Conv1d(_WIDTH, _WIDTH // 2, 1)
        self.linear2 = nn.Conv1d(_WIDTH // 2, _GROWTH, 1)

    def forward(self, frames: Tensor) -> Tensor:
        context = frames.mean(dim=-1, keepdim=True) + _segment_means(frames)
        mask = torch.sigmoid(self.linear2(torch.relu(self.linear1(context))))
        masked: Tensor = self.linear_local(frames) * mask
        return masked


def _segment_means(frames: Tensor) -> Tensor:
    means = functional.avg_pool1d(frames, _SEGMENT_FRAMES, stride=_SEGMENT_FRAMES, ceil_mode=True)
    return means.repeat_interleave(_SEGMENT_FRAMES, dim=-1)[..., : frames.shape[-1]]


class _Transit(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.nonlinear = _norm_relu(channels)
        self.linear = nn.Conv1d(channels, channels // 2, 1, bias=False)

    def forward(self, frames: Tensor) -> Tensor:
        found: Tensor = self.linear(self.nonlinear(frames))
        return found


class _Projection(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(channels, DIMENSION, 1, bias=False)
        self.nonlinear = nn.Sequential()
        self.nonlinear.add_module("batchnorm", nn.BatchNorm1d(DIMENSION, affine=False))

    def forward(self, pooled: Tensor) -> Tensor:
        found: Tensor = self.nonlinear(self.linear(pooled.unsqueeze(-1)).squeeze(-1))
        return found


def _norm_relu(channels: int) -> nn.Sequential:
    layer = nn.Sequential()
    layer.add_module("batchnorm", nn.BatchNorm1d(channels))
    layer.add_module("relu", nn.ReLU())
    return layer
