"""Photos and films: reading, scaling, playing. Knows no exhibit and no Kivy."""
