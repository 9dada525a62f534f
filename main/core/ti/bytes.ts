/** Bytes of a text, one for each character: traces are ASCII. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The text of `bytes[from .. to]`. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i += 8192) text += String.fromCharCode(...bytes.subarray(i, Math.min(to, i + 8192)));
  return text;
}

const computeWord = bytesOf('compute');
const mostDigits = 15;

/**
 * The number of a plain `compute 1234.5` in `bytes[from .. to]`; -1: this is something else, or a number of another form.
 * Numbers of real traces hardly repeat, so they are not looked up as texts.
 */
export function plainCompute(bytes: Uint8Array, from: number, to: number): number {
  for (let i = 0; i < computeWord.length; i++) if (bytes[from + i] !== computeWord[i]) return -1;
  let at = from + computeWord.length;
  if (bytes[at] !== 32 && bytes[at] !== 9) return -1;
  while (bytes[at] === 32 || bytes[at] === 9) at++;
  if (to - at > mostDigits + 1 || at >= to) return -1;
  let value = 0;
  let divisor = 0;
  for (; at < to; at++) {
    const digit = bytes[at] - 48;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      divisor *= 10;
    } else if (bytes[at] === 46 && divisor === 0) divisor = 1;
    else return -1;
  }
  return divisor === 0 ? value : value / divisor;
}
