import type { Cost, DriverDomain, Protocol, Resource, Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import { path, type NetworkedModel } from './run-input.ts';

const ns = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most * 4 }).map((quarters) => quarters / 4);

/** A cost that never falls; about 0 to 5 µs for the sizes used here. */
export const cost: fc.Arbitrary<Cost> = fc.oneof(
  fc.record({
    fixedNs: ns(300), perUnitNs: ns(500), unit: fc.constantFrom('operation' as const, 'segment' as const, 'frame' as const), perPageNs: ns(100),
    perByteNs: fc.double({ min: 0, max: 0.7, noNaN: true }),
  }),
  fc.tuple(ns(400), ns(900)).map(([low, more]): Cost => ({ table: [[0, low], [1500, low + more], [9000, low + 3 * more]] })),
);

const scope = fc.constantFrom<Resource['scope']>('rank', 'vm', 'function', 'nic', 'host', 'link', 'switch-port');

const resources: fc.Arbitrary<readonly Resource[]> = fc.array(fc.record({
  scope, servers: fc.integer({ min: 1, max: 3 }), discipline: fc.constantFrom('fifo' as const, 'fifo' as const, 'round-robin' as const, 'share' as const, 'priority' as const, 'rate-cap' as const),
  key: fc.constantFrom('rank' as const, 'vm' as const, 'function' as const, 'connection' as const),
  rateBytesPerSecond: fc.constantFrom(1e8, 1e10),
}), { maxLength: 3 }).map((list) => list.map(({ rateBytesPerSecond, ...r }, i) => ({ id: `r${i}`, title: `r${i}`, ...r, ...(r.discipline === 'rate-cap' ? { rateBytesPerSecond } : {}) })));

/** What a generator of stages may use. */
export interface ModelKinds {
  /** Batches and notifications: their cost depends on what else happens. */
  readonly moody: boolean;
  /** Batches also where nothing else is moody: what a message alone waits there is known. */
  readonly batches?: boolean;
  readonly driver: boolean;
  /** Every resource and core is used by one stage of a side at most. */
  readonly tandem: boolean;
}

type Draft = (id: string, resources: readonly Resource[]) => readonly Stage[];

function drafts({ moody, batches = moody, driver, tandem }: ModelKinds): fc.Arbitrary<Draft> {
  const executor = fc.constantFrom<Stage['executor']>('guest-user', 'guest-kernel', ...(driver ? ['driver-domain' as const] : []));
  const device = { executor: 'device' } as const;
  const onCore = fc.tuple(executor, cost).map(([e, c]): Draft => (id) => [{ kind: 'serve', id, title: id, executor: e, cost: c }]);
  const onDevice = fc.tuple(cost, fc.nat(), fc.nat(), fc.boolean()).map(([c, first, second, both]): Draft => (id, list) => {
    const one = list[first % Math.max(1, list.length)] as Resource | undefined;
    const two = list[second % Math.max(1, list.length)] as Resource | undefined;
    const fifo = (r: Resource | undefined): boolean => r !== undefined && r.discipline === 'fifo' && r.scope !== 'link' && r.scope !== 'switch-port';
    const also = both && fifo(one) && fifo(two) && one?.id !== two?.id && two !== undefined ? [two.id] : [];
    return [{ kind: 'serve', id, title: id, ...device, cost: c, ...(one === undefined ? {} : { resources: [one.id, ...also] }) }];
  });
  const delayed = cost.map((c): Draft => (id) => [{ kind: 'delay', id, title: id, ...device, cost: c }]);
  const sized = fc.tuple(fc.constantFrom('split' as const, 'merge' as const), fc.integer({ min: 100, max: 4000 })).map(([kind, bytes]): Draft => (id) => [{ kind, id, title: id, ...device, bytes }]);
  const cached = fc.tuple(fc.constantFrom('page' as const, 'region' as const, 'connection' as const, 'peer' as const), fc.integer({ min: 1, max: 4 }), ns(800)).map(([key, entries, missNs]): Draft => (id) =>
    [{ kind: 'cache', id, title: id, ...device, key, entries, missNs, invalidate: 'never' }]);
  const ringed = fc.tuple(scope, fc.integer({ min: 1, max: 4 }), cost).map(([s, slots, c]): Draft => (id) => [
    { kind: 'ring', id, title: id, ...device, ring: id, scope: s, slots, onFull: 'block' },
    { kind: 'delay', id: `${id}-inside`, title: id, ...device, cost: c },
    { kind: 'release', id: `${id}-release`, title: id, ...device, ring: id },
  ]);
  const chosen = fc.tuple(fc.integer({ min: 0, max: 4000 }), cost, cost).map(([upToBytes, small, large]): Draft => (id) => [{
    kind: 'choose', id, title: id, ...device, branches: [
      { upToBytes, stages: [{ kind: 'delay', id: `${id}-small`, title: id, ...device, cost: small }] },
      { upToBytes: Number.MAX_SAFE_INTEGER, stages: [{ kind: 'delay', id: `${id}-large`, title: id, ...device, cost: large }] },
    ],
  }]);
  const batched = fc.tuple(fc.integer({ min: 1, max: 4 }), ns(2000), fc.constantFrom(undefined, 'first' as const, 'last-batch' as const)).map(([count, timeoutNs, since]): Draft => (id) =>
    [{ kind: 'batch', id, title: id, ...device, count, timeoutNs, ...(since === undefined ? {} : { since }) }]);
  const notified = fc.tuple(fc.constantFrom('process' as const, 'guest-vcpu' as const, 'device' as const, ...(driver ? ['driver-domain' as const] : [])), ns(1500), ns(3000)).map(([target, idleNs, pollBudgetNs]): Draft => (id) =>
    [{ kind: 'notify', id, title: id, ...device, target, idleNs, pollBudgetNs }]);
  if (tandem) return fc.oneof(delayed, sized);
  return fc.oneof(onCore, onCore, onDevice, onDevice, delayed, sized, cached, ringed, chosen, ...(batches ? [batched] : []), ...(moody ? [notified] : []));
}

