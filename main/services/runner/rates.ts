/** What a run will cost, as the plan counts it. Runs with one `kind` are alike per visit. */
export interface Workload {
  /** Workload kind and path, such as `advection/sr-iov`. */
  readonly kind: string;
  readonly stageVisits: number;
  readonly messages: number;
}

/** Sums over finished runs of one kind, older ones fading. */
export interface Rate {
  readonly units: number;
  readonly seconds: number;
}

/** How fast this machine simulates, measured. */
export interface RateTable {
  readonly format: 1;
  readonly kinds: Readonly<Record<string, Rate>>;
  /** Reading, writing and starting, beside the simulation itself. */
  readonly overhead: { readonly runs: number; readonly seconds: number };
}

/** Nothing measured. */
export const noRates: RateTable = { format: 1, kinds: {}, overhead: { runs: 0, seconds: 0 } };

/** Weight of what was known before against one more run: about the last fifty runs count. */
const memory = 0.98;

/** Used until the first run of a machine has ended, seconds; reading and writing small files. */
const assumedOverheadSeconds = 0.02;

/** The size of a workload. A message costs matching and protocol beside its stages. */
export function unitsOf(workload: Workload): number {
  return workload.stageVisits + 4 * workload.messages;
}

/** The table with one more measured run in it. */
export function addMeasurement(rates: RateTable, workload: Workload, simulationSeconds: number, overheadSeconds: number | undefined): RateTable {
  const before = rates.kinds[workload.kind] ?? { units: 0, seconds: 0 };
  return {
    format: 1,
    kinds: {
      ...rates.kinds,
      [workload.kind]: { units: before.units * memory + unitsOf(workload), seconds: before.seconds * memory + simulationSeconds },
    },
    overhead: overheadSeconds === undefined
      ? rates.overhead
      : { runs: rates.overhead.runs * memory + 1, seconds: rates.overhead.seconds * memory + overheadSeconds },
  };
}

/** Seconds one worker needs for a run; undefined where no run of its kind was measured. */
export function secondsOf(rates: RateTable, workload: Workload): number | undefined {
  const rate = rates.kinds[workload.kind];
  if (rate === undefined || rate.units === 0) return undefined;
  const overhead = rates.overhead.runs > 0 ? rates.overhead.seconds / rates.overhead.runs : assumedOverheadSeconds;
  return (unitsOf(workload) * rate.seconds) / rate.units + overhead;
}

/**
 * Wall-clock seconds for runs on `workers` workers: the work shared evenly, but no less than the longest run. Undefined
 * when a kind was never measured.
 */
export function estimateSeconds(rates: RateTable, workloads: readonly Workload[], workers: number): number | undefined {
  let total = 0;
  let longest = 0;
  for (const workload of workloads) {
    const seconds = secondsOf(rates, workload);
    if (seconds === undefined) return undefined;
    total += seconds;
    longest = Math.max(longest, seconds);
  }
  return Math.max(longest, total / Math.max(1, Math.min(workers, workloads.length)));
}

/** Both tables' kinds; where both know one, `first` wins. */
export function mergeRates(first: RateTable, second: RateTable): RateTable {
  return { format: 1, kinds: { ...second.kinds, ...first.kinds }, overhead: first.overhead.runs > 0 ? first.overhead : second.overhead };
}
