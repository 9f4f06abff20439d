"""Texts that an answer unlocks: what travels to the page shows neither key nor hints to a reader of its source.

A known answer's lock is SHA-256(salt:canonical form). Its tag, SHA-256(lock:tag), stands in the page to be recognised;
its text is combined by exclusive or with the stream SHA-256(lock:0), SHA-256(lock:1), ... and needs the answer itself
to be read. This keeps honest eyes honest; a program that tries all answers opens it. ``static/cipher.js`` is its twin.
"""

from base64 import b64encode
from hashlib import sha256


def lock(salt: str, canonical: str) -> str:
    """Return the lock of an answer as 64 hexadecimal digits."""
    return sha256(f"{salt}:{canonical}".encode()).hexdigest()


def tag(lock: str) -> str:
    """Return the 16 hexadecimal digits by which the page recognises the answer."""
    return sha256(f"{lock}:tag".encode()).hexdigest()[:16]


def encipher(text: str, lock: str, size: int) -> str:
    """Return the text, filled up with spaces to ``size`` bytes of UTF-8, under the lock's stream, in base 64."""
    clear = text.encode().ljust(size)
    blocks = (sha256(f"{lock}:{number}".encode()).digest() for number in range(len(clear) // 32 + 1))
    return b64encode(bytes(a ^ b for a, b in zip(clear, b"".join(blocks), strict=False))).decode()
