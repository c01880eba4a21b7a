"""What the detector of hold music is fitted on and judged by: calls mixed of folders of music and of speech."""
