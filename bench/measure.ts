/** What repeating some work took. */
export interface Measurement {
  readonly name: string;
  readonly repeats: number;
  /** Wall-clock milliseconds per repeat. */
  readonly medianMs: number;
  readonly fastestMs: number;
}

/**
 * Repeats work for a while and prints how long one repeat takes. The first repeat warms up and does not count.
 * @param perRepeat counts of what one repeat handles, for rates such as events per second
 */
export function measure<Result>(name: string, work: () => Result, perRepeat: (result: Result) => Readonly<Record<string, number>> = () => ({})): Measurement {
  const forMs = 2_000;
  const result = work();
  const took: number[] = [];
  const startedAt = performance.now();
  while (took.length < 3 || performance.now() - startedAt < forMs) {
    const before = performance.now();
    work();
    took.push(performance.now() - before);
  }
  took.sort((a, b) => a - b);
  const medianMs = took[Math.floor(took.length / 2)] ?? 0;
  const fastestMs = took[0] ?? 0;
  const rates = Object.entries(perRepeat(result)).map(([what, count]) => `${((count / medianMs) * 1000).toPrecision(3)} ${what}/s`);
  console.log([`${name}: ${medianMs.toPrecision(3)} ms (fastest ${fastestMs.toPrecision(3)}, ${took.length} repeats)`, ...rates].join(', '));
  return { name, repeats: took.length, medianMs, fastestMs };
}
