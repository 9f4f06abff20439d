// Opens what an answer unlocks; the twin of utils/quiz/cipher.py.

import { sha256 } from "./sha256.js";

/** Return the lock of an answer as 64 hexadecimal digits. */
export function lockOf(salt, canonical) {
  return sha256(`${salt}:${canonical}`);
}

/** Return the 16 hexadecimal digits by which the page recognises the answer. */
export function tagOf(lock) {
  return sha256(`${lock}:tag`).slice(0, 16);
}

/** Return the text behind base 64, read with the stream of a lock. */
export function decipher(sealed, lock) {
  const bytes = Uint8Array.from(atob(sealed), (sign) => sign.charCodeAt(0));
  let stream = "";
  for (let number = 0; stream.length < 2 * bytes.length; number++) stream += sha256(`${lock}:${number}`);
  const clear = bytes.map((byte, place) => byte ^ parseInt(stream.slice(2 * place, 2 * place + 2), 16));
  return new TextDecoder().decode(clear).trimEnd();
}
