import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdvectionWorkload, Operation, Program, Workload } from '../contract/index.ts';
import { computeNsPerStep, faceBytes } from './advection.ts';
import { buildProgram as build } from './build-workload.ts';

const host = { cores: 8, coreHz: 2e9 };
const buildProgram = (workload: Workload, ranks: number): Program => build(workload, { ranks, host });

/** Every message of a program, both sides, loops counted: `from to bytes` → how often sent, how often received. */
function messages(program: Program): ReadonlyMap<string, readonly [sent: number, received: number]> {
  const counts = new Map<string, [number, number]>();
  const walk = (rank: number, operations: readonly Operation[], times: number): void => {
    for (const operation of operations) {
      if (operation.op === 'loop') walk(rank, operation.body, times * operation.count);
      if (operation.op !== 'send' && operation.op !== 'receive') continue;
      const key = operation.op === 'send' ? [rank, operation.to, operation.bytes].join(' ') : [operation.from, rank, operation.bytes].join(' ');
      const count = counts.get(key) ?? [0, 0];
      count[operation.op === 'send' ? 0 : 1] += times;
      counts.set(key, count);
    }
  };
  program.ranks.forEach((operations, rank) => { walk(rank, operations, 1); });
  return counts;
}

const advection: AdvectionWorkload = { kind: 'advection', grid: 512, steps: 64, distribution: '1x1xN', computeNsPerCell: 6.3, valuesPerFaceCell: 6 };

describe('buildProgram', () => {
  it('receives exactly what is sent, and a program does not grow with iterations', () => {
    const workload = fc.oneof(
      fc.record({ kind: fc.constant('streams' as const), tool: fc.constantFrom('netperf' as const, 'iperf' as const), bytesPerStream: fc.integer({ min: 1, max: 1e9 }), sendBytes: fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }) }),
      fc.record({ kind: fc.constant('advection' as const), grid: fc.integer({ min: 1, max: 600 }), steps: fc.integer({ min: 1, max: 1e6 }), distribution: fc.constantFrom('1x1xN' as const, '1xNx1' as const, 'Nx1x1' as const), computeNsPerCell: fc.nat(9), valuesPerFaceCell: fc.nat(9) }),
      fc.record({ kind: fc.constant('ping-pong' as const), size: fc.nat(1e7), repetitions: fc.integer({ min: 1, max: 1e6 }), layer: fc.constantFrom('raw' as const, 'mpi' as const) }),
    );
    fc.assert(fc.property(workload, fc.integer({ min: 1, max: 20 }), (one, pairs) => {
      const ranks = one.kind === 'ping-pong' ? 2 : 2 * pairs;
      const program = buildProgram(one, ranks);
      expect(program.ranks.length).toBe(ranks);
      for (const [sent, received] of messages(program).values()) expect(sent).toBe(received);
      expect(JSON.stringify(program).length).toBeLessThan(400 * ranks);
    }), { seed: 20_261_120 });
  });

  it('sends every byte of a stream, the rest last', () => {
    const program = buildProgram({ kind: 'streams', tool: 'netperf', bytesPerStream: 40_000 }, 2);
    expect(program).toEqual({
      layer: 'raw',
      ranks: [
        [{ op: 'loop', count: 2, body: [{ op: 'send', to: 1, bytes: 16_384, tag: 0, stream: true }] }, { op: 'send', to: 1, bytes: 7232, tag: 0, stream: true }],
        [{ op: 'loop', count: 2, body: [{ op: 'receive', from: 0, bytes: 16_384, tag: 0 }] }, { op: 'receive', from: 0, bytes: 7232, tag: 0 }],
      ],
    });
  });

  it('exchanges 15 faces per step among 16 ranks, at 4.2 ns of compute per byte', () => {
    const program = buildProgram(advection, 16);
    expect([...messages(program).values()]).toEqual(Array.from({ length: 15 }, () => [64, 64]));
    expect(faceBytes(advection)).toBe(12_582_912);
    expect(computeNsPerStep(advection, 16) / faceBytes(advection)).toBeCloseTo(4.2, 10);
    expect(program.ranks[0]?.[0]).toMatchObject({ op: 'loop', count: 64, body: [{ op: 'compute' }, { op: 'pack' }, { op: 'send', to: 1 }] });
    expect(program.ranks[15]?.[0]).toMatchObject({ body: [{ op: 'receive', from: 14 }, { op: 'pack' }, { op: 'compute' }] });
  });

  it('scales strongly: compute falls with the ranks, messages stay', () => {
    expect(computeNsPerStep(advection, 2)).toBe(8 * computeNsPerStep(advection, 16));
  });

  it('packs only faces that are not contiguous', () => {
    const packs = (['Nx1x1', '1xNx1', '1x1xN'] as const).map((distribution) => JSON.stringify(buildProgram({ ...advection, distribution }, 3)).split('"pack"').length - 1);
    expect(packs).toEqual([0, 4, 4]);
  });
});
