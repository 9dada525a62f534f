/**
 * Time to compute between snapshots that wastes least, ns, where a snapshot stops the job for `costNs` and failures come every
 * `mtbfNs` on average. J. W. Young, "A first order approximation to the optimum checkpoint interval", CACM 17(9), 1974.
 */
export function youngInterval(costNs: number, mtbfNs: number): number {
  return Math.sqrt(2 * costNs * mtbfNs);
}

/**
 * The same with the terms that count where failures are frequent. J. T. Daly, "A higher order estimate of the optimum checkpoint
 * interval for restart dumps", Future Generation Computer Systems 22(3), 2006, equation 37.
 */
export function dalyInterval(costNs: number, mtbfNs: number): number {
  if (costNs >= 2 * mtbfNs) return mtbfNs;
  const part = costNs / (2 * mtbfNs);
  return youngInterval(costNs, mtbfNs) * (1 + Math.sqrt(part) / 3 + part / 9) - costNs;
}

/** The interval of a job on some hosts, any of which stops it; undefined where no snapshots are wanted or failures to be feared. */
export function snapshotInterval(every: number | 'young' | 'daly' | undefined, costNs: number, mtbfOfHostNs: number | undefined, hosts: number): number | undefined {
  if (every === undefined || typeof every === 'number') return every;
  if (mtbfOfHostNs === undefined) return undefined;
  const interval = (every === 'young' ? youngInterval : dalyInterval)(costNs, mtbfOfHostNs / hosts);
  return Math.max(1, Math.round(interval));
}
