"""Where the recordings' audio is kept, bit for bit: a folder, S3, or any other address that fsspec opens."""

from qa_pipeline.storage.audio_store import AudioStore, Standing
from qa_pipeline.storage.opening import open_audio_store

__all__ = ["AudioStore", "Standing", "open_audio_store"]
