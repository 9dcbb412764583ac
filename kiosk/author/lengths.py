"""How long authors may write: tried on the glass, in the largest letters, both ways up.

`bounds` has what is read of anybody's pack, which is more: what an earlier program let through
still shows. What is the same in both stands there alone. In characters, but for `WORDS`.
"""

WHO = 40
"""Who said the quote."""
CAPTION = 140
"""Under a photo or film."""
DESCRIPTION = 500
"""Read aloud, and never seen."""
AUTHOR = 120
LICENCE = 60
SOURCE = 200
ORGANISATION = 48
"""A partner, whom to ask, and who answers for sign-ups."""
ROLE = 40
EMAIL = 48
LIBRARY = 36
TOWN = 28
ADDRESS = 40
NOTE = 80
"""What is known of a place whose days are not."""
PROMISE = 140
"""The question of a workshop."""
HEADING = 60
"""In a story, also its title."""
SENTENCE = 400
WORD = 45
"""One word, or an address, in running text."""
WORDS = 3_000
"""A story, an introduction or a consent text, in words."""
CUE = 100
"""One caption of a film, all its lines together."""
