import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CriticalPart, Operation, RunInput } from '../contract/index.ts';
import { simulate } from './index.ts';
import { resultOf } from './result.ts';
import { resultFor, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { randomRun } from './testing/random-run.ts';
import { delay, mpi, path, protocol, runInput, serve } from './testing/run-input.ts';

const nameOf = (part: CriticalPart): string => ('stage' in part ? `${part.stage} ${part.kind}` : part.kind);

/** Parts of the critical path by name, ns. */
function partsOf(input: RunInput): Record<string, number> {
  const { criticalPath } = resultFor(input);
  if (criticalPath === undefined) throw new Error('no critical path');
  return Object.fromEntries(criticalPath.parts.map((part) => [nameOf(part), part.ns]));
}

describe('the critical path', () => {
  test('of whatever runs adds up to its time exactly, has a cause for every wait and gives everything back', () => {
    fc.assert(fc.property(randomRun({ noise: true }), (input) => {
      const world = worldAfter(input);
      expect(world.failure).toBeUndefined();
      const { criticalPath: found, metrics, ranks } = resultOf(world);
      expect(found?.totalNs).toBe(metrics.executionTime.value);
      expect(found?.parts.reduce((sum, part) => sum + part.ns, 0)).toBe(found?.totalNs);
      expect(found?.parts.filter((part) => part.kind === 'other' || part.ns <= 0)).toEqual([]);
      expect(ranks.find((rank) => rank.finishedNs === found?.totalNs)?.rank).toBe(found?.rank);
      // Hops go on in time and in place.
      found?.hops.forEach((hop, i) => {
        expect(hop.from).not.toBe(hop.to);
        expect(hop.fromNs).toBeLessThanOrEqual(hop.toNs);
        if (i === 0) return;
        expect(found.hops[i - 1].to).toBe(hop.from);
        expect(found.hops[i - 1].toNs).toBeLessThanOrEqual(hop.fromNs);
      });
      if (found !== undefined && found.hops.length > 0) expect(found.hops.at(-1)?.to).toBe(found.rank);
      expect(found?.hops.length).toBe(found?.messages);
      const { vectors, current } = world.paths;
      let free = 0;
      for (let v = vectors.free; v >= 0; v = vectors.next[v]) free++;
      // One vector per rank, and the one of time 0 is nobody's and stays.
      expect(vectors.references.length - free).toBe(new Set([...current]).size + 1);
    }), seeded(400));
  });

  test('of a rank alone is its own time', () => {
    expect(partsOf(runInput({ ranks: [[{ op: 'compute', ns: 1000 }, { op: 'pack', ns: 30 }]] }))).toEqual({ compute: 1000, overhead: 30 });
  });

  test('goes through the sender and its message to the rank that waited for it', () => {
    expect(partsOf(runInput({ ranks: [[{ op: 'compute', ns: 5000 }, { op: 'send', to: 1, bytes: 0, tag: 0 }], [{ op: 'compute', ns: 40 }, { op: 'receive', from: 0, bytes: 0, tag: 0 }]] })))
      .toEqual({ compute: 5000, 'post service': 100, 'wire service': 50, 'take service': 80 });
  });

  test('stays with a receiver that came later than the message', () => {
    const parts = partsOf(runInput({ ranks: [[{ op: 'send', to: 1, bytes: 1000, tag: 0 }], [{ op: 'compute', ns: 40_000 }, { op: 'receive', from: 0, bytes: 1000, tag: 0 }]] }));
    // It takes the message in while it computes and copies it afterwards, 1000 B at 1 GB/s.
    expect(parts).toEqual({ compute: 40_000, overhead: 80 + 1000 });
  });

  test('turns from a sender that waited for the receive to the receiver', () => {
    const model = path({ protocol: { ...protocol, eagerLimitBytes: 10 } });
    const ranks: Operation[][] = [[{ op: 'send', to: 1, bytes: 1000, tag: 0 }], [{ op: 'compute', ns: 40_000 }, { op: 'receive', from: 0, bytes: 1000, tag: 0 }]];
    const { criticalPath } = resultFor(runInput({ ranks, model }));
    expect(Object.fromEntries(criticalPath?.parts.map((part) => [nameOf(part), part.ns]) ?? [])).toEqual({
      // CTS and data: each is posted, on the wire and taken; the receiver took the RTS while it computed.
      compute: 40_000, overhead: 80, 'post service': 200, 'wire service': 100, 'take service': 160,
    });
    expect(criticalPath?.messages).toBe(0);
  });

  test('turns to a rank that computed while a segment waited for it to call MPI', () => {
    const model = path({ receive: [serve('copy', 'guest-user', { perUnitNs: 70 })] });
    const ranks: Operation[][] = [
      [{ op: 'send', to: 1, bytes: 100, tag: 0 }],
      [{ op: 'ireceive', from: 0, bytes: 100, tag: 0 }, { op: 'compute', ns: 40_000 }, { op: 'waitall' }],
    ];
    expect(partsOf(runInput({ ranks, model, mpi: { ...mpi, progress: 'in-call' } }))).toEqual({ compute: 40_000, 'copy service': 70 });
    expect(partsOf(runInput({ ranks, model }))).toEqual({ compute: 40_000, overhead: 70 });
  });

  test('names what somebody else held up', () => {
    const model = path({ send: [serve('bridge', 'device', { perUnitNs: 1000 }, ['bridge'])], receive: [delay('free', {})], resources: [{ id: 'bridge', title: 'Bridge', scope: 'host' }] });
    const send = (tag: number): Operation[] => [{ op: 'send', to: 2, bytes: 0, tag }];
    const receive: Operation[] = [{ op: 'receive', from: 0, bytes: 0, tag: 0 }, { op: 'receive', from: 1, bytes: 0, tag: 1 }];
    const places = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 1 }, { host: 1, vm: 2, core: 0 }];
    expect(partsOf(runInput({ ranks: [send(0), send(1), receive], model, places, layer: 'raw' }))).toEqual({ 'bridge service': 1000, 'bridge waiting': 1000 });
  });

  test('knows a wake-up', () => {
    const parts = partsOf(runInput({ ranks: [[{ op: 'compute', ns: 5000 }, { op: 'send', to: 1, bytes: 0, tag: 0 }], [{ op: 'receive', from: 0, bytes: 0, tag: 0 }]], mpi: { waiting: 'block', wakeUpNs: 2000 } }));
    expect(parts).toEqual({ compute: 5000, 'wake-up': 2000, 'post service': 100, 'wire service': 50, 'take service': 80 });
  });

  test('is omitted with a reason where it needs too much memory', () => {
    const world = worldAfter(runInput({ ranks: [[{ op: 'compute', ns: 1 }]] }));
    world.paths.on = false;
    const result = resultOf(world);
    expect(result.criticalPath).toBeUndefined();
    expect(result.criticalPathOmitted).toContain('128 MiB');
    expect(simulate(world.input).ok).toBe(true);
  });
});
