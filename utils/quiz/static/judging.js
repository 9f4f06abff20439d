// The verdict on an answer, from the sealed question alone.

import { acceptedFor, canonicalOf } from "./answers.js";
import { decipher, lockOf, tagOf } from "./cipher.js";

/** Return {correct, html, canonical} for what was typed or chosen; throws Unreadable with one sentence. */
export function verdictOn(question, answer) {
  const canonical = canonicalOf(question, answer);
  for (const form of [...acceptedFor(question, canonical), ""]) {
    const lock = lockOf(question.salt, form);
    const sealed = question.entries[tagOf(lock)];
    if (sealed !== undefined) {
      const [correct, html] = JSON.parse(decipher(sealed, lock));
      return { correct, html, canonical };
    }
  }
  throw new Error(`the question ${question.id} holds no verdict for other answers`);
}
