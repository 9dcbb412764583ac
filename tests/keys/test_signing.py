"""Signatures, each for one use, and the digits that people compare."""

import json
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.keys import signing
from kiosk.keys.signing import Signer

SMALL_ORDER = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
)
"""All points of edwards25519 whose order divides eight."""

NO_POINTS = {
    "no point has this y": "0200000000000000000000000000000000000000000000000000000000000000",
    "y is not below the prime": "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "minus zero": "0100000000000000000000000000000000000000000000000000000000000080",
    "capitals": "D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A",
    "cut short": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751",
    "one too many": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a0",
    "no digits": "g" * 64,
    "other digits": "٣" * 64,
    "a line's end": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n",
    "nothing": "",
}

seeds = st.binary(min_size=32, max_size=32)


def test_the_standard_s_own_example_comes_out() -> None:
    """RFC 8032, 7.1, test 1: this seed has this public key."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert Signer(seed).public == public
    assert Signer(seed).seed == seed
    assert signing.sound_public(public)


@settings(max_examples=50)
@given(seed=seeds, message=st.binary(max_size=200))
def test_what_one_signs_the_other_believes(seed: bytes, message: bytes) -> None:
    """A signature holds for its key, its use and its message."""
    signer = Signer(seed)
    signature = signer.sign("bundle", message)
    assert len(signature) == signing.SIGNATURE_BYTES
    assert signing.verify(signer.public, "bundle", message, signature)
    assert not signing.verify(signer.public, "receipt", message, signature)
    assert not signing.verify(signer.public, "bundle", message + b"x", signature)
    assert not signing.verify(Signer(b"0" * 32).public, "bundle", message, signature)


@settings(max_examples=60)
@given(seed=seeds, at=st.integers(0, 511))
def test_no_bit_of_a_signature_can_be_turned(seed: bytes, at: int) -> None:
    """Whichever bit differs, it is no signature."""
    signer = Signer(seed)
    signature = bytearray(signer.sign("receipt", b"they arrived"))
    signature[at // 8] ^= 1 << at % 8
    assert not signing.verify(signer.public, "receipt", b"they arrived", bytes(signature))


@pytest.mark.parametrize("public", ["", "zz" * 32, "00" * 31, "é"])
def test_a_key_that_is_none_signed_nothing(public: str) -> None:
    """Whatever stands where a key is due, the answer is no, and no broken program."""
    assert not signing.verify(public, "bundle", b"", b"\0" * 64)
    assert not signing.verify(Signer.new().public, "bundle", b"", public.encode())


@settings(max_examples=50)
@given(seed=seeds)
def test_every_key_we_make_is_sound(seed: bytes) -> None:
    """Who copies a public key as it was printed is never refused."""
    assert signing.sound_public(Signer(seed).public)


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_a_key_that_anybody_can_sign_for_is_not_sound(public: str) -> None:
    """The eight points of small order are refused: for them, signatures can be made up."""
    assert not signing.sound_public(public)


@pytest.mark.parametrize("words", NO_POINTS.values(), ids=NO_POINTS.keys())
def test_words_that_are_no_key_are_not_sound(words: str) -> None:
    """What is no point of the curve, written in the one way there is, is told before it is used."""
    assert not signing.sound_public(words)


def test_a_new_key_is_made_by_chance_and_none_of_half_a_seed() -> None:
    """No two are the same, and none shows its secret in a journal."""
    assert Signer.new().seed != Signer.new().seed
    with pytest.raises(ValueError, match="32"):
        Signer(b"short")
    signer = Signer(b"\x11" * 32)
    assert "11" * 8 not in f"{signer!r} {signer}"
    assert str(signer.seed) not in f"{signer!r}"


@settings(max_examples=50)
@given(seed=seeds)
def test_a_fingerprint_is_twenty_digits_of_the_key_s_tuf_id(seed: bytes) -> None:
    """People compare five groups of four; a TUF repository with this root key has the same."""
    public = Signer(seed).public
    digits = signing.fingerprint(public).split(" ")
    assert [len(group) for group in digits] == [4] * 5
    written = json.dumps(
        {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": public}},
        sort_keys=True,
        separators=(",", ":"),
    )
    assert int("".join(digits)) == int(sha256(written.encode()).hexdigest(), 16) % 10**20
