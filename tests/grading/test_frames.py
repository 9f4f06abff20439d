"""Messages cross a socket whole, or not at all: nobody waits for a sender that is silent, drips, lies or hangs up."""

import socket
import struct
import threading

import pytest

from utils.grading.frames import FRAME_BYTES, TooLong, receive, send


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.mark.parametrize("message", [b"", b"x", bytes(range(256)) * 40_000])
def test_a_message_crosses_whole(pair, message):
    thread = threading.Thread(target=send, args=(pair[1], message, 10))
    thread.start()
    assert receive(pair[0], 10) == message
    thread.join()


def test_a_silent_sender_is_not_waited_for(pair):
    with pytest.raises(TimeoutError):
        receive(pair[0], 0.05)


def test_a_sender_that_drips_has_one_deadline_for_all(pair):
    stop = threading.Event()

    def drip():
        pair[1].sendall(struct.pack(">I", 1000))
        while not stop.wait(0.02):
            pair[1].sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(TimeoutError):
        receive(pair[0], 0.3)
    stop.set()
    thread.join()


def test_the_length_is_checked_before_anything_is_read(pair):
    pair[1].sendall(struct.pack(">I", FRAME_BYTES + 1))
    with pytest.raises(TooLong, match="at most 64 MB"):
        receive(pair[0], 1)


def test_the_end_is_told_from_silence(pair):
    pair[1].sendall(b"\0\0\0\2x")
    pair[1].close()
    with pytest.raises(EOFError):
        receive(pair[0], 1)


def test_what_is_too_long_is_not_sent_and_what_nobody_reads_is_given_up(pair):
    with pytest.raises(TooLong, match="at most 64 MB"):
        send(pair[0], bytes(FRAME_BYTES + 1), 1)
    with pytest.raises(TimeoutError):
        send(pair[0], bytes(FRAME_BYTES), 0.1)
