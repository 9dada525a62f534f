import type { Resource, Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import type { Operation, RankPlace, RunInput } from '../../contract/index.ts';
import { cost } from './random-model.ts';
import { collective, compute, mpi, programOf, requested, shift, withoutCosts, type Round } from './random-run.ts';
import { path, runInput } from './run-input.ts';

/** Blocking messages in a line of ranks, some of which come before anybody asked for them. */
const relay = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5 })).map(([bytes, count]): Round => (ranks, tag) => Array.from({ length: ranks }, (_, r): Operation[] => {
  const passOn: Operation = { op: 'loop', count, body: [{ op: 'send', to: r + 1, bytes, tag }] };
  return [{ op: 'waitall' }, ...(r === 0 ? [] : [{ op: 'loop', count, body: [{ op: 'receive', from: r - 1, bytes, tag }] } as const]), ...(r === ranks - 1 ? [] : [passOn])];
}));

/** Compute phases that vary. */
const varied = fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.boolean()).map(([ns, even]): Round => (ranks) => Array.from({ length: ranks }, (): Operation[] =>
  [{ op: 'compute', ns, variation: even ? { kind: 'uniform', spread: 0.5 } : { kind: 'exponential' } }]));

/** Messages of two sizes and tags that are received in the opposite order, timed. */
const crossed = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 })).map(([first, second]): Round => (ranks, tag) => Array.from({ length: ranks }, (_, r): Operation[] => [
  { op: 'start', timer: 0 }, { op: 'isend', to: (r + 1) % ranks, bytes: first, tag: tag + 100 }, { op: 'isend', to: (r + 1) % ranks, bytes: second, tag: tag + 200 }, { op: 'pack', ns: first },
  { op: 'ireceive', from: (r + ranks - 1) % ranks, bytes: second, tag: tag + 200, request: 3 }, { op: 'wait', request: 3 }, { op: 'receive', from: (r + ranks - 1) % ranks, bytes: first, tag: tag + 100 }, { op: 'stop', timer: 0 },
]));

const scope = fc.constantFrom<Resource['scope']>('rank', 'vm', 'function', 'nic', 'host', 'link', 'switch-port');
const resource = fc.record({ scope, discipline: fc.constantFrom('fifo' as const, 'fifo' as const, 'fifo' as const, 'round-robin' as const, 'priority' as const), key: fc.constantFrom('rank' as const, 'vm' as const, 'function' as const, 'connection' as const) });
const resourceLists = fc.array(resource, { maxLength: 3 }).map((list) => list.map((one, i): Resource => ({ id: `r${i}`, title: `r${i}`, ...one })));

type Draft = (id: string, resources: readonly Resource[]) => readonly Stage[];

const core = fc.tuple(fc.constantFrom<Stage['executor']>('guest-user', 'guest-kernel'), cost).map(([executor, c]): Draft => (id) => [{ kind: 'serve', id, title: id, executor, cost: c }]);
const line = fc.tuple(cost, fc.nat(), fc.boolean(), fc.nat({ max: 7 })).map(([c, at, cutThrough, priority]): Draft => (id, resources) =>
  [{ kind: 'serve', id, title: id, executor: 'device', cost: c, priority, ...(resources.length === 0 ? {} : { resources: [resources[at % resources.length].id], ...(cutThrough ? { cutThrough } : {}) }) }]);
const delay = fc.tuple(cost, fc.constantFrom(0, 0, 0, 0.3)).map(([c, jitter]): Draft => (id) => [{ kind: 'delay', id, title: id, executor: 'device', cost: { ...c, jitter } }]);
const notify = fc.tuple(fc.constantFrom('process' as const, 'guest-vcpu' as const, 'device' as const), fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 9000 })).map(([target, idleNs, pollBudgetNs]): Draft => (id) =>
  [{ kind: 'notify', id, title: id, executor: 'device', target, idleNs, pollBudgetNs }]);
const ring = fc.tuple(scope, fc.integer({ min: 1, max: 4 }), cost, fc.constantFrom(...Array.from({ length: 9 }, () => 'block' as const), 'pause' as const)).map(([where, slots, c, onFull]): Draft => (id) => [
  { kind: 'ring', id, title: id, executor: 'device', ring: id, scope: where, slots, onFull },
  { kind: 'delay', id: `${id}-inside`, title: id, executor: 'device', cost: c },
  { kind: 'release', id: `${id}-release`, title: id, executor: 'device', ring: id },
]);
const passed = fc.integer({ min: 100, max: 4000 }).chain((bytes) => fc.constantFrom<Draft>(
  (id) => [{ kind: 'split', id, title: id, executor: 'device', bytes }],
  (id) => [{ kind: 'merge', id, title: id, executor: 'device', bytes }],
));
const chosen = fc.tuple(fc.integer({ min: 0, max: 2000 }), cost, cost).map(([upToBytes, small, large]): Draft => (id) => [{
  kind: 'choose', id, title: id, executor: 'device', branches: [
    { upToBytes, stages: [{ kind: 'delay', id: `${id}-small`, title: id, executor: 'device', cost: small }] },
    { upToBytes: Number.MAX_SAFE_INTEGER, stages: [{ kind: 'serve', id: `${id}-large`, title: id, executor: 'guest-user', cost: large }] },
  ],
}]);
const draft = fc.oneof(core, core, line, line, delay, notify, ring, passed, chosen);
/** Most paths are short; some reach the most stages that this kernel does, and beyond. */
const stages = fc.oneof({ weight: 6, arbitrary: fc.array(draft, { minLength: 1, maxLength: 6 }) }, { weight: 1, arbitrary: fc.array(draft, { minLength: 5, maxLength: 10, size: 'max' }) });

