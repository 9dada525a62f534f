/**
 * A percentage that says how far one run is from another: so many per cent `more` or `less` of something. It stands for a ratio, and
 * is judged as one: against 20 % more time, 16.7 % more is 1.167 against 1.2, so −2.8 %, whatever share of 20 that is.
 */
export interface Difference {
  /** What there is more or less of: `time`, `bandwidth`, ... */
  readonly of: string;
  readonly way: 'more' | 'less';
}

/** The ratio that a percentage stands for. Without a difference the figure is a quantity of its own. */
export function ratioOf(figure: number, difference?: Difference): number {
  if (difference === undefined) return figure;
  return difference.way === 'more' ? 1 + figure / 100 : 1 - figure / 100;
}

/** simulated / published − 1, of the ratios where there is a difference; to the nearer bound of a range, and 0 within it. */
export function relativeDeviation(simulated: number, [one, other]: readonly [number, number], difference?: Difference): number {
  const value = ratioOf(simulated, difference);
  const bounds = [ratioOf(one, difference), ratioOf(other, difference)];
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
  if (value < low) return value / low - 1;
  return value > high ? value / high - 1 : 0;
}
