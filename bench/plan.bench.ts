import type { Experiment } from '../main/core/contract/index.ts';
import { canonicalJson, expand, pathRequests, sha256 } from '../main/core/plan/index.ts';
import { measure } from './harness/measure.ts';
import { report } from './harness/report.ts';
import { resolvePaths, sample } from './harness/samples.ts';

/** A sweep of 10,000 runs: 2 layers, 1000 sizes, 5 replicates. */
const base = sample('palo-2011-ping-pong');
const large: Experiment = { ...base, replicates: 5, sweep: { axes: { layer: ['raw', 'mpi'], size: Array.from({ length: 1000 }, (_, i) => i + 1) } } };
/** 10,000 runs of 16 ranks, all of one point but for their seed. */
const advection = sample('nanos-2010-advection');
const replicated: Experiment = { ...advection, replicates: 10_000 / 5, sweep: { axes: { placement: ['inter'], path: ['sr-iov'], distribution: ['1x1xN', '1xNx1', 'Nx1x1'] }, also: [{ placement: 'hybrid' }, { placement: 'intra-block' }] } };

const rows = [];
for (const [name, experiment] of [['10,000 runs of ping-pong', large], ['10,000 runs of 16 ranks', replicated]] as const) {
  const models = resolvePaths(pathRequests(experiment));
  const { timing, result } = await measure(() => expand(experiment, models), { runs: 5, warmUps: 1 });
  const problem = result.findings.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new Error(`${name}: ${problem.message}`);
  rows.push({ name, timing, counts: { runs: result.entries.length } });
}
const [{ input }] = expand({ ...advection, replicates: 1 }, resolvePaths(pathRequests(advection))).entries;
const text = canonicalJson(input);
const repeats = 200;
const hash = await measure(() => { for (let i = 0; i < repeats; i++) sha256(text); }, { runs: 7, warmUps: 2 });
rows.push({ name: `SHA-256 of an input of ${(text.length / 1000).toFixed(0)} kB, ${repeats} times`, timing: hash.timing, counts: { bytes: repeats * text.length } });
report('plan', rows);