const driverDomain: fc.Arbitrary<DriverDomain> = fc.record({
  vcpus: fc.integer({ min: 1, max: 3 }), pinning: fc.constantFrom('floating' as const, 'floating' as const, 'pinned' as const),
  weight: fc.constantFrom(64, 256, 512), sliceNs: fc.constantFrom(5_000.3, 100_000, 30e6), switchNs: fc.constantFrom(0, 300.7),
});

const protocol: fc.Arbitrary<Partial<Protocol>> = fc.record({
  eagerLimitBytes: fc.constantFrom(0, 1000, 4000, 1e9), windowSegments: fc.integer({ min: 1, max: 6 }), segmentBytes: fc.integer({ min: 300, max: 3000 }),
  rendezvous: fc.constantFrom('rts-cts' as const, 'rget' as const, 'rput' as const), unexpectedBytes: fc.constantFrom(1500, 1 << 26),
  framePayloadBytes: fc.integer({ min: 100, max: 1500 }), windowBytes: fc.option(fc.integer({ min: 500, max: 9000 }), { nil: undefined }),
});

/** A path of random stages over random resources. */
export function randomModel(kinds: ModelKinds): fc.Arbitrary<NetworkedModel> {
  const list = fc.array(drafts(kinds), { maxLength: 4 });
  // What a cap makes of one message depends on the one before.
  const own = kinds.moody ? resources : resources.map((all) => all.filter(({ discipline }) => discipline !== 'rate-cap'));
  return fc.record({ resources: own, send: list, receive: list, complete: list, first: cost, last: cost, protocol, driverDomain, zeroCopy: fc.boolean(), put: fc.option(list, { nil: undefined }), get: fc.option(list, { nil: undefined }) }).map((parts) => {
    const named = (prefix: string, draft: readonly Draft[]): Stage[] => draft.flatMap((d, i) => d(`${prefix}${i}`, parts.resources));
    const core = (id: string, c: Cost): Stage => ({ kind: 'serve', id, title: id, executor: 'guest-kernel', cost: c });
    const model = path({
      send: [core('post', parts.first), ...named('s', parts.send)], receive: [...named('r', parts.receive), core('take', parts.last)],
      ...(kinds.tandem ? {} : { complete: named('c', parts.complete) }),
      resources: parts.resources, protocol: kinds.tandem ? { ...parts.protocol, windowSegments: 1e9, windowBytes: undefined, eagerLimitBytes: 1e9 } : parts.protocol,
      ...(kinds.driver ? { driverDomain: parts.driverDomain } : {}), zeroCopy: parts.zeroCopy,
    });
    const own = (prefix: string, draft: readonly Draft[] | undefined): readonly Stage[] | undefined => (draft === undefined || kinds.tandem ? undefined : [core(`${prefix}-post`, parts.first), ...named(prefix, draft)]);
    const [put, get] = [own('p', parts.put), own('g', parts.get)?.map((stage, i): Stage => (i === 0 ? { ...stage, side: 'receiver' } : stage))];
    const pipelines = { ...model.otherHost, ...(put === undefined ? {} : { put }), ...(get === undefined ? {} : { get }) };
    return { ...model, otherHost: pipelines, sameHost: pipelines, capabilities: { ...model.capabilities, osBypass: parts.zeroCopy } };
  });
}
