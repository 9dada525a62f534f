import type { MigrationModel, PathModel } from '@doorbell/sdk';
import type { ExperimentEvent, Incident, ManagedVms, ManagerSettings, Operation, RunInput, RunResult, VmMemory } from '../../../contract/index.ts';
import { resultFor } from '../../testing/outcomes.ts';
import { path, runInput, serve, type RunParts } from '../../testing/run-input.ts';

export const mib = 1_048_576;

/** Of a VM that writes nothing. */
export const idle: VmMemory = { bytes: 64 * mib, touchedBytes: 16 * mib, workingSetBytes: 0, writeBytesPerSecond: 0, registeredBytes: 0 };

/** Of a VM that writes 4 MiB again and again, 1 GB in each second of computing. */
export const busy: VmMemory = { ...idle, workingSetBytes: 4 * mib, writeBytesPerSecond: 1e9 };

/** What the test path says of itself: every number differs. */
export const migration: MigrationModel = {
  quiesceNs: 20_000, drainNs: 10_000, deviceStateBytes: 65_536, saveNs: 30_000, restoreNs: 40_000, reconnectPerQueuePairNs: 5000, reconnectPerRegionNs: 0,
  announceNs: 50_000, dmaDirtyTracking: 'tracked',
};

/** A path over the hosts' cables that migrates; by default transparently. */
export function movable(parts: { readonly migration?: Partial<MigrationModel>; readonly liveMigration?: PathModel['capabilities']['liveMigration']; readonly snapshot?: PathModel['capabilities']['snapshot']; readonly id?: string; readonly protocol?: Partial<PathModel['protocol']> } = {}): PathModel {
  const model = path({
    id: parts.id ?? 'test', ...(parts.protocol === undefined ? {} : { protocol: parts.protocol }),
    send: [serve('post', 'guest-kernel', { perUnitNs: 500 }), serve('out', 'wire', { perByteNs: 0.8 }, ['link'])],
    receive: [serve('in', 'wire', { perByteNs: 0.8 }, ['link']), serve('take', 'guest-kernel', { perUnitNs: 800 })],
    resources: [{ id: 'link', title: 'Link', scope: 'link' }],
  });
  return {
    ...model, capabilities: { ...model.capabilities, liveMigration: parts.liveMigration ?? 'transparent', snapshot: parts.snapshot ?? 'supported' },
    migration: { ...migration, ...parts.migration },
  };
}

/** What {@link managedRun} may be told. */
export interface ManagedParts extends Partial<RunParts> {
  readonly events?: readonly ExperimentEvent[];
  readonly hosts?: number;
  readonly memory?: VmMemory | readonly VmMemory[];
  readonly migrationSettings?: Partial<ManagerSettings['migration']>;
  readonly snapshot?: Partial<ManagerSettings['snapshot']>;
  readonly recovery?: Partial<ManagerSettings['recovery']>;
  readonly balance?: ManagerSettings['balance'];
  readonly fallbacks?: ManagedVms['fallbacks'];
}

/** Two ranks that compute and exchange a message, `steps` times. */
export function exchange(steps: number, computeNs = 1_000_000, bytes = 4000): readonly (readonly Operation[])[] {
  return [0, 1].map((rank): readonly Operation[] => [{
    op: 'loop', count: steps,
    body: [{ op: 'compute', ns: computeNs }, { op: 'isend', to: 1 - rank, bytes, tag: 0 }, { op: 'receive', from: 1 - rank, bytes, tag: 0 }, { op: 'waitall' }],
  }]);
}

/** A run with a manager: by default two VMs on hosts 0 and 1 that exchange messages for 100 ms, a third host, and a channel of 1 GB/s of its own. */
export function managedRun(parts: ManagedParts = {}): RunInput {
  const ranks = parts.ranks ?? exchange(100);
  const input = runInput({ model: movable(), ...parts, ranks });
  const vms = input.places.reduce((most, { vm }) => Math.max(most, vm + 1), 0);
  const memory = parts.memory ?? idle;
  const settings: ManagerSettings = {
    migration: { link: 'separate', channel: 'tcp', bitsPerSecond: 8e9, setupNs: 1_000_000, downtimeLimitNs: 1_000_000, maxRounds: 30, onNonConvergence: 'stop', ...parts.migrationSettings },
    snapshot: { mode: 'stop', storageBytesPerSecond: 1e10, ...parts.snapshot },
    recovery: { kind: 'reactive', detectNs: 2_000_000, restartNs: 5_000_000, ...parts.recovery },
    ...(parts.balance === undefined ? {} : { balance: parts.balance }),
  };
  return {
    ...input, hosts: parts.hosts ?? 3, events: parts.events ?? [],
    manager: { settings, memory: Array.isArray(memory) ? memory : Array.from({ length: vms }, () => memory as VmMemory), fallbacks: parts.fallbacks ?? [] },
  };
}

/** Result and incidents of one kind. */
export function incidentsFor<K extends Incident['kind']>(input: RunInput, kind: K): { readonly result: RunResult; readonly incidents: readonly (Incident & { readonly kind: K })[] } {
  const result = resultFor(input);
  return { result, incidents: (result.incidents ?? []).filter((incident): incident is Incident & { readonly kind: K } => incident.kind === kind) };
}

/** Phases as `name length`, in ns. */
export function lengths({ phases }: Incident): Readonly<Record<string, number>> {
  return Object.fromEntries(phases.map(({ name, fromNs, toNs }) => [name, toNs - fromNs]));
}
