"""The markup of quiz texts."""


def plain(text: str) -> str:
    """Return the text without markup."""
    return text
