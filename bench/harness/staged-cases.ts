import { configDefaults, type ConfigSchema, type PathModel, type Platform } from '@doorbell/sdk';
import type { Program, RunInput } from '../../main/core/contract/index.ts';
import { engineVersion } from '../../main/core/engine/index.ts';
import { peerWorkloads } from '../../main/core/engine/loggops/testing/peer-workloads.ts';
import native from '../../plugins/native/index.ts';
import { schema as nativeSchema } from '../../plugins/native/schema.ts';
import srIov from '../../plugins/sr-iov/index.ts';
import { schema as srIovSchema } from '../../plugins/sr-iov/schema.ts';
import vfioBypass from '../../plugins/vfio-bypass/index.ts';
import { schema as vfioBypassSchema } from '../../plugins/vfio-bypass/schema.ts';
import xenBridged from '../../plugins/xen-bridged/index.ts';
import { schema as xenBridgedSchema } from '../../plugins/xen-bridged/schema.ts';
import { stagedProgram, torusProgram } from './staged-programs.ts';

/** One rank per host, a link of its own to a switch that does not block: the cluster on which the peers were measured. */
const platform: Platform = {
  host: { cores: 1, coreHz: 2e9 },
  nic: { model: 'neterion-x3110', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['checksum', 'tso'] },
  network: { kind: 'switch', propagationNs: 500, switchNs: 500 },
};

type Describe = { describe(config: never, platform: Platform): PathModel };
const paths: Readonly<Record<string, readonly [Describe, ConfigSchema]>> = {
  native: [native, nativeSchema], 'xen-bridged': [xenBridged, xenBridgedSchema], 'sr-iov': [srIov, srIovSchema], 'vfio-bypass': [vfioBypass, vfioBypassSchema],
};

/** A run of the staged engine by name: a workload of the peers, or the torus of `torus_64x32x32_100`. A `share` below 1 has fewer iterations. */
export function stagedCase(name: string, path: string, share: number): RunInput {
  const torus = /^torus_(\d+)x(\d+)x(\d+)_(\d+)$/.exec(name);
  if (torus !== null) {
    const [x, y, z, iterations] = torus.slice(1).map(Number);
    return inputOf(torusProgram(x, y, z, Math.ceil(iterations * share), 4096, 20_000), path);
  }
  const workload = peerWorkloads.find((other) => other.name === name);
  if (workload === undefined) throw new Error(`No workload is called ${name}. There are: ${peerWorkloads.map((other) => other.name).join(', ')}, and torus_XxYxZ_ITERATIONS.`);
  return inputOf(stagedProgram({ ...workload, iterations: Math.ceil(workload.iterations * share) }), path);
}

function inputOf(program: Program, path: string): RunInput {
  const [{ describe }, schema] = paths[path];
  const model = describe(configDefaults(schema) as never, platform);
  return {
    format: 1, engine: engineVersion, platform, hosts: program.ranks.length, places: program.ranks.map((_, host) => ({ host, vm: host, core: 0 })),
    models: { otherHost: model, sameHost: model },
    mpi: {
      sendOverheadNs: 150, receiveOverheadNs: 150, waiting: 'poll', wakeUpNs: 5000, progress: 'in-call',
      sharedMemory: { latencyNs: 300, bytesPerSecond: 8e9, eagerLimitBytes: 4096 },
    },
    program, noise: { compute: 0, startSkewNs: 0, service: 0 }, events: [], seed: 1, workloadKind: 'advection',
  };
}
