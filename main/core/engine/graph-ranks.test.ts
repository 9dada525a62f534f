import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MpiSettings, Operation } from '../contract/index.ts';
import { readGoal } from '../goal/index.ts';
import { canonicalJson } from '../plan/index.ts';
import { createRun } from './create-run.ts';
import { opKind } from './loggops/index.ts';
import { simulate, type Outcome } from './simulation.ts';
import { seeded } from './testing/property.ts';
import { onCores, path, runInput, type RunParts } from './testing/run-input.ts';

function read(text: string) {
  const reading = readGoal(text);
  if (!reading.ok) throw new Error(`${String(reading.error.line)}: ${reading.error.message}`);
  return reading.goal;
}

/** Runs a GOAL text over a path. */
function run(text: string, parts: Partial<RunParts> = {}): Outcome {
  const { program, lines } = read(text);
  const input = { ...runInput({ ranks: Array.from({ length: program.ranks }, () => []), ...parts }), workloadKind: 'trace' as const };
  const trace = { format: 'goal' as const, sha256: '0'.repeat(64), ranks: program.ranks };
  const simulation = createRun({ ...input, program: { layer: 'mpi', ranks: [] }, trace }, { kind: 'graph', program, lines });
  while (!simulation.advance(50));
  return simulation.outcome();
}

function finished(outcome: Outcome): readonly number[] {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result.ranks.map(({ finishedNs }) => finishedNs);
}

/** A phase: everything is posted together and waited for; then some computing. */
interface Phase {
  readonly messages: readonly { readonly from: number; readonly to: number; readonly bytes: number }[];
  readonly computeNs: readonly number[];
}

const ranks = 3;
const phase: fc.Arbitrary<Phase> = fc.record({
  messages: fc.array(fc.record({ from: fc.nat(ranks - 1), to: fc.nat(ranks - 1), bytes: fc.constantFrom(0, 8, 999, 1000, 5000) }).filter(({ from, to }) => from !== to), { maxLength: 4 }),
  computeNs: fc.array(fc.constantFrom(0, 50, 1234), { minLength: ranks, maxLength: ranks }),
});

/** The phases as a program of requests and waits, and as operations that require those of the phase before. */
function bothWays(phases: readonly Phase[]): { readonly programs: readonly (readonly Operation[])[]; readonly text: string } {
  const programs = Array.from({ length: ranks }, (): Operation[] => []);
  const text = [`num_ranks ${String(ranks)}`];
  for (let rank = 0; rank < ranks; rank++) {
    text.push(`rank ${String(rank)} {`);
    let label = 0;
    let before: string[] = [];
    const step = (lines: readonly string[]): void => {
      const now = lines.map((line) => {
        const name = `l${String(label++)}`;
        text.push(`${name}: ${line}`, ...before.map((other) => `${name} requires ${other}`));
        return name;
      });
      if (now.length > 0) before = now;
    };
    phases.forEach(({ messages, computeNs }, tag) => {
      const out = messages.filter(({ from }) => from === rank);
      const into = messages.filter(({ to }) => to === rank);
      step([...out.map(({ to, bytes }) => `send ${String(bytes)}b to ${String(to)} tag ${String(tag)}`), ...into.map(({ from, bytes }) => `recv ${String(bytes)}b from ${String(from)} tag ${String(tag)}`)]);
      step([`calc ${String(computeNs[rank])}`]);
      programs[rank]?.push(...out.map(({ to, bytes }): Operation => ({ op: 'isend', to, bytes, tag })), ...into.map(({ from, bytes }): Operation => ({ op: 'ireceive', from, bytes, tag })),
        { op: 'waitall' }, { op: 'compute', ns: computeNs[rank] ?? 0 });
    });
    text.push('}');
  }
  return { programs, text: text.join('\n') };
}

