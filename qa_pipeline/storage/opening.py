"""Which store the settings name."""

from typing import Any

from fsspec.core import url_to_fs

from qa_pipeline.addresses import without_password
from qa_pipeline.errors import MissingExtra, UsageError
from qa_pipeline.settings import Settings
from qa_pipeline.storage.audio_store import AudioStore
from qa_pipeline.storage.failures import told_plainly

S3 = ("s3", "s3a")
# Another process's writes are to be seen at once, and a process that was forked gets a connection of its own.
FRESH: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": True}


def open_audio_store(settings: Settings) -> AudioStore:
    """The store at CALLQA_AUDIO_URL; nothing is made or asked for yet.

    Raises UsageError for an address that fsspec does not know, MissingExtra where its package is not installed.
    """
    url = settings.resolved_audio_url
    address = without_password(url)
    try:
        with told_plainly(address):
            fs, root = url_to_fs(url, **FRESH)
    except ValueError as error:
        raise UsageError(f"CALLQA_AUDIO_URL={address}: {error}; allowed are a folder and addresses of fsspec") from None
    except ImportError as error:
        extra = "pip install 'callqa[s3]'" if url.partition("://")[0] in S3 else str(error)
        raise MissingExtra(f"CALLQA_AUDIO_URL={address} needs a package that is not installed: {extra}") from None
    if not root.strip("/"):
        raise UsageError(f"CALLQA_AUDIO_URL={address} names no folder or bucket, such as s3://bucket/prefix")
    return AudioStore(address=address, fs=fs, root=root.rstrip("/"))
