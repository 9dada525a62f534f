/** sRGB channel 0..255 to linear light. */
function linear(channel: number): number {
  const c = channel / 255;
  if (c <= 0.04045) return c / 12.92;
  // x^2.4 = x² · x^0.4, and x^0.4 = (x²)^(1/5) by Newton.
  const x = (c + 0.055) / 1.055;
  const square = x * x;
  let root = 1;
  for (let step = 0; step < 60; step += 1) {
    const fourth = root * root * root * root;
    root -= (fourth * root - square) / (5 * fourth);
  }
  return square * root;
}

/** Relative luminance (WCAG 2) of `#RRGGBB`, 0 to 1. */
export function luminance(colour: string): number {
  const channel = (at: number): number => linear(Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast ratio (WCAG 2) of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
