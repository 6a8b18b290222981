"""The envelope's encryption and the three signatures agree with everybody else's."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.crypto import are_equal, card_signature, robot_signature
from adapters.dingtalk.subscription import SMALLEST_UNIT
from adapters.envelope import NotDecryptable, Opener, decode_key, encrypt, signature
from tests.dingtalk import vectors
from tests.dingtalk.callbacks import CLIENT_ID, KEY, RANDOM
from tests.wecom import other_crypto

by_name = pytest.mark.parametrize("vector", vectors.ALL, ids=lambda vector: vector.name)
by_signed_name = pytest.mark.parametrize("vector", vectors.SIGNED, ids=lambda vector: vector.name)


@by_name
def test_a_published_key_is_read(vector):
    assert decode_key(vector.aes_key).hex() == vector.key


@by_name
def test_a_published_example_is_decrypted_to_the_published_text(vector):
    opened = Opener(decode_key(vector.aes_key), SMALLEST_UNIT).open(vector.encrypted)

    assert opened.text == vector.text
    assert opened.owner == vector.owner.encode()


@by_name
def test_encryption_with_the_published_random_bytes_gives_the_published_ciphertext(vector):
    encrypted = encrypt(decode_key(vector.aes_key), vector.text, vector.owner.encode(), vector.random)

    assert encrypted == vector.encrypted


@by_signed_name
def test_a_published_example_has_the_published_signature(vector):
    assert signature(vector.token, vector.timestamp, vector.nonce, vector.encrypted) == vector.signature


@by_signed_name
def test_a_changed_nonce_has_another_signature(vector):
    changed = signature(vector.token, vector.timestamp, vector.nonce + "0", vector.encrypted)

    assert not are_equal(changed, vector.signature)


def test_the_robots_header_is_signed_as_published():
    secret, timestamp, published = vectors.ROBOT

    assert robot_signature(secret, timestamp) == published


def test_the_header_of_a_card_is_signed_as_published():
    secret, timestamp, published = vectors.CARD

    assert card_signature(secret, timestamp) == published


@given(
    text=st.binary(max_size=300),
    owner=st.binary(max_size=40),
    key=st.binary(min_size=32, max_size=32),
    random=st.binary(min_size=16, max_size=16),
)
def test_what_we_encrypt_another_library_decrypts_and_the_reverse(text, owner, key, random):
    ours = encrypt(key, text, owner, random)

    assert ours == other_crypto.seal(key, text, owner, random)
    assert other_crypto.unseal(key, ours) == (text, owner)
    opened = Opener(key, SMALLEST_UNIT).open(ours)
    assert (opened.text, opened.owner) == (text, owner)


@pytest.mark.parametrize("padding", range(1, 33))
def test_a_padding_of_one_to_thirty_two_bytes_is_taken(padding):
    """A published sample pads to sixteen bytes."""
    plain = RANDOM + (2).to_bytes(4, "big") + b"hi"
    owner = b"o" * (-(len(plain) + padding) % 16)

    opened = Opener(KEY, SMALLEST_UNIT).open(other_crypto.seal_plain(KEY, plain + owner, bytes([padding]) * padding))

    assert (opened.text, opened.owner) == (b"hi", owner)


@pytest.mark.parametrize("padding", [b"\x00", b"\x21" * 33, b"\xff", b"\x01\x02", b"\x02\x03\x03"])
def test_every_byte_of_the_padding_counts(padding):
    plain = RANDOM + (2).to_bytes(4, "big") + b"hi" + CLIENT_ID.encode()
    plain += b"x" * (-(len(plain) + len(padding)) % 32)

    with pytest.raises(NotDecryptable):
        Opener(KEY, SMALLEST_UNIT).open(other_crypto.seal_plain(KEY, plain, padding))


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"\x00" * 15,
        b"0123456789abcdef\xff\xff\xff\xffhi" + CLIENT_ID.encode(),
        b"0123456789abcdef\x7f\xff\xff\xffhi" + CLIENT_ID.encode(),
        b"0123456789abcdef\x00\x00\x01\x00hi" + CLIENT_ID.encode(),
    ],
    ids=["nothing", "too short", "length -1", "length 2^31-1", "length beyond the end"],
)
def test_an_inner_length_that_cannot_be_is_refused(plain):
    with pytest.raises(NotDecryptable):
        Opener(KEY, SMALLEST_UNIT).open(other_crypto.seal_plain(KEY, plain))


@pytest.mark.parametrize(
    "encrypted",
    ["", "é", "====", "AAAA\nAAAA", base64.b64encode(b"0" * 15).decode(), base64.b64encode(b"0" * 40).decode()],
)
def test_what_is_no_ciphertext_is_refused(encrypted):
    with pytest.raises(NotDecryptable):
        Opener(KEY, SMALLEST_UNIT).open(encrypted)


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "é", "a" * 42 + " "])
def test_a_key_of_another_shape_is_refused(key):
    with pytest.raises(ValueError, match="43 letters and digits"):
        decode_key(key)
