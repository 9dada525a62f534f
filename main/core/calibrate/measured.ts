/** What a set of runs gave: mean over replicates of each metric, by point. */
export type Measured = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** The samples that the ledger runs. */
export const ledgerSamples = ['streams', 'advection', 'scaling', 'palo'] as const;
export type LedgerSample = (typeof ledgerSamples)[number];

/** File of a sample under `experiments/`, without extension. */
export const sampleFiles: Readonly<Record<LedgerSample, string>> = {
  streams: 'nanos-2010-streams', advection: 'nanos-2010-advection', scaling: 'nanos-2010-scaling', palo: 'palo-2011-ping-pong',
};

/** The point that a run of a sample belongs to, such as `advection/inter/sr-iov`; replicates and distributions share one. */
export function pointOf(sample: LedgerSample, factors: Readonly<Record<string, string | number>>): string {
  const path = String(factors.path);
  switch (sample) {
    case 'streams': return `streams/${String(factors.tool)}/${path}`;
    case 'advection': return `advection/${String(factors.placement)}/${path}`;
    case 'scaling': return `scaling/${String(factors.ranks)}/${path}`;
    case 'palo': return `palo/${String(factors.layer)}/${String(factors.size)}`;
  }
}

/** Means by point over rows of single runs. */
export function meansOf(rows: readonly { readonly point: string; readonly metrics: Readonly<Record<string, number>> }[]): Measured {
  const sums = new Map<string, { count: number; readonly metrics: Record<string, number> }>();
  for (const { point, metrics } of rows) {
    let sum = sums.get(point);
    if (sum === undefined) sums.set(point, (sum = { count: 0, metrics: {} }));
    sum.count++;
    for (const [name, value] of Object.entries(metrics)) sum.metrics[name] = (sum.metrics[name] ?? 0) + value;
  }
  return new Map([...sums].map(([point, { count, metrics }]) =>
    [point, Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value / count]))]));
}
