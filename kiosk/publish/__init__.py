"""The publisher's side of packs: signed, written to sticks, and checked there."""