describe('a trace of operations that wait for each other', () => {
  it('takes as long as the program that posts and waits in the same order', () => {
    const library = fc.record({ waiting: fc.constantFrom('poll' as const, 'block' as const), wakeUpNs: fc.constantFrom(0, 700), progress: fc.constantFrom('in-call' as const, 'asynchronous' as const), sendOverheadNs: fc.constantFrom(0, 30) });
    fc.assert(fc.property(fc.array(phase, { maxLength: 4 }), library, fc.constantFrom(1e12, 900), fc.boolean(), (phases, mpi: Partial<MpiSettings>, eagerLimitBytes, together) => {
      const { programs, text } = bothWays(phases);
      const parts = { mpi, model: path({ protocol: { eagerLimitBytes } }), ...(together ? { places: onCores(0, 0, 1) } : {}) };
      const [graph, program] = [run(text, parts), simulate(runInput({ ranks: programs, ...parts }))];
      expect(finished(graph)).toEqual(finished(program));
      if (!graph.ok || !program.ok) return;
      expect(graph.result.counts).toEqual(program.result.counts);
      expect(graph.result.stages).toEqual(program.result.stages);
      for (const { finishedNs, computeNs, overheadNs, waitingNs, stolenNs, startNs } of graph.result.ranks) expect(computeNs + overheadNs + waitingNs + stolenNs + startNs).toBe(finishedNs);
    }), seeded(150));
  });

  const folder = join(import.meta.dirname, 'loggops/testdata');
  it.each(readdirSync(folder).filter((name) => name.endsWith('.goal')))('delivers every message of %s, and the same bytes of a result each time', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const { program } = read(text);
    const sends = program.kind.reduce((sum, kind) => sum + (kind === opKind.send ? 1 : 0), 0);
    const parts = { model: path({ protocol: { eagerLimitBytes: 800 } }), noise: { compute: 0.1, startSkewNs: 500 }, mpi: { progress: 'in-call', waiting: 'block', wakeUpNs: 100 } } as const;
    const [first, second] = [run(text, parts), run(text, parts)];
    if (!first.ok || !second.ok) throw new Error(`${file} does not end.`);
    expect(first.result.counts.messages).toBe(sends);
    expect(canonicalJson(first.result)).toBe(canonicalJson(second.result));
  });

  it('starts what requires a start at once, and what requires an end after it', () => {
    const text = (word: string): string => `num_ranks 2\nrank 0 {\nl1: recv 8b from 1 tag 0\nl2: calc 300\nl2 ${word} l1\n}\nrank 1 {\nl1: calc 1000\nl2: send 8b to 0 tag 0\nl2 requires l1\n}\n`;
    // The message is there at 1000 + 230 ns: after the calculation, or before it.
    expect(finished(run(text('irequires')))[0]).toBe(1230);
    expect(finished(run(text('requires')))[0]).toBe(1530);
  });

  it('does the processors of one rank one after the other', () => {
    expect(finished(run('num_ranks 1\nrank 0 {\nl1: calc 100 cpu 0\nl2: calc 100 cpu 1\n}\n'))).toEqual([200]);
  });

  it('matches any source and any tag, and messages to itself', () => {
    expect(finished(run('num_ranks 2\nrank 0 {\nl1: recv 8b from -1 tag -1\n}\nrank 1 {\nl1: send 8b to 0 tag 7\n}\n'))[0]).toBe(230);
    expect(finished(run('num_ranks 1\nrank 0 {\nl1: send 8b to 0 tag 7\nl2: recv 8b from 0 tag 7\n}\n'))).toHaveLength(1);
  });

  it('that waits for ever is a deadlock which names operations and lines', () => {
    const outcome = run('num_ranks 2\nrank 0 {\nl1: recv 8b from 1 tag 3\nl2: calc 5\nl2 requires l1\n}\nrank 1 {\nl1: recv 8b from 0 tag 4\nl2: send 8b to 0 tag 3\nl2 requires l1\n}\n');
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'deadlock', message: '2 ranks wait for ever: rank 0 waits for recv 8b from 1 tag 3 (line 3); rank 1 waits for recv 8b from 0 tag 4 (line 8).' } });
  });

  it('with other ranks than the run has places is refused', () => {
    const { program, lines } = read('num_ranks 1\nrank 0 {\nl1: calc 5\n}\n');
    const simulation = createRun(runInput({ ranks: [[], []] }), { kind: 'graph', program, lines });
    expect([simulation.advance(1), simulation.outcome()]).toMatchObject([true, { ok: false, failure: { kind: 'invalid-input', message: 'The trace has 1 ranks, the run 2.' } }]);
  });
});
