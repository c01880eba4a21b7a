"""Plain lines at a terminal, whatever the text has in it."""

from rich.console import Console


def tell_line(out: Console, text: str) -> None:
    """One plain line, however long."""
    out.print(printable(text), highlight=False, soft_wrap=True, markup=False)


def printable(text: str) -> str:
    """The text with a question mark for every character that would move the cursor or change the terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)


def counted(number: int, what: str) -> str:
    """The number with the word for it, in the plural unless it is one: "1 call", "2 calls"."""
    return f"{number} {what}{'' if number == 1 else 's'}"
