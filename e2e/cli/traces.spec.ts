import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test as base } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');
const cli = join(root, 'out/main/cli.js');
const trace = join(root, 'experiments/traces/training-step.goal');
const parameters = { L: 10_000, o: 3000, g: 1000, G: 0.75, O: 0, S: 65_536 };

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for each test, with a space in its name; documents are in a folder within it. */
const test = base.extend<{ folder: string; call: (...words: readonly string[]) => Promise<Ended> }>({
  folder: async ({ browserName: _ }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'doorbell traces '));
    await mkdir(join(folder, 'documents'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  call: async ({ folder }, use) => {
    await use((...words) => new Promise((done) => {
      execFile(process.execPath, [cli, ...words], { cwd: folder, env: { ...process.env, DOORBELL_WORKSPACE: join(folder, 'workspace') }, maxBuffer: 1e8 }, (error, stdout, stderr) => {
        done({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
      });
    }));
  },
});

interface Answer {
  readonly runs: readonly { readonly fingerprint: string; readonly factors: Record<string, string | number>; readonly metrics: Record<string, { readonly value: number; readonly unit: string }> }[];
}

const document = (file: string): string => `name: mine
cluster: { nic: { mtuBytes: 9000 } }
jobs: [{ vms: { perHost: 4, vcpus: 2 }, workload: { kind: trace, file: ${file} } }]
sweep:
  axes:
    path: [native, { id: loggops, config: ${JSON.stringify(parameters)} }]
    placement: [intra-block, inter]
replicates: 1
`;

test('a trace runs over data paths and under the LogGOPS model, which says what `goal` says', async ({ folder, call }) => {
  await writeFile(join(folder, 'documents', 'ring.goal'), await readFile(trace));
  await writeFile(join(folder, 'documents', 'mine.yaml'), document('ring.goal'));
  const ran = await call('run', 'documents/mine.yaml', '--json');
  expect(ran.code, ran.stderr).toBe(0);
  const { runs } = JSON.parse(ran.stdout) as Answer;
  expect(runs.map(({ factors }) => `${String(factors.path)} ${String(factors.placement)}`)).toEqual(['native intra-block', 'native inter', 'loggops intra-block', 'loggops inter']);
  // The model knows no placement: one run under two names.
  expect(new Set(runs.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  const goal = await call('goal', trace, '--loggops', Object.values(parameters).join(','), '--json');
  expect(runs[3]?.metrics.executionTime).toEqual({ value: (JSON.parse(goal.stdout) as { readonly maxNs: number }).maxNs, unit: 'ns' });
  // Two backward phases and the update are computed whatever carries the messages.
  for (const { metrics } of runs) expect(metrics.executionTime?.value).toBeGreaterThan(6_500_000 * 0.99);
  const compared = await call('compare', 'documents/mine.yaml', '--json');
  expect(compared.code, compared.stderr).toBe(0);
  expect(JSON.parse(compared.stdout)).toMatchObject({ by: 'path', metric: 'executionTime', values: ['native', 'loggops'] });
});

test('the sample runs by its name and a report comes out', async ({ folder, call }) => {
  const ran = await call('run', 'training-trace', '--set', 'replicates=1', '--report', 'training.html');
  expect(ran.code, ran.stderr).toBe(0);
  for (const path of ['native', 'xen-bridged', 'sr-iov', 'loggops']) expect(ran.stdout).toContain(path);
  expect(await readFile(join(folder, 'training.html'), 'utf8')).toContain('cost model without stages');
});

test('a trace that changes is a new run; one that is missing or wrong is said with its place', async ({ folder, call }) => {
  const file = join(folder, 'documents', 'ring.goal');
  const text = await readFile(trace, 'utf8');
  await writeFile(file, text);
  await writeFile(join(folder, 'documents', 'mine.yaml'), document('ring.goal'));
  const plan = async (): Promise<readonly string[]> => (JSON.parse((await call('plan', 'documents/mine.yaml', '--json')).stdout) as { readonly fingerprints: readonly string[] }).fingerprints;
  const before = await plan();
  await writeFile(file, text.replace('calc 3000000', 'calc 3000001'));
  expect((await plan()).some((fingerprint) => before.includes(fingerprint))).toBe(false);

  await writeFile(file, text.replace('back1 requires back2', 'back1 requires front'));
  const wrong = await call('run', 'documents/mine.yaml');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/mine\.yaml:3:\d+: error: jobs\[0\]\.workload\.file: ring\.goal:8:16: Label front is not defined/)]);
  await rm(file);
  const missing = await call('run', 'documents/mine.yaml');
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('There is no file ring.goal.')]);
  await writeFile(file, text);
  await writeFile(join(folder, 'documents', 'mine.yaml'), document('ring.goal').replace('jobs: [{', 'jobs: [{ ranks: 4,'));
  const odd = await call('run', 'documents/mine.yaml');
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('The trace has 8 ranks, not 4.')]);
});

test('a trace that waits for ever ends with the operations that wait, on every kernel', async ({ folder, call }) => {
  await writeFile(join(folder, 'documents', 'stuck.goal'), 'num_ranks 2\nrank 0 {\nl1: recv 8b from 1 tag 3\n}\nrank 1 {\nl1: calc 5\n}\n');
  await writeFile(join(folder, 'documents', 'mine.yaml'), document('stuck.goal').replace(', inter]', ']'));
  const stuck = await call('run', 'documents/mine.yaml', '--json');
  expect(stuck.code).toBe(1);
  const { failures } = JSON.parse(stuck.stdout) as { readonly failures: readonly { readonly failure: { readonly kind: string; readonly message: string } }[] };
  expect(failures.map(({ failure }) => failure.kind)).toEqual(['deadlock', 'deadlock']);
  for (const { failure } of failures) expect(failure.message).toMatch(/rank 0.*recv 8b from 1 tag 3.*line 3|rank 0 \(line 3\): recv 8b from 1 tag 3/);
});

test('a time-independent trace, one file for each rank, runs on every kernel and takes as long as its cores compute', async ({ folder, call }) => {
  const ranks = [0, 1, 2, 3];
  for (const rank of ranks) {
    const step = [`compute 2e6`, `irecv ${String((rank + 3) % 4)} 0 5000`, `isend ${String((rank + 1) % 4)} 0 5000`, 'waitall', 'allreduce 100 1e3'];
    const actions = ['init', ...step, ...step, 'finalize'];
    await writeFile(join(folder, 'documents', `rank${String(rank)}.ti`), `${actions.map((action) => `${String(rank)} ${action}`).join('\n')}\n`);
  }
  await writeFile(join(folder, 'documents', 'list.txt'), ranks.map((rank) => `rank${String(rank)}.ti\n`).join(''));
  await writeFile(join(folder, 'documents', 'mine.yaml'), document('list.txt').replace('kind: trace,', 'kind: trace, format: ti,').replace(', inter]', ']'));
  const ran = await call('run', 'documents/mine.yaml', '--json');
  expect(ran.code, ran.stderr).toBe(0);
  const { runs } = JSON.parse(ran.stdout) as Answer;
  expect(runs).toHaveLength(2);
  for (const { metrics } of runs) {
    // Two million operations twice, at one for each cycle of 2 GHz, and what is combined by the allreduce.
    expect(metrics.computeTime?.value).toBeGreaterThan(2_000_000 * 0.99);
    expect(metrics.executionTime?.value).toBeLessThan(3_000_000);
  }
  await writeFile(join(folder, 'documents', 'rank2.ti'), '2 init\n2 dance\n');
  const wrong = await call('run', 'documents/mine.yaml');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/list\.txt:2:\d+: In rank2\.ti: /)]);
});
