import { exp2, log10, log2, pow10 } from '../statistics/index.ts';

/** Round numbers (1, 2, 5 × 10ⁿ) that cover `low` to `high`, about `count` of them; first and last bound the data. */
export function linearTicks(low: number, high: number, count = 5): readonly number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low, low + 1];
  const rough = span / count;
  const power = pow10(Math.floor(log10(rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? power * 10;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiplying by a step below 1 shows its rounding, dividing by its inverse does not.
  const inverse = 1 / step;
  return Array.from({ length: last - first + 1 }, (_, index) => (step < 1 ? (first + index) / Math.round(inverse) : (first + index) * step));
}

/** Powers of ten that cover `low` to `high`, both above 0. */
export function logTicks(low: number, high: number): readonly number[] {
  const first = Math.floor(log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(log10(high) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => pow10(first + index));
}

/** Powers of two that cover `low` to `high`, at most `count`: for sizes in bytes. */
export function binaryTicks(low: number, high: number, count = 8): readonly number[] {
  const first = Math.floor(log2(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(log2(high) - 1e-9));
  const stride = Math.max(1, Math.ceil((last - first) / count));
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, index) => exp2(first + index * stride));
}
