import type { Cost, DriverDomain, PathModel, Pipelines, Protocol, Stage } from '@doorbell/sdk';
import type { MpiSettings, Operation, RankPlace, RunInput } from '../../contract/index.ts';
import { engineVersion } from '../version.ts';

/** A stage that is `executor`'s work of `cost`; `on` names resources it holds. */
export function serve(id: string, executor: Stage['executor'], cost: Cost, on: readonly string[] = []): Stage {
  return { kind: 'serve', id, title: id, executor, cost, ...(on.length === 0 ? {} : { resources: on }) };
}

/** A stage that passes `cost` of time. */
export function delay(id: string, cost: Cost): Stage {
  return { kind: 'delay', id, title: id, executor: 'wire', cost };
}

/** A protocol without a window that matters, with 1000 B segments and everything eager. */
export const protocol: Protocol = {
  eagerLimitBytes: 1e12, rendezvous: 'rts-cts', windowSegments: 1e9, segmentBytes: 1000, framePayloadBytes: 500, headerBytes: 0,
  minimumFrameBytes: 0, reliability: { kind: 'none' },
};

/** What {@link path} may be told. */
export interface PathParts {
  readonly id?: string;
  readonly send?: readonly Stage[];
  readonly receive?: readonly Stage[];
  readonly complete?: readonly Stage[];
  readonly resources?: PathModel['resources'];
  readonly protocol?: Partial<Protocol>;
  readonly driverDomain?: DriverDomain;
  readonly zeroCopy?: boolean;
  readonly guest?: PathModel['guest'];
}

/** A path that leads to other hosts. */
export type NetworkedModel = PathModel & { readonly otherHost: Pipelines };

/** A path whose pipelines are the same between hosts and within one; by default 100 ns to send, 50 ns of wire, 80 ns to receive. */
export function path(parts: PathParts = {}): NetworkedModel {
  const pipelines = {
    send: parts.send ?? [serve('post', 'guest-kernel', { perUnitNs: 100 }), delay('wire', { perUnitNs: 50 })],
    receive: parts.receive ?? [serve('take', 'guest-kernel', { perUnitNs: 80 })],
    ...(parts.complete === undefined ? {} : { complete: parts.complete }),
  };
  return {
    format: 1, id: parts.id ?? 'test', title: 'Test', guest: parts.guest ?? 'vm', otherHost: pipelines, sameHost: pipelines,
    resources: parts.resources ?? [], ...(parts.driverDomain === undefined ? {} : { driverDomain: parts.driverDomain }),
    protocol: { ...protocol, ...parts.protocol },
    capabilities: {
      osBypass: false, hypervisorBypass: false, zeroCopy: parts.zeroCopy ?? false, steering: [], isolation: [], liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    limits: { mtuBytes: 9000, functionsPerNic: 8, queueSetsPerFunction: 1 }, origins: [],
  };
}

/** An MPI library that costs nothing by itself and polls. */
export const mpi: MpiSettings = {
  sendOverheadNs: 0, receiveOverheadNs: 0, waiting: 'poll', wakeUpNs: 0,
  sharedMemory: { latencyNs: 400, bytesPerSecond: 1e9, eagerLimitBytes: 4096 }, progress: 'asynchronous',
};

/** What {@link runInput} may be told. */
export interface RunParts {
  readonly ranks: readonly (readonly Operation[])[];
  readonly model?: PathModel;
  readonly sameHost?: PathModel;
  readonly exceptions?: RunInput['models']['exceptions'];
  readonly places?: readonly RankPlace[];
  readonly cores?: number;
  readonly mpi?: Partial<MpiSettings>;
  readonly noise?: Partial<RunInput['noise']>;
  readonly layer?: 'raw' | 'mpi';
  readonly seed?: number;
  readonly network?: RunInput['platform']['network'];
  readonly nics?: RunInput['nics'];
  readonly floating?: true;
}

/** A run of `ranks`; by default every rank has a host of its own, and there is no noise. */
export function runInput(parts: RunParts): RunInput {
  const model = parts.model ?? path();
  const places = parts.places ?? parts.ranks.map((_, rank) => ({ host: rank, vm: rank, core: 0 }));
  return {
    format: 1, engine: engineVersion,
    platform: {
      host: { cores: parts.cores ?? 2, coreHz: 2e9 },
      nic: { model: 'test', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: [] },
      network: parts.network ?? { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
    },
    hosts: places.reduce((most, place) => Math.max(most, place.host + 1), 1), places,
    ...(parts.nics === undefined ? {} : { nics: parts.nics }), ...(parts.floating === undefined ? {} : { floating: parts.floating }),
    models: { otherHost: model, sameHost: parts.sameHost ?? model, ...(parts.exceptions === undefined ? {} : { exceptions: parts.exceptions }) }, mpi: { ...mpi, ...parts.mpi },
    program: { layer: parts.layer ?? 'mpi', ranks: parts.ranks }, noise: { compute: 0, startSkewNs: 0, service: 0, ...parts.noise },
    events: [], seed: parts.seed ?? 1, workloadKind: 'ping-pong',
  };
}

/** Places of ranks on one host, each in a VM of its own, on the given cores. */
export function onCores(...cores: readonly number[]): readonly RankPlace[] {
  return cores.map((core, vm) => ({ host: 0, vm, core }));
}
