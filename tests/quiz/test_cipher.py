"""What Python enciphers the page deciphers, with the right answer and with no other."""

from base64 import b64decode

from tests.node import run_module
from utils.quiz import cipher
from utils.quiz.widget import STATIC

TEXTS = ["", "a hint", "δ at z: ∂s/∂W₁₄ 🙂", "x" * 500, '[true, "<p>é</p>"]']
OPEN = """
import { decipher, lockOf, tagOf } from "./cipher.js";
answer(payload.map(([salt, canonical, sealed]) => {
  const lock = lockOf(salt, canonical);
  return [lock, tagOf(lock), decipher(sealed, lock)];
}));
"""


def test_the_page_reads_what_python_wrote():
    locks = [cipher.lock("salt", str(number)) for number in range(len(TEXTS))]
    sealed = [cipher.encipher(text, lock, 600) for text, lock in zip(TEXTS, locks, strict=True)]
    opened = run_module(OPEN, [["salt", str(number), text] for number, text in enumerate(sealed)], near=STATIC)
    assert opened == [[lock, cipher.tag(lock), text] for lock, text in zip(locks, TEXTS, strict=True)]


def test_all_texts_come_to_the_same_length():
    lock = cipher.lock("salt", "7/2")
    assert {len(b64decode(cipher.encipher(text, lock, 600))) for text in TEXTS} == {600}


def test_another_answer_or_another_salt_has_another_lock():
    locks = {cipher.lock(salt, canonical) for salt in ("a", "b") for canonical in ("1", "2", "7/2", "none", "")}
    assert len(locks) == len({cipher.tag(lock) for lock in locks}) == 10
