/** Binary logarithm of a positive number out of + − × ÷ alone, so that every machine gives the same bits. Error below 1e-14. */
export function log2(value: number): number {
  if (!(value > 0)) return value === 0 ? -Infinity : NaN;
  if (value === Infinity) return Infinity;
  let exponent = 0;
  let rest = value;
  while (rest >= 2) { rest /= 2; exponent += 1; }
  while (rest < 1) { rest *= 2; exponent -= 1; }
  if (rest > 1.4142135623730951) { rest /= 2; exponent += 1; }
  const s = (rest - 1) / (rest + 1);
  const square = s * s;
  let term = s;
  let sum = 0;
  for (let odd = 1; odd < 40; odd += 2) { sum += term / odd; term *= square; }
  return exponent + 2 * sum * 1.4426950408889634;
}

/** Decimal logarithm; as {@link log2}. */
export function log10(value: number): number {
  return log2(value) * 0.30102999566398120;
}

/** 2 to the power of a whole exponent, exact within float64's range. */
export function exp2(exponent: number): number {
  let result = 1;
  for (let step = 0; step < Math.abs(exponent); step += 1) result *= 2;
  return exponent < 0 ? 1 / result : result;
}

/** 10 to the power of a whole exponent, exact up to 10²². */
export function pow10(exponent: number): number {
  let result = 1;
  for (let step = 0; step < Math.abs(exponent); step += 1) result *= 10;
  return exponent < 0 ? 1 / result : result;
}
