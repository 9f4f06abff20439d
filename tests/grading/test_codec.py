"""Values cross between two processes without pickle: what goes in comes out, and what is no message is refused."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from utils.grading.codec import Malformed, Unsendable, pack, unpack

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ARRAYS = arrays.arrays(st.sampled_from("?bhilqBHILQefdFD"), arrays.array_shapes(min_dims=0, min_side=0, max_dims=4))
NESTED = st.recursive(
    PLAIN | ARRAYS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=8,
)


@given(NESTED)
def test_what_is_packed_is_unpacked(value):
    same(unpack(pack(value)), value)


def same(got: object, value: object) -> None:
    assert type(got) is type(value)
    if isinstance(value, np.ndarray | np.generic):
        assert (got.dtype, got.shape) == (value.dtype, value.shape)
        np.testing.assert_array_equal(got, value)
    elif isinstance(value, list | tuple):
        assert len(got) == len(value)
        for one, other in zip(got, value, strict=True):
            same(one, other)
    elif isinstance(value, dict):
        assert list(got) == list(value)
        for key in value:
            same(got[key], value[key])
    else:
        assert repr(got) == repr(value)


def test_arrays_come_out_plain_and_writable_whatever_their_order_in_memory():
    class Mine(np.ndarray):
        pass

    turned = np.arange(6.0).reshape(2, 3).T
    for value in (turned, turned.view(Mine), turned.astype(">f8"), np.broadcast_to(1.0, (3, 2)), turned[::-1]):
        got = unpack(pack(value))
        assert type(got) is np.ndarray
        np.testing.assert_array_equal(got, value)
        got[0] = 7


@pytest.mark.parametrize(
    "value", [object(), np.array(["a"]), np.array([None]), np.datetime64("2026-01-01"), len, {1, 2}, b"bytes", 1j]
)
def test_what_is_no_number_or_container_cannot_be_sent(value):
    with pytest.raises(Unsendable, match=r"^expected"):
        pack([value])


def test_a_container_that_holds_itself_cannot_be_sent():
    endless = []
    endless.append(endless)
    with pytest.raises(Unsendable, match="nested too deeply"):
        pack(endless)


def message(tree: object, blobs: bytes = b"") -> bytes:
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack(">I", len(text)) + text + blobs


def array(code: object, shape: object, size: object, scalar: object = False) -> dict:
    return {"array": [code, shape, size], "scalar": scalar}


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"\xff\xff\xff\xff{}",
        message(b"{"),
        message(b"[" * 10**6),
        message(b"1" * 10**5),
        message(b"[" + b"[]," * 10**6 + b"[]]"),
        message([1]),
        message({"pickle": "x"}),
        message({"list": 3}),
        message({"list": [], "more": 1}),
        message({"dict": [[1]]}),
        message({"dict": [[{"list": []}, 1]]}),
        message({"list": [0] * 10**6}),
        message(array("<f8", [10**12], 8), b"0" * 8),
        message(array("<f8", [1], 16), b"0" * 8),
        message(array("<f8", [1], 8), b"0" * 9),
        message(array("<f8", [-1, -1], 8), b"0" * 8),
        message(array("<f8", [True], 8), b"0" * 8),
        message(array("<f8", [1.0], 8), b"0" * 8),
        message(array("<f8", [1] * 65, 8), b"0" * 8),
        message(array("<f8", [1], 8, True), b"0" * 8),
        message(array("<f8", [1], -8), b""),
        message(array("|O8", [1], 8), b"0" * 8),
        message(array("<f9", [1], 9), b"0" * 9),
        message(array("<U2", [1], 8), b"0" * 8),
        message(array("<i8,O", [1], 8), b"0" * 8),
        message(array([["a", "O"]], [1], 8), b"0" * 8),
    ],
)
def test_a_message_that_was_not_packed_here_is_refused(wrong):
    with pytest.raises(Malformed):
        unpack(wrong)


@given(st.binary(max_size=60))
def test_no_bytes_whatever_do_anything_but_decode_or_be_refused(blob):
    for whole in (blob, message(blob)):
        try:
            unpack(whole)
        except Malformed:
            continue
