"""The envelope's encryption agrees with everybody else's."""

import base64
import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.work.crypto import WeChatCrypto

from adapters.envelope import NotDecryptable, Opener, decode_key, encrypt, is_signed, signature
from tests.wecom import other_crypto, vectors
from tests.wecom.callbacks import KEY, OWNER, RANDOM

by_name = pytest.mark.parametrize("vector", vectors.ALL, ids=lambda vector: vector.name)


@by_name
def test_a_published_example_has_the_published_signature(vector):
    assert signature(vector.token, vector.timestamp, vector.nonce, vector.encrypted) == vector.signature


@by_name
def test_a_published_example_is_decrypted_to_the_published_text(vector):
    opened = Opener(decode_key(vector.aes_key)).open(vector.encrypted)

    assert opened.text == vector.text
    assert opened.owner == vector.owner.encode()


@by_name
def test_a_changed_nonce_has_another_signature(vector):
    assert not is_signed(vector.signature, vector.token, vector.timestamp, vector.nonce + "0", vector.encrypted)


def test_encryption_with_the_published_random_bytes_gives_the_published_text():
    vector = vectors.V5

    ours = encrypt(decode_key(vector.aes_key), vector.text, vector.owner.encode(), b"1234567890123456")

    assert ours == vector.encrypted


def test_a_text_that_fills_its_block_gets_a_whole_block_of_padding():
    vector = vectors.V6_FULL_PAD

    ours = encrypt(decode_key(vector.aes_key), vector.text, vector.owner.encode(), b"1234567890123456")

    assert ours == vector.encrypted


@given(
    text=st.binary(max_size=300),
    owner=st.text("abcdefghij0123456789", max_size=40),
    key=st.binary(min_size=32, max_size=32),
)
def test_what_we_encrypt_another_library_decrypts_and_the_reverse(text, owner, key):
    ours = encrypt(key, text, owner.encode(), RANDOM)

    assert ours == other_crypto.seal(key, text, owner.encode(), RANDOM)
    assert other_crypto.unseal(key, ours) == (text, owner.encode())
    opened = Opener(key).open(ours)
    assert (opened.text, opened.owner) == (text, owner.encode())


@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_what_wechatpy_encrypts_we_decrypt(text):
    sdk = WeChatCrypto("token", vectors.V1.aes_key, OWNER)

    answer = sdk.encrypt_message(text, "nonce", "1763951400")
    encrypted = answer.split("<Encrypt><![CDATA[")[1].split("]]>")[0]

    opened = Opener(decode_key(vectors.V1.aes_key)).open(encrypted)
    assert (opened.text.decode(), opened.owner.decode()) == (text, OWNER)


@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=200),
    nonce=st.from_regex("[0-9a-z]{1,20}", fullmatch=True),
)
def test_what_we_encrypt_wechatpy_decrypts(text, nonce):
    sdk = WeChatCrypto("token", vectors.V1.aes_key, OWNER)
    encrypted = encrypt(decode_key(vectors.V1.aes_key), text.encode(), OWNER.encode(), RANDOM)

    body = f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    signed = signature("token", "1763951400", nonce, encrypted)

    assert sdk.decrypt_message(body, signed, "1763951400", nonce) == text


def test_openssl_decrypts_what_we_encrypt():
    encrypted = encrypt(KEY, "请事假".encode(), OWNER.encode(), RANDOM)

    command = ["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", KEY.hex(), "-iv", KEY[:16].hex()]
    padded = subprocess.run(command, input=base64.b64decode(encrypted), capture_output=True, check=True).stdout

    assert padded[16:].startswith(len("请事假".encode()).to_bytes(4, "big") + "请事假".encode() + OWNER.encode())
    assert padded.endswith(bytes([padded[-1]]) * padded[-1])


def test_an_opener_keeps_nothing_between_two_texts():
    opener = Opener(KEY)
    first, second = (encrypt(KEY, text, OWNER.encode(), os.urandom(16)) for text in (b"a" * 500, b"b"))

    assert [opener.open(one).text for one in (first, second, first)] == [b"a" * 500, b"b", b"a" * 500]


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"\x00" * 15,
        b"0123456789abcdef\xff\xff\xff\xffhi" + OWNER.encode(),
        b"0123456789abcdef\x7f\xff\xff\xffhi" + OWNER.encode(),
        b"0123456789abcdef\x00\x00\x01\x00hi" + OWNER.encode(),
    ],
    ids=["nothing", "too short", "length -1", "length 2^31-1", "length beyond the end"],
)
def test_an_inner_length_that_cannot_be_is_refused(plain):
    with pytest.raises(NotDecryptable):
        Opener(KEY).open(other_crypto.seal_plain(KEY, plain))


@pytest.mark.parametrize("padding", [b"\x00", b"\x21", b"\xff", b"\x01\x02", b"\x02\x03\x03"])
def test_every_byte_of_the_padding_counts(padding):
    plain = RANDOM + (2).to_bytes(4, "big") + b"hi" + OWNER.encode()
    plain += b"x" * (-(len(plain) + len(padding)) % 32)

    with pytest.raises(NotDecryptable):
        Opener(KEY).open(other_crypto.seal_plain(KEY, plain, padding))


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "é", "a" * 42 + " "])
def test_a_key_of_another_shape_is_refused(key):
    with pytest.raises(ValueError, match="43 letters and digits"):
        decode_key(key)
