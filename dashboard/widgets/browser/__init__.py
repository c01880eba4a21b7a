"""The scripts and styles that components are made of, read from the files beside this one and joined into one module.

Streamlit takes a component's script as text; a component that shows what people said draws it with text nodes only.
"""

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

_HERE = files(__package__)


def bundle(*names: str) -> str:
    """The named files one after the other, as one script or one style sheet."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


def marked(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a component with a digest of it, by which the script knows whether it has to draw anew."""
    text = json.dumps(data, sort_keys=True)
    return {**data, "digest": hashlib.sha256(text.encode()).hexdigest()}
