import type { PathModel, Pipelines, Platform, Protocol, Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import type { ManagedVms, RankPlace, RunInput } from '../../contract/index.ts';
import { advance } from '../simulation.ts';
import { detourVm, holdVm, isDrained, moveVm, pauseVm, releaseVm, resumeVm, streamChunk } from '../vms/control.ts';
import { eventKind, retryOf, type World } from '../world.ts';
import { builtInModel } from './built-in-paths.ts';
import { randomModel } from './random-model.ts';
import { randomRun } from './random-run.ts';

/** What is done to one VM: it is moved, or stopped and goes on where it is; with its device detached meanwhile or not. */
export interface Episode {
  /** When it begins, as a part of the time that the run takes without. */
  readonly begins: number;
  readonly vm: number;
  readonly to: number;
  readonly downtimeNs: number;
  /** Of memory that is copied before, twice. */
  readonly streamedBytes: number;
  readonly detoured: boolean;
  /** Stopped without waiting for what is under way. */
  readonly abrupt: boolean;
}

/** Manager settings where the engine's mechanisms are called by hand. */
export const managerSettings: ManagedVms['settings'] = {
  migration: { link: 'shared', channel: 'tcp', setupNs: 0, downtimeLimitNs: 1e6, maxRounds: 10, onNonConvergence: 'stop' },
  snapshot: { mode: 'stop', storageBytesPerSecond: 1e9 }, recovery: { kind: 'none', detectNs: 0, restartNs: 0 },
};

/** The run on a cluster with `spare` hosts more, whose VMs may move. */
export function movable(input: RunInput, spare = 1, fallbacks: ManagedVms['fallbacks'] = []): RunInput {
  return { ...input, hosts: input.hosts + spare, manager: { settings: managerSettings, memory: [], fallbacks } };
}

/** Simulates until `ns`, or to the end of the run; true: it has ended. */
export function runUntil(world: World, ns: number): boolean {
  world.queue.push(ns, wakeUp, retryOf.held);
  while (world.now < ns) if (advance(world, 1)) return true;
  return false;
}

/** An event without a meaning. */
const wakeUp = eventKind.retry + (1 << 26) * 8;

/** What an episode waits for: a time, or the next event. */
type Pause = number | 'event';

interface Act {
  readonly steps: Generator<Pause, undefined>;
  until: Pause | 'ended';
}

/** When a VM stood still. */
export interface Standstill {
  readonly vm: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/**
 * Runs to the end and plays the episodes, those of several VMs or of one side by side. `moved` is called when a VM
 * has moved. Answers when VMs stood still.
 */
export function playEpisodes(world: World, episodes: readonly Episode[], usualNs: number, moved: () => void): readonly Standstill[] {
  const stops: Standstill[] = [];
  const acts = episodes.map((episode): Act => ({ steps: act(world, episode, usualNs, stops, moved), until: 0 }));
  for (;;) {
    for (const one of acts) {
      while (one.until === 'event' || (typeof one.until === 'number' && one.until <= world.now)) {
        const polled: boolean = one.until === 'event';
        const { value, done } = one.steps.next();
        one.until = done === true ? 'ended' : value;
        if (typeof one.until === 'number') world.queue.push(one.until, wakeUp, retryOf.held);
        if (polled && one.until === 'event') break;
      }
    }
    if (advance(world, 1)) return stops;
  }
}

function* act(world: World, { begins, vm, to, downtimeNs, streamedBytes, detoured, abrupt }: Episode, usualNs: number, stops: Standstill[], moved: () => void): Generator<Pause, undefined> {
  yield Math.round(begins * usualNs);
  const from = world.topology.host[world.topology.vm.indexOf(vm)];
  for (let i = 0; streamedBytes > 0 && i < 2; i++) yield world.now + streamChunk(world, from, to, streamedBytes);
  function* drain(): Generator<Pause, undefined> { while (!abrupt && !isDrained(world, vm)) yield 'event'; }
  holdVm(world, vm);
  if (detoured) {
    yield* drain();
    detourVm(world, vm, true);
    releaseVm(world, vm);
    yield world.now + downtimeNs;
    holdVm(world, vm);
  }
  yield* drain();
  pauseVm(world, vm);
  const fromNs = world.now;
  yield world.now + downtimeNs;
  moveVm(world, vm, to);
  moved();
  resumeVm(world, vm);
  stops.push({ vm, fromNs, toNs: world.now });
  releaseVm(world, vm);
  if (!detoured) return undefined;
  yield world.now + downtimeNs;
  holdVm(world, vm);
  yield* drain();
  detourVm(world, vm, false);
  releaseVm(world, vm);
  return undefined;
}

/** What happens to segments that come while their VM is away. */
const reliability: fc.Arbitrary<Protocol['reliability']> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({ kind: fc.constant('timeout' as const), rtoNs: fc.constantFrom(700.3, 5000, 80_000), backoff: fc.constantFrom(1, 2), retries: fc.constantFrom(1, 3, 7), onExhausted: fc.constant('reconnect' as const) }),
  fc.record({ kind: fc.constant('rnr' as const), timerNs: fc.constantFrom(1000, 12_000.5), retries: fc.constantFrom(2, 7), onExhausted: fc.constant('reconnect' as const) }),
);

/** Stages that random models lack: rings that lose segments, rules of NICs, a way through the spine. */
const additions = fc.record({ reliability, lossy: fc.boolean(), steers: fc.constantFrom(undefined, 'function' as const, 'process' as const), far: fc.boolean() });

type Additions = typeof additions extends fc.Arbitrary<infer Value> ? Value : never;

function extended(model: PathModel, { reliability: kept, lossy, steers, far }: Additions): PathModel {
  const onFull = kept.kind === 'timeout' ? 'drop' : 'rnr';
  const stage = (one: Stage, i: number): Stage => {
    const at = far && i > 0 && (one.kind === 'delay' || one.kind === 'serve') ? { ...one, when: 'other-leaf' as const } : one;
    return at.kind === 'ring' && lossy && kept.kind !== 'none' ? { ...at, onFull } : at;
  };
  const rule: readonly Stage[] = steers === undefined ? [] : [{ kind: 'steer', id: 'steer', title: 'Steer', executor: 'device', by: 'udp-port', direction: 'receive', where: 'hardware', onMiss: 'shared-queue', to: steers, entries: 2 }];
  const pipelines = ({ send, receive, complete, put, get }: Pipelines): Pipelines => ({
    send: send.map(stage), receive: [...rule, ...receive.map(stage)],
    ...(complete === undefined ? {} : { complete: complete.map(stage) }), ...(put === undefined ? {} : { put }), ...(get === undefined ? {} : { get }),
  });
  const otherHost = pipelines(model.otherHost ?? { send: [], receive: [] });
  return {
    ...model, otherHost, sameHost: model.sameHost === model.otherHost ? otherHost : pipelines(model.sameHost ?? otherHost), protocol: { ...model.protocol, reliability: kept },
    bootstrap: { assignFunctionNs: 0, registerPerPageNs: 0, createQueueSetNs: 0, connectNs: 3000 },
    ...(steers === undefined ? {} : { resources: [...model.resources, { id: 'shared-queue', title: 'Shared queue', scope: 'nic' as const }] }),
  };
}

const fallback = fc.record({ model: randomModel({ moody: true, driver: false, tandem: false }), adds: additions });

const episode: fc.Arbitrary<Episode> = fc.record({
  begins: fc.double({ min: 0, max: 1, noNaN: true }), vm: fc.nat({ max: 99 }), to: fc.nat({ max: 99 }), downtimeNs: fc.constantFrom(0, 300.25, 20_000, 500_000), streamedBytes: fc.constantFrom(0, 1000, 50_000), detoured: fc.boolean(), abrupt: fc.boolean(),
});

/** A random run whose VMs may move over a path that has a fallback, and what happens to them. */
export const randomMoves: fc.Arbitrary<{ readonly input: RunInput; readonly episodes: readonly Episode[] }> = fc.record({
  run: fc.oneof(randomRun({ noise: false }), randomRun({ noise: true })), adds: additions, other: fallback, rails: fc.constantFrom(undefined, 'round-robin' as const, 'striped' as const), tree: fc.boolean(),
  list: fc.array(episode, { minLength: 1, maxLength: 4 }),
}).map(({ run, adds, other, rails, tree, list }) => {
  const model = extended(run.models.otherHost, adds);
  const detached = { ...extended(other.model, other.adds), id: 'fallback' };
  const places = rails === undefined ? run.places : run.places.map((place): RankPlace => ({ ...place, vnics: [{ number: place.vm * 2, nic: 0 }, { number: place.vm * 2 + 1, nic: 1 }] }));
  const input = movable({
    ...run, places, models: { otherHost: model, sameHost: model }, ...(rails === undefined ? {} : { nics: { perHost: 2, rails } }),
    ...(tree ? { platform: { ...run.platform, network: { ...run.platform.network, kind: 'fat-tree' as const, hostsPerLeaf: 2, uplinksPerLeaf: 2 } } } : {}),
  }, 1, [{ of: model.id, model: detached }]);
  const vms = [...new Set(input.places.map(({ vm }) => vm))];
  return { input, episodes: list.map((one): Episode => ({ ...one, vm: vms[one.vm % vms.length], to: one.to % input.hosts })) };
});

/** As {@link randomMoves}, over built-in paths; those whose device stays on its host have one that does not as their fallback. */
export const builtInMoves: typeof randomMoves = fc.record({
  moves: randomMoves, path: fc.constantFrom('vrdma', 'virtio-net', 'xen-bridged', 'sr-iov', 'xen-mp'), fallback: fc.constantFrom('virtio-net', 'xen-bridged'), switched: fc.boolean(), pausing: fc.boolean(),
}).map(({ moves: { input, episodes }, path, fallback: other, switched, pausing }) => {
  const network: Platform['network'] = input.platform.network.kind === 'fat-tree' ? { ...input.platform.network, propagationNs: 10, switchNs: 300, uplinkBitsPerSecond: 1e10 } : switched ? { kind: 'switch', propagationNs: 10, switchNs: 300 } : input.platform.network;
  const platform: Platform = { ...input.platform, nic: { ...input.platform.nic, offloads: ['checksum', 'tso'] }, network };
  const model = builtInModel(path, platform, path === 'vrdma' && pausing ? { transport: 'roce' } : {});
  const stays = model.driverDomain === undefined && path !== 'vrdma';
  return {
    input: { ...input, platform, models: { otherHost: model, sameHost: model }, manager: { settings: managerSettings, memory: [], fallbacks: stays ? [{ of: model.id, model: builtInModel(other, platform) }] : [] } },
    episodes,
  };
});
