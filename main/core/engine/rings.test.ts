import { wireResources, wireStages, type PathModel, type Platform, type Protocol, type Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, RankPlace, RunInput } from '../contract/index.ts';
import { countVisits } from './statistics.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { delay, path, protocol, runInput, serve, type NetworkedModel } from './testing/run-input.ts';

const waitall: Operation = { op: 'waitall' };
const isend = (to: number, count = 1, bytes = 1000): Operation => ({ op: 'loop', count, body: [{ op: 'isend', to, bytes, tag: 0 }] });
const ireceive = (from: number, count = 1, bytes = 1000): Operation => ({ op: 'loop', count, body: [{ op: 'ireceive', from, bytes, tag: 0 }] });
const post = serve('post', 'guest-kernel', { perUnitNs: 1 });
const device = { title: 'x', executor: 'device' } as const;
const release: Stage = { ...device, kind: 'release', id: 'free', ring: 'r' };

type Network = Platform['network'];
const cable: Network = { kind: 'back-to-back', propagationNs: 0, switchNs: 0 };
const switched: Network = { kind: 'switch', propagationNs: 0, switchNs: 0 };

/** 1 ns per byte on the wire; a receive ring of `slots` per VM, drained at `drainNs` a segment. */
function receiving(onFull: 'block' | 'pause' | 'drop' | 'rnr', slots: number, drainNs: number, network: Network = cable, reliability: Protocol['reliability'] = { kind: 'none' }): NetworkedModel {
  const platform: Platform = { host: { cores: 8, coreHz: 2e9 }, nic: { model: 'test', linkBitsPerSecond: 8e9, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: [] }, network };
  return path({
    send: [post, ...wireStages(platform, protocol)],
    receive: [{ ...device, kind: 'ring', id: 'take', ring: 'r', scope: 'vm', slots, onFull }, serve('drain', 'device', { perUnitNs: drainNs }, ['drain']), release, serve('take-out', 'guest-kernel', { perUnitNs: 1 })],
    resources: [...wireResources(platform), { id: 'drain', title: 'Drain', scope: 'vm' }],
    protocol: { reliability },
  });
}

/** Rank 0 of host 0 sends to rank 2 (slow to drain), rank 1 to rank 3; both receivers live in VMs of host 1. */
function twoFlows(model: PathModel, counts: readonly [number, number], network: Network): RunInput {
  const places: readonly RankPlace[] = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 1 }, { host: 1, vm: 2, core: 0 }, { host: 1, vm: 3, core: 1 }];
  return runInput({
    model, network, cores: 8, places, ranks: [[isend(2, counts[0]), waitall], [{ op: 'compute', ns: 10 }, isend(3, counts[1]), waitall], [ireceive(0, counts[0]), waitall], [ireceive(1, counts[1]), waitall]],
  });
}
const flow = (model: PathModel, count: number, network: Network = cable): RunInput => runInput({ model, network, ranks: [[isend(1, count), waitall], [ireceive(0, count), waitall]] });
const end = (input: RunInput): number => worldAfter(input).statistics.lastCompletionNs;

describe('a full ring that pauses', () => {
  test.each([['cable', cable], ['switch port', switched]] as const)('holds up the %s, so that others wait who have room', (_, network) => {
    const other = (onFull: 'block' | 'pause'): number => {
      // Rank 1's one message leaves after rank 0's first five, whose ring of one slot takes 10 µs each.
      const input = twoFlows(receiving(onFull, 1, 10_000, network), [5, 1], network);
      const world = worldAfter(input);
      expect(leaksOf(world)).toEqual([]);
      return world.ranks.finishedNs[3];
    };
    // Blocked, only rank 0's segments wait: 6 segments on the wire, 10 µs to drain.
    expect(other('block')).toBe(1 + 6 * 1000 + 10_000 + 1);
    // Paused: the first drains until 11,001, then the second, and the third passes the wire from 11,001 to 12,001. So on
    // until the fourth's slot is free at 41,001: the fifth passes, then rank 1's from the next release on.
    const paused = other('pause');
    expect(paused).toBeGreaterThan(41_000);
    expect(paused).toBe(41_001 + 1000 + 10_000 + 1);
  });

  test('does not change what one flow alone needs', () => {
    for (const slots of [1, 2, 5]) {
      expect(end(flow(receiving('pause', slots, 3000), 20))).toBe(1 + 1000 + 20 * 3000 + 1);
      expect(end(flow(receiving('block', slots, 3000), 20))).toBe(1 + 1000 + 20 * 3000 + 1);
    }
  });

  test('on the sender\'s side, with nothing before it on the wire, waits', () => {
    const ring: Stage = { ...device, kind: 'ring', id: 'take', ring: 'r', scope: 'vm', slots: 1, onFull: 'pause' };
    const model = path({ send: [post, ring, delay('work', { perUnitNs: 1000 }), release], receive: [serve('take-out', 'guest-kernel', { perUnitNs: 1 })] });
    expect(end(flow(model, 6))).toBe(1 + 6 * 1000 + 1);
  });
});

