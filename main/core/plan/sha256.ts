/** A hash under way. `update` answers a new state, so that texts with a common beginning share its work. */
export interface HashState {
  readonly words: Int32Array;
  /** Bytes that do not fill a block yet. */
  readonly tail: Uint8Array;
  readonly byteCount: number;
}

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the first 8. */
const { rounds, start } = constants();

/** The hash of nothing yet. */
export const emptyHash: HashState = { words: start, tail: new Uint8Array(0), byteCount: 0 };

/** The state after the UTF-8 bytes of `text`; a lone surrogate counts as U+FFFD. */
export function updateHash(state: HashState, text: string): HashState {
  const bytes = utf8(text, state.tail);
  const words = state.words.slice();
  const schedule = new Int32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  for (let offset = 0; offset < whole; offset += 64) compress(words, schedule, bytes, offset);
  return { words, tail: bytes.slice(whole), byteCount: state.byteCount + bytes.length - state.tail.length };
}

/** The hash, 64 hexadecimal digits. */
export function finishHash(state: HashState): string {
  const length = state.tail.length;
  const padded = new Uint8Array(length < 56 ? 64 : 128);
  padded.set(state.tail);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(state.byteCount / 0x2000_0000));
  view.setUint32(padded.length - 4, (state.byteCount * 8) % 0x1_0000_0000);
  const words = state.words.slice();
  const schedule = new Int32Array(64);
  for (let offset = 0; offset < padded.length; offset += 64) compress(words, schedule, padded, offset);
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** SHA-256 of the UTF-8 bytes of `text`, 64 hexadecimal digits. */
export function sha256(text: string): string {
  return finishHash(updateHash(emptyHash, text));
}

function compress(state: Int32Array, schedule: Int32Array, bytes: Uint8Array, offset: number): void {
  for (let i = 0, at = offset; i < 16; i += 1, at += 4) {
    schedule[i] = (byte(bytes, at) << 24) | (byte(bytes, at + 1) << 16) | (byte(bytes, at + 2) << 8) | byte(bytes, at + 3);
  }
  for (let i = 16; i < 64; i += 1) {
    const w15 = word(schedule, i - 15);
    const w2 = word(schedule, i - 2);
    const s0 = ((w15 >>> 7) | (w15 << 25)) ^ ((w15 >>> 18) | (w15 << 14)) ^ (w15 >>> 3);
    const s1 = ((w2 >>> 17) | (w2 << 15)) ^ ((w2 >>> 19) | (w2 << 13)) ^ (w2 >>> 10);
    schedule[i] = (word(schedule, i - 16) + s0 + word(schedule, i - 7) + s1) | 0;
  }
  let a = word(state, 0), b = word(state, 1), c = word(state, 2), d = word(state, 3);
  let e = word(state, 4), f = word(state, 5), g = word(state, 6), h = word(state, 7);
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(rounds, i) + word(schedule, i)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => { state[index] = (word(state, index) + value) | 0; });
}

const word = (words: Int32Array, index: number): number => words[index] ?? 0;
const byte = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;

/** `before` followed by the text's UTF-8 bytes. */
function utf8(text: string, before: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(before.length + text.length * 3);
  bytes.set(before);
  let at = before.length;
  for (let i = 0; i < text.length; i += 1) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = code < 0xdc00 ? text.charCodeAt(i + 1) : Number.NaN;
      if (low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i += 1;
      } else {
        code = 0xfffd;
      }
    }
    if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
    } else {
      if (code < 0x10000) {
        bytes[at++] = 0xe0 | (code >> 12);
      } else {
        bytes[at++] = 0xf0 | (code >> 18);
        bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (code & 0x3f);
  }
  return bytes.subarray(0, at);
}

/** Roots by whole-number search: exact on every machine. */
function constants(): { readonly rounds: Int32Array; readonly start: Int32Array } {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < 64; n += 1n) if (primes.every((prime) => n % prime !== 0n)) primes.push(n);
  const fraction = (prime: bigint, power: 2 | 3): number => {
    const target = prime << BigInt(32 * power);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      const value = power === 2 ? middle * middle : middle * middle * middle;
      if (value <= target) low = middle;
      else high = middle;
    }
    return Number(BigInt.asIntN(32, low));
  };
  return { rounds: Int32Array.from(primes, (prime) => fraction(prime, 3)), start: Int32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2)) };
}
