"""How the address of a service is shown to people."""

import re


def without_password(text: str) -> str:
    """The address with any password, before the host or among the options, put out of sight."""
    hidden = re.sub(r"(://[^:/@]*):[^/]*@", r"\1:***@", text)
    return re.sub(r"(password=)[^&]*", r"\1***", hidden)
