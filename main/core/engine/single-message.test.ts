import { configDefaults, unloadedLatency } from '@doorbell/sdk';
import type { ConfigSchema, ConfigValues, PathModel, Platform } from '@doorbell/sdk';
import { describe, expect, it } from 'vitest';
import interVmShm from '../../../plugins/inter-vm-shm/index.ts';
import { schema as interVmShmSchema } from '../../../plugins/inter-vm-shm/schema.ts';
import native from '../../../plugins/native/index.ts';
import { schema as nativeSchema } from '../../../plugins/native/schema.ts';
import srIov from '../../../plugins/sr-iov/index.ts';
import { schema as srIovSchema } from '../../../plugins/sr-iov/schema.ts';
import vfioBypass from '../../../plugins/vfio-bypass/index.ts';
import { schema as vfioBypassSchema } from '../../../plugins/vfio-bypass/schema.ts';
import xenBridged from '../../../plugins/xen-bridged/index.ts';
import { schema as xenBridgedSchema } from '../../../plugins/xen-bridged/schema.ts';
import virtioNet from '../../../plugins/virtio-net/index.ts';
import { schema as virtioNetSchema } from '../../../plugins/virtio-net/schema.ts';
import xenMp from '../../../plugins/xen-mp/index.ts';
import { schema as xenMpSchema } from '../../../plugins/xen-mp/schema.ts';
import type { RunInput } from '../contract/index.ts';
import { createSimulation, engineVersion } from './index.ts';

const cabled: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'test', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['tso'] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};
const switched: Platform = { ...cabled, nic: { ...cabled.nic, mtuBytes: 1500 }, network: { kind: 'switch', propagationNs: 20, switchNs: 300 } };

/** A rank that polls is awake, so what would wake it costs nothing; the arithmetic wakes everybody once. */
const awake = { interruptNs: 0, eventToGuestNs: 0, wakeNs: 0, vcpuWakeNs: 0, processWakeNs: 0, switchNs: 0, contextSwitchNs: 0, eagerLimitBytes: 1 << 26 };

function modelOf(path: { describe(config: never, platform: Platform): PathModel }, schema: ConfigSchema, platform: Platform, change: ConfigValues = {}): PathModel {
  const known = Object.entries(awake).filter(([key]) => Object.hasOwn(schema.properties, key));
  const config: ConfigValues = { ...configDefaults(schema), ...Object.fromEntries(known), ...change };
  return path.describe(config as never, platform);
}

/** Latency of the only message of a run, ns. */
function simulate(model: PathModel, platform: Platform, relation: 'otherHost' | 'sameHost', bytes: number): number {
  const input: RunInput = {
    format: 1, engine: engineVersion, platform, hosts: 2,
    places: relation === 'otherHost' ? [{ host: 0, vm: 0, core: 0 }, { host: 1, vm: 1, core: 0 }] : [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 2 }],
    models: { sameHost: model, otherHost: model },
    mpi: {
      sendOverheadNs: 0, receiveOverheadNs: 0, waiting: 'poll', wakeUpNs: 0, progress: 'asynchronous',
      sharedMemory: { latencyNs: 500, bytesPerSecond: 1e9, eagerLimitBytes: 4096 },
    },
    program: { layer: 'raw', ranks: [[{ op: 'send', to: 1, bytes, tag: 0 }], [{ op: 'receive', from: 0, bytes, tag: 0 }]] },
    noise: { compute: 0, startSkewNs: 0, service: 0 }, events: [], seed: 1, workloadKind: 'ping-pong',
  };
  const simulation = createSimulation(input);
  while (!simulation.advance(100_000));
  const outcome = simulation.outcome();
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result.messages[0]?.meanNs ?? Number.NaN;
}

// Every stage rounds once, to 2^-6 ns.
const tolerance = 64 * 2 ** -7;

describe('one message alone takes what arithmetic over its pipeline says', () => {
  for (const [where, platform] of [['cable', cabled], ['switch', switched]] as const) {
    for (const [name, path, schema] of [
      ['native', native, nativeSchema], ['xen-bridged', xenBridged, xenBridgedSchema], ['sr-iov', srIov, srIovSchema], ['vfio-bypass', vfioBypass, vfioBypassSchema],
      ['xen-mp', xenMp, xenMpSchema], ['virtio-net', virtioNet, virtioNetSchema], ['inter-vm-shm', interVmShm, interVmShmSchema],
    ] as const) {
      const model = modelOf(path, schema, platform);
      for (const relation of ['otherHost', 'sameHost'] as const) {
        if (model[relation] === undefined) continue;
        const sizes = [0, 1, 46, 47, 1000, 1500, 9000, 65536].filter((bytes) => bytes <= model.protocol.segmentBytes);
        it.each(sizes)(`${name}, ${relation}, ${where}, %i B`, (bytes) => {
          const expected = unloadedLatency(model, relation, bytes).totalNs;
          expect(Math.abs(simulate(model, platform, relation, bytes) - expected)).toBeLessThanOrEqual(tolerance);
        });
      }
    }
  }

  // Of several segments the first passes the moderation at once, the others with the interrupt after it. Arithmetic wakes once, so no exits.
  it.each([[0, 3], [1, 3], [1448, 3], [1449, 0], [5 * 1448, 0], [16 * 1448, 0]])('sr-iov, moderated interrupts, %i B, %i exits for each', (bytes, exitsPerInterrupt) => {
    const model = modelOf(srIov, srIovSchema, { ...switched, nic: { ...switched.nic, gsoBytes: 1448 } }, { moderationNs: 125_000, exitsPerInterrupt });
    const expected = unloadedLatency(model, 'otherHost', bytes).totalNs;
    expect(Math.abs(simulate(model, switched, 'otherHost', bytes) - expected)).toBeLessThanOrEqual(tolerance);
  });

  it.each([65537, 131072, 1 << 20])('native, %i B in many segments', (bytes) => {
    const model = modelOf(native, nativeSchema, cabled);
    const expected = unloadedLatency(model, 'otherHost', bytes).totalNs;
    expect(Math.abs(simulate(model, cabled, 'otherHost', bytes) - expected)).toBeLessThanOrEqual(tolerance);
  });
});
