import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoggopsInput } from '../../contract/index.ts';
import { readGoal } from '../../goal/index.ts';
import { createRun } from '../create-run.ts';
import { engineVersion } from '../version.ts';
import { createLoopBuilder } from './loop-builder.ts';
import { defaultLoggops } from './parameters.ts';
import { createLoggopsRun } from './run-loggops.ts';
import { simulateLoggops } from './simulate.ts';
import { tallyProgram } from './tally.ts';

const folder = join(import.meta.dirname, 'testdata');
const files = readdirSync(folder).filter((name) => name.endsWith('.goal'));

const input = (ranks: number): LoggopsInput => ({
  format: 1, engine: engineVersion, kernel: 'loggops', loggops: defaultLoggops, ranks, program: { layer: 'mpi', ranks: [] },
  trace: { format: 'goal', sha256: '0'.repeat(64), ranks }, seed: 0, workloadKind: 'trace',
});

function read(text: string) {
  const reading = readGoal(text);
  if (!reading.ok) throw new Error(reading.error.message);
  return reading.goal;
}

describe('a run under the LogGOPS model', () => {
  it.each(files)('ends when the kernel says and takes the time of every rank apart: %s', (file) => {
    const { program, lines } = read(readFileSync(join(folder, file), 'utf8'));
    const plain = simulateLoggops(program, defaultLoggops);
    const run = createRun(input(program.ranks), { kind: 'graph', program, lines });
    while (!run.advance(3));
    expect(run.progress).toBe(1);
    const outcome = run.outcome();
    if (!plain.ok || !outcome.ok) throw new Error(`${file} does not end.`);
    const { result } = outcome;
    expect(result.ranks.map(({ finishedNs }) => finishedNs)).toEqual([...plain.result.finishNs]);
    expect(result.metrics.executionTime).toEqual({ value: plain.result.maxNs, unit: 'ns' });
    expect(result.counts).toMatchObject({ messages: plain.result.messages, events: plain.result.events, stageVisits: 0 });
    for (const { finishedNs, computeNs, overheadNs, waitingNs } of result.ranks) {
      expect(computeNs + overheadNs + waitingNs).toBe(finishedNs);
      expect(waitingNs).toBeGreaterThanOrEqual(0);
    }
    expect(result.traffic.reduce((sum, [, , messages]) => sum + messages, 0)).toBe(plain.result.messages);
    expect([result.stages, result.resources, result.kernel]).toEqual([[], [], 'loggops']);
  });

  it('counts operations of nested loops as often as they happen', () => {
    const builder = createLoopBuilder();
    for (let rank = 0; rank < 2; rank++) {
      builder.beginRank();
      builder.repeat(3, () => {
        builder.repeat(4, () => {
          if (rank === 0) builder.send(1, 10, 0);
          else builder.receive(0, 10, 0);
        });
        builder.calculate(100);
      });
    }
    const program = builder.finish();
    const tally = tallyProgram(program, defaultLoggops, 256);
    expect(tally.traffic).toEqual([[0, 1, 12, 120]]);
    expect(tallyProgram(program, defaultLoggops, 1)).toMatchObject({ traffic: [[0, 0, 12, 120]], ranksPerGroup: 2 });
    expect([...tally.computeNs]).toEqual([300, 300]);
    expect(tally).toMatchObject({ messages: 12, bytes: 120, events: 12 + 12 + 12 + 6 });
    const plain = simulateLoggops(program, defaultLoggops);
    expect(plain.ok && plain.result).toMatchObject({ messages: 12, events: tally.events });
  });

  it('names operations that wait for ever with their lines', () => {
    const { program, lines } = read('num_ranks 2\nrank 0 {\nl1: send 8b to 1 tag 3\nl2: calc 5\nl2 requires l1\n}\nrank 1 {\nl1: recv 8b from 0 tag 4\n}\n');
    const run = createLoggopsRun(input(2), program, lines);
    while (!run.advance(100));
    expect(run.outcome()).toMatchObject({ ok: false, failure: { kind: 'deadlock', message: '2 operations wait for ever: rank 0 (line 3): send 8b to 1 tag 3: nobody receives it; rank 1 (line 8): recv 8b from 0 tag 4: no message comes for it.' } });
  });

  it('refuses parameters that the model does not have', () => {
    const { program } = read('num_ranks 1\nrank 0 {\nl1: calc 5\n}\n');
    const run = createLoggopsRun({ ...input(1), loggops: { ...defaultLoggops, L: -1 } }, program);
    expect([run.advance(1), run.outcome()]).toMatchObject([true, { ok: false, failure: { kind: 'invalid-input', message: expect.stringContaining('L is -1') as string } }]);
  });
});