describe('a full ring that drops', () => {
  const timeout = (rtoNs: number, backoff: number, retries = 10, onExhausted: 'fail' | 'reconnect' = 'fail'): Protocol['reliability'] => ({ kind: 'timeout', rtoNs, backoff, retries, onExhausted });

  test('has the segment pass the wire again after its timeout', () => {
    // The second segment is there at 2001 and lost, as the first drains from 1001 to 6001. It is sent again at 2001 + 5000,
    // there at 8001, drained at 13,001.
    const world = worldAfter(flow(receiving('drop', 1, 5000, cable, timeout(5000, 2)), 2));
    expect(world.statistics.retransmissions).toBe(1);
    expect(world.statistics.lastCompletionNs).toBe(1 + 2000 + 5000 + 1000 + 5000 + 1);
    const link = resultFor(flow(receiving('drop', 1, 5000, cable, timeout(5000, 2)), 2)).resources.find((r) => r.resource === 'link');
    expect(link?.busyNs).toBe(3000);
  });

  test('explains the time lost by a row of its own', () => {
    const { stages, messages } = resultFor(flow(receiving('drop', 1, 5000, cable, timeout(5000, 2)), 2));
    const lost = stages.find((row) => row.stage === 'wait-loss');
    // From its first arrival at the wire at 2 ns (posted second) to 7001.
    expect(lost?.waitingNs).toBe(7001 - 2);
    const explained = stages.reduce((sum, row) => sum + row.serviceNs + row.waitingNs, 0);
    expect(explained).toBe(messages.reduce((sum, row) => sum + row.meanNs * row.messages, 0));
  });

  test('waits longer with every try, and gives up or connects again after the last', () => {
    // Drains for 100 µs: tries of the second segment end at 2001, +1000+1000, +2000+1000, +4000+1000, ...
    const given = worldAfter(flow(receiving('drop', 1, 100_000, cable, timeout(1000, 2, 3)), 2));
    expect(given.failure).toMatchObject({ kind: 'protocol' });
    expect(given.now).toBe(2001 + (1000 + 1000) + (2000 + 1000) + (4000 + 1000));
    const model = receiving('drop', 1, 100_000, cable, timeout(1000, 2, 3, 'reconnect'));
    const again = worldAfter(flow({ ...model, bootstrap: { assignFunctionNs: 0, registerPerPageNs: 0, createQueueSetNs: 0, connectNs: 200_000 } }, 2));
    expect(again.failure).toBeUndefined();
    // At 12,001 it begins again: connecting, the first timeout, the wire.
    expect(again.statistics.lastCompletionNs).toBe(12_001 + 200_000 + 1000 + 1000 + 100_000 + 1);
  });

  test('that asks to come back later does so at its own pace', () => {
    const rnr: Protocol['reliability'] = { kind: 'rnr', timerNs: 5000, retries: 7, onExhausted: 'fail' };
    expect(end(flow(receiving('rnr', 1, 5000, cable, rnr), 2))).toBe(1 + 2000 + 5000 + 1000 + 5000 + 1);
  });

  test('gives back slots that the segment takes again', () => {
    const model = receiving('drop', 1, 5000, cable, timeout(5000, 2));
    const outer: Stage = { ...device, kind: 'ring', id: 'outer', ring: 'o', scope: 'host', slots: 1, onFull: 'block' };
    const inner = { ...model.otherHost, receive: [outer, ...model.otherHost.receive, { ...device, kind: 'release', id: 'outer-free', ring: 'o' } as Stage] };
    const world = worldAfter(flow({ ...model, otherHost: inner, sameHost: inner }, 6));
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
  });
});

test('whatever a full ring does, everything arrives, nothing is kept, and every nanosecond has a name', () => {
  const kinds = fc.constantFrom('block' as const, 'pause' as const, 'drop' as const, 'rnr' as const);
  fc.assert(fc.property(kinds, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 9000 }), fc.boolean(), (onFull, slots, drainNs, a, b, bytes, bySwitch) => {
    const reliability: Protocol['reliability'] = onFull === 'drop' ? { kind: 'timeout', rtoNs: 700, backoff: 1.5, retries: 1, onExhausted: 'reconnect' } : onFull === 'rnr' ? { kind: 'rnr', timerNs: 900, retries: 2, onExhausted: 'reconnect' } : { kind: 'none' };
    const network = bySwitch ? switched : cable;
    const model = receiving(onFull, slots, drainNs, network, reliability);
    const input = twoFlows({ ...model, protocol: { ...model.protocol, windowSegments: 3 } }, [a, b], network);
    const sized: RunInput = { ...input, program: { ...input.program, ranks: [[isend(2, a, bytes), waitall], [isend(3, b, bytes), waitall], [ireceive(0, a, bytes), waitall], [ireceive(1, b, bytes), waitall]] } };
    const world = worldAfter(sized, 100_000);
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    expect(world.states.lost.size).toBe(0);
    expect(world.statistics.bytesDelivered).toBe((a + b) * bytes);
    countVisits(world.statistics);
    const { serviceNs, waitingNs, messageRows } = world.statistics;
    const explained = [...serviceNs, ...waitingNs].reduce((sum, ns) => sum + ns, 0);
    expect(explained).toBe([...messageRows.values()].reduce((sum, row) => sum + row.sumNs, 0));
  }), { ...seeded(150), endOnFailure: true });
});
