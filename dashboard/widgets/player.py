"""The player: sound, timeline, transcript and scorecard in one component that moves together."""

from dataclasses import asdict
from pathlib import Path

import streamlit as st

from dashboard.widgets.browser import bundle, marked
from dashboard.widgets.payload import Payload

_player = st.components.v2.component(
    "callqa_player",
    css=bundle("base.css", "player.css"),
    js=bundle("dom.js", "sound.js", "timeline.js", "transcript.js", "scorecard.js", "player.js"),
)


def show_player(payload: Payload, sound: Path | None) -> None:
    """Draw the call. Streamlit serves the sound (so that a browser may ask for parts of it); the component plays it."""
    if sound:
        with st.container(key="call_sound", height="content"):
            st.audio(sound, format="audio/ogg")
        st.html("<style>.st-key-call_sound { position: absolute; visibility: hidden; height: 0; }</style>")
    _player(key="player", data=marked(asdict(payload)))
