import type { RunSummary } from '../contract/index.ts';
import { sortedFactors, type Value } from './order.ts';

/** A run with the factors it is told apart by. */
export interface SelectedRun {
  readonly row: RunSummary;
  readonly factors: Readonly<Record<string, Value>>;
  readonly replicate: number | undefined;
}

export interface Selection {
  readonly runs: readonly SelectedRun[];
  readonly equal: Readonly<Record<string, Value>>;
  readonly differing: readonly string[];
  /** Requested fingerprints without a run. */
  readonly missing: number;
}

/** What can tell runs apart that have the same factors: all are facts of the run, none is an axis of the experiment. */
const derived: Readonly<Record<string, (row: RunSummary) => Value>> = {
  experiment: (row) => row.experiment,
  document: (row) => row.experimentSha256.slice(0, 7),
  engine: (row) => row.versions.engine,
  plugins: (row) => row.plugins.map((plugin) => `${plugin.id} ${plugin.version} ${plugin.sha256.slice(0, 7)}`).sort().join(', '),
  input: (row) => row.inputSha256.slice(0, 7),
};

function keyOf(factors: Readonly<Record<string, Value>>, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => (Object.hasOwn(factors, name) ? factors[name] : undefined) ?? [0]));
}

function withDerived(run: SelectedRun, name: string): SelectedRun {
  const read = derived[name];
  return read === undefined || Object.hasOwn(run.factors, name) ? run : { ...run, factors: { ...run.factors, [name]: read(run.row) } };
}

/** Whether `name` tells apart two runs that otherwise share factors and replicate. */
function separates(runs: readonly SelectedRun[], name: string): boolean {
  const read = derived[name];
  if (read === undefined) return false;
  const names = sortedFactors(runs.flatMap((run) => Object.keys(run.factors)));
  const seen = new Map<string, Value>();
  for (const run of runs) {
    const key = `${keyOf(run.factors, names)}#${run.replicate ?? ''}`;
    const value = read(run.row);
    const before = seen.get(key);
    if (before !== undefined && before !== value) return true;
    seen.set(key, value);
  }
  return false;
}

/**
 * The requested rows, each once (and once for each point it stands for), with their factors. `replicate` is the sample axis and no factor. Where two runs agree
 * in every factor and in the replicate, what else differs (experiment, its text, engine, plugins) becomes a factor, so
 * that runs of different versions are never averaged.
 */
export function select(rows: readonly RunSummary[], fingerprints: readonly string[], by: string): Selection {
  const wanted = new Set(fingerprints);
  const unique = new Map<string, RunSummary>();
  // One run may stand for several points of an experiment, with other factors at each.
  for (const row of rows) if (wanted.size === 0 || wanted.has(row.fingerprint)) unique.set(`${row.fingerprint} ${JSON.stringify(row.factors)}`, row);
  let runs: readonly SelectedRun[] = [...unique.values()].map((row) => {
    const { replicate, ...factors } = row.factors;
    return { row, factors, replicate: typeof replicate === 'number' ? replicate : undefined };
  }).sort((left, right) => (left.replicate ?? 0) - (right.replicate ?? 0) || (left.row.fingerprint < right.row.fingerprint ? -1 : 1));
  runs = runs.map((run) => withDerived(run, by));
  if (new Set(runs.map((run) => run.row.experiment)).size > 1) runs = runs.map((run) => withDerived(run, 'experiment'));
  for (const name of Object.keys(derived)) {
    if (separates(runs, name)) runs = runs.map((run) => withDerived(run, name));
  }
  const names = sortedFactors(runs.flatMap((run) => Object.keys(run.factors)));
  const equal: Record<string, Value> = {};
  const differing: string[] = [];
  for (const name of names) {
    const values = new Set(runs.map((run) => (Object.hasOwn(run.factors, name) ? run.factors[name] : undefined)));
    const [only] = values;
    if (values.size === 1 && only !== undefined) equal[name] = only;
    else differing.push(name);
  }
  return { runs, equal, differing, missing: wanted.size === 0 ? 0 : wanted.size - new Set(runs.map((run) => run.row.fingerprint)).size };
}

/** Runs by the factors named, in order of first appearance. */
export function groupBy(runs: readonly SelectedRun[], names: readonly string[]): readonly (readonly SelectedRun[])[] {
  const groups = new Map<string, SelectedRun[]>();
  for (const run of runs) {
    const key = keyOf(run.factors, names);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()];
}
