"""How text is folded before it is looked for, so that both databases find the same."""

import unicodedata


def searchable(*parts: str | None) -> str:
    """The parts, a line each, without case and accents: `Šarūnas` and `SARUNAS` become the same.

    Done here and not in SQL because SQLite knows upper and lower case of a to z only.
    """
    text = "\n".join(part for part in parts if part)
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
