// SHA-256 (FIPS 180-4) of a text. The browser's own crypto.subtle is missing on pages served over plain http.

const SHA_ROUNDS = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
const SHA_START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** Return the SHA-256 of a text's UTF-8 bytes as 64 hexadecimal digits. */
export function sha256(text) {
  const padded = shaPadded(new TextEncoder().encode(text));
  const state = Int32Array.from(SHA_START);
  for (let start = 0; start < padded.byteLength; start += 64) shaBlock(state, padded, start);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function shaPadded(bytes) {
  const size = Math.ceil((bytes.length + 9) / 64) * 64;
  const padded = new DataView(new ArrayBuffer(size));
  bytes.forEach((byte, place) => padded.setUint8(place, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setBigUint64(size - 8, BigInt(bytes.length) * 8n);
  return padded;
}

function shaTurn(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

function shaSchedule(padded, start) {
  const words = new Int32Array(64);
  for (let t = 0; t < 16; t++) words[t] = padded.getInt32(start + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [two, fifteen] = [words[t - 2], words[t - 15]];
    const late = shaTurn(two, 17) ^ shaTurn(two, 19) ^ (two >>> 10);
    const early = shaTurn(fifteen, 7) ^ shaTurn(fifteen, 18) ^ (fifteen >>> 3);
    words[t] = late + words[t - 7] + early + words[t - 16];
  }
  return words;
}

function shaBlock(state, padded, start) {
  const words = shaSchedule(padded, start);
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const mixed = shaTurn(e, 6) ^ shaTurn(e, 11) ^ shaTurn(e, 25);
    const first = (h + mixed + ((e & f) ^ (~e & g)) + SHA_ROUNDS[t] + words[t]) | 0;
    const second = ((shaTurn(a, 2) ^ shaTurn(a, 13) ^ shaTurn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] += word));
}
