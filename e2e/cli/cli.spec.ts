import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { alive, descendants } from '../fixtures/processes.ts';

const root = resolve(import.meta.dirname, '../..');
const cli = join(root, 'out/main/cli.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly pid: number | undefined;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stderr has the text. */
  says(text: RegExp): Promise<void>;
}

/** A folder of its own for each test, with a space in its name, that is also where the commands are called. */
const test = base.extend<{ folder: string; start: (...words: readonly string[]) => Running }>({
  folder: async ({ browserName: _ }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'doorbell cli '));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  start: async ({ folder }, use) => {
    const children: (() => void)[] = [];
    await use((...words) => {
      const child = spawn(process.execPath, [cli, ...words], { cwd: folder, env: { ...process.env, DOORBELL_WORKSPACE: join(folder, 'workspace') }, stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(() => child.kill('SIGKILL'));
      let stdout = '';
      let stderr = '';
      const listeners = new Set<() => void>();
      child.stdout.on('data', (part: Buffer) => { stdout += part.toString(); });
      child.stderr.on('data', (part: Buffer) => {
        stderr += part.toString();
        for (const look of listeners) look();
      });
      return {
        pid: child.pid,
        ended: new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr }))),
        kill: (signal) => child.kill(signal),
        says: (text) => new Promise((done) => {
          const look = (): void => {
            if (text.test(stderr)) done();
          };
          listeners.add(look);
          look();
        }),
      };
    });
    for (const kill of children) kill();
  },
});

interface Answer {
  readonly experiment: string;
  readonly runs: readonly { readonly fingerprint: string; readonly factors: Record<string, string | number>; readonly metrics: Record<string, { readonly value: number; readonly unit: string }> }[];
}

test('run --json prints one document with factors and metrics, and the report is one file', async ({ start, folder }) => {
  const first = await start('run', join(root, 'experiments/nanos-2010-streams.yaml'), '--set', 'replicates=2', '--json', '--report', 'streams.html').ended;
  expect(first.code, first.stderr).toBe(0);
  const answer = JSON.parse(first.stdout) as Answer;
  expect(answer.experiment).toBe('nanos-2010-streams');
  expect(answer.runs).toHaveLength(12);
  expect(new Set(answer.runs.map(({ factors }) => `${String(factors.path)} ${String(factors.tool)} ${String(factors.replicate)}`)).size).toBe(12);
  for (const { fingerprint, metrics } of answer.runs) {
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(metrics.goodput).toEqual({ value: expect.any(Number), unit: 'B/s' });
    for (const name of ['executionTime', 'computeTime', 'communicationTime', 'stolenTime']) expect(metrics[name]).toEqual({ value: expect.any(Number), unit: 'ns' });
    expect(Object.keys(metrics).filter((name) => name.startsWith('cpuSeconds')).length).toBeGreaterThan(3);
  }
  const report = await readFile(join(folder, 'streams.html'), 'utf8');
  expect(report).toContain('<svg');
  expect(report).not.toMatch(/(?:src|href)="https?:/);

  const again = await start('run', 'nanos-2010-streams', '--set', 'replicates=2', '--json').ended;
  expect(again.stdout).toBe(first.stdout);
  expect(again.stderr).toContain('12 reused');
});

test('run prints a table with the totals per path, and compare finds the runs again', async ({ start }) => {
  const { code, stdout } = await start('run', 'nanos-2010-streams', '--set', 'replicates=1', '--set', 'tool=iperf').ended;
  expect(code).toBe(0);
  for (const path of ['native', 'xen-bridged', 'sr-iov']) expect(stdout).toMatch(new RegExp(`^${path} +[\\d.]+ .*$`, 'm'));
  const compared = await start('compare', 'nanos-2010-streams', '--set', 'replicates=1', '--set', 'tool=iperf', '--baseline', 'xen-bridged', '--json').ended;
  expect(compared.code).toBe(0);
  expect(JSON.parse(compared.stdout)).toMatchObject({ by: 'path', baseline: 'xen-bridged', metric: 'goodput', experiment: { name: 'nanos-2010-streams' } });
});

test('plan says count, reuse and time, and simulates nothing', async ({ start }) => {
  const { code, stdout } = await start('plan', 'palo-2011-ping-pong', '--json').ended;
  expect(code).toBe(0);
  const plan = JSON.parse(stdout) as { readonly count: number; readonly reused: number; readonly estimateSeconds: number; readonly fingerprints: readonly string[] };
  expect(plan.reused).toBe(0);
  expect(plan.fingerprints).toHaveLength(plan.count);
  expect(plan.estimateSeconds).toBeGreaterThan(0);
  const compared = await start('compare', 'palo-2011-ping-pong').ended;
  expect(compared.code).toBe(2);
  expect(compared.stderr).toContain('Run it first');
});

test('bad input ends with 2, one line per finding with field and fix, and nothing on stdout', async ({ start, folder }) => {
  const text = await readFile(join(root, 'experiments/nanos-2010-streams.yaml'), 'utf8');
  await writeFile(join(folder, 'bad.yaml'), text.replace('tool: netperf', 'tool: ttcp').replace('replicates: 5', 'replicates: none'));
  const { code, stdout, stderr } = await start('run', 'bad.yaml', '--json').ended;
  expect(code).toBe(2);
  expect(stdout).toBe('');
  const lines = stderr.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines.some((line) => /^bad\.yaml:\d+:\d+: error: jobs\[0\]\.workload\.tool: .*netperf/.test(line))).toBe(true);
  expect(lines.some((line) => /^bad\.yaml:\d+:\d+: error: replicates: /.test(line))).toBe(true);
});

