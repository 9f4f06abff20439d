"""The page's own SHA-256 is SHA-256."""

import hashlib
import random

from tests.node import run_module
from utils.quiz.widget import STATIC

SCRIPT = 'import { sha256 } from "./sha256.js"; answer(payload.map(sha256));'


def texts():
    rng = random.Random(0)
    lengths = [*range(130), 1000, 5000]
    return [
        "".join(chr(rng.choice([rng.randrange(1, 128), rng.randrange(0x80, 0xD800)])) for _ in range(n))
        for n in lengths
    ]


def test_the_page_hashes_random_texts_as_hashlib_does():
    expected = [hashlib.sha256(text.encode()).hexdigest() for text in texts()]
    assert run_module(SCRIPT, texts(), near=STATIC) == expected


def test_the_page_hashes_the_standards_own_example():
    assert run_module(SCRIPT, ["abc"], near=STATIC) == [
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ]