const protocol = fc.record({
  windowSegments: fc.integer({ min: 1, max: 6 }), windowBytes: fc.option(fc.integer({ min: 500, max: 9000 }), { nil: undefined, freq: 3 }),
  unexpectedBytes: fc.constantFrom(...Array.from({ length: 9 }, () => 1 << 26), 30_000), segmentBytes: fc.constantFrom(...Array.from({ length: 9 }, () => 100_000), 1200),
});

/** A path of stages whose instances follow from the rank, and which take the same for all that pass. */
const model = fc.tuple(resourceLists, stages, stages, fc.option(fc.array(fc.oneof(core, delay), { maxLength: 2 }), { nil: undefined }), fc.boolean(), protocol)
  .map(([resources, send, receive, complete, zeroCopy, limits]) => {
    const made = (name: string, drafts: readonly Draft[]): Stage[] => drafts.flatMap((one, i) => one(`${name}${i}`, resources));
    return path({ send: made('s', send), receive: made('r', receive), ...(complete === undefined ? {} : { complete: made('c', complete) }), resources, protocol: limits, zeroCopy });
  });

/** Up to ten ranks, each with a core to itself, over up to five hosts with one or two NICs; their vNICs are those of their VMs, or one or two of their own. */
const places = fc.record({
  hosts: fc.integer({ min: 1, max: 5 }), cores: fc.integer({ min: 2, max: 4 }), ranks: fc.integer({ min: 2, max: 10 }), apart: fc.boolean(),
  nics: fc.integer({ min: 1, max: 2 }), vnics: fc.constantFrom(0, 0, 0, 1, 1, 1, 1, 2), striped: fc.boolean(),
}).map(({ hosts, cores, ranks, apart, nics, vnics, striped }) => ({
  cores, nics: { perHost: nics, rails: striped ? 'striped' as const : 'round-robin' as const },
  places: Array.from({ length: Math.min(ranks, hosts * cores) }, (_, r): RankPlace => ({
    host: r % hosts, vm: apart ? r : (r % hosts), core: Math.floor(r / hosts),
    ...(vnics === 0 ? {} : { vnics: Array.from({ length: vnics }, (_v, i) => ({ number: r * vnics + i, nic: (r + i) % nics })) }),
  })),
}));

const network = fc.option(fc.record({
  kind: fc.constant('fat-tree' as const), propagationNs: fc.constant(10), switchNs: fc.constant(100), hostsPerLeaf: fc.integer({ min: 1, max: 3 }), uplinksPerLeaf: fc.integer({ min: 1, max: 2 }),
  routing: fc.constantFrom('hash' as const, 'round-robin' as const), spines: fc.constant(2),
}), { nil: undefined, freq: 3 });

/** A run that the plain kernel should do: a small cluster with one or two random paths of plain stages and a program without wild cards. */
export const randomPlainRun: fc.Arbitrary<RunInput> = fc.record({
  model, other: fc.option(model, { nil: undefined, freq: 3 }), free: fc.integer({ min: 0, max: 9 }), eagerLimitBytes: fc.constantFrom(1e6, 1e6, 1e6, 4096), network,
  cluster: places, program: programOf(compute, shift, shift, requested, relay, crossed, varied, collective), mpi, layer: fc.constantFrom('mpi' as const, 'mpi' as const, 'raw' as const), seed: fc.nat(),
  noise: fc.record({ compute: fc.constantFrom(0, 0, 0.1), startSkewNs: fc.constantFrom(0, 5000), service: fc.constantFrom(0, 0, 0.2) }),
}).map(({ model: chosen, other, free, eagerLimitBytes, network: cables, cluster, program, mpi: library, layer, noise, seed }) => {
  const ranks = program(cluster.places.length);
  const exceptions = other === undefined ? undefined : [{ model: { ...other, id: 'other' }, vms: [[0, 1]] as const }];
  const input = runInput({
    ranks, model: chosen, places: cluster.places, cores: cluster.cores, nics: cluster.nics, mpi: { ...library, sharedMemory: { latencyNs: 400, bytesPerSecond: 1e9, eagerLimitBytes } }, layer, seed, noise,
    ...(exceptions === undefined ? {} : { exceptions }), ...(cables === undefined ? {} : { network: cables }),
  });
  const whole = { ...input, program: { ...input.program, timers: 1, communicators: [ranks.map((_, r) => ranks.length - 1 - r)] } };
  return free === 0 ? { ...withoutCosts(whole), models: { ...withoutCosts(whole).models, ...(exceptions === undefined ? {} : { exceptions }) } } : whole;
});