for (const words of [['rnu'], ['run'], ['run', 'no-such-file.yaml'], ['run', 'nanos-2010-streams', '--workers', 'many'], ['run', 'nanos-2010-streams', '--set', 'colour=red'], ['--unknown']]) {
  test(`wrong use ends with 2: ${words.join(' ')}`, async ({ start }) => {
    const { code, stdout, stderr } = await start(...words).ended;
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.length).toBeGreaterThan(10);
  });
}

test('a run that fails ends with 1, says why, and the others are there', async ({ start, folder }) => {
  const text = await readFile(join(root, 'experiments/nanos-2010-scaling.yaml'), 'utf8');
  const endless = text.replace(/computeNsPerCell:.*/, 'computeNsPerCell: 1000000').replace(/steps:.*/, 'steps: 100000');
  await writeFile(join(folder, 'endless.yaml'), endless);
  const { code, stdout, stderr } = await start('run', 'endless.yaml', '--json', '--set', 'replicates=1', '--set', 'ranks=2', '--set', 'path=native').ended;
  expect(code).toBe(1);
  const answer = JSON.parse(stdout) as Answer & { readonly failures: readonly { readonly failure: { readonly kind: string } }[] };
  expect(answer.failures[0]?.failure.kind).toBe('too-long');
  expect(stderr).toMatch(/attempt 1: The run passes 39 hours/);
});

test('Ctrl-C cancels within a second, ends with 1 and leaves no process', async ({ start }) => {
  const running = start('run', 'nanos-2010-advection');
  await running.says(/of \d+ runs, .*left/);
  const workers = descendants(running.pid).map(({ pid }) => pid);
  expect(workers.length).toBeGreaterThan(0);
  const begun = performance.now();
  running.kill('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(performance.now() - begun).toBeLessThan(3000);
  expect(stderr).toMatch(/cancelled after/);
  await expect.poll(() => alive(workers)).toEqual([]);
});

test('help and version go to stdout and end with 0', async ({ start }) => {
  const help = await start('--help').ended;
  expect(help.code).toBe(0);
  for (const command of ['run', 'plan', 'compare', 'ledger', 'serve']) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  const version = await start('--version').ended;
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  expect(version.stdout.trim()).toBe(manifest.version);
});
