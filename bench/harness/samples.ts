import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, type ConfigSchema, type PathModel, type Platform } from '@doorbell/sdk';
import type { Experiment, PathRequest, ResolvedPath, RunInput, Workload } from '../../main/core/contract/index.ts';
import { parseExperiment } from '../../main/core/experiment/index.ts';
import { expand, overPaths, pathRequests } from '../../main/core/plan/index.ts';
import doubleBypass from '../../plugins/double-bypass/index.ts';
import { schema as doubleBypassSchema } from '../../plugins/double-bypass/schema.ts';
import interVmShm from '../../plugins/inter-vm-shm/index.ts';
import { schema as interVmShmSchema } from '../../plugins/inter-vm-shm/schema.ts';
import native from '../../plugins/native/index.ts';
import { schema as nativeSchema } from '../../plugins/native/schema.ts';
import passthrough from '../../plugins/passthrough/index.ts';
import { schema as passthroughSchema } from '../../plugins/passthrough/schema.ts';
import srIov from '../../plugins/sr-iov/index.ts';
import { schema as srIovSchema } from '../../plugins/sr-iov/schema.ts';
import vfioBypass from '../../plugins/vfio-bypass/index.ts';
import { schema as vfioBypassSchema } from '../../plugins/vfio-bypass/schema.ts';
import vrdma from '../../plugins/vrdma/index.ts';
import { schema as vrdmaSchema } from '../../plugins/vrdma/schema.ts';
import xenBridged from '../../plugins/xen-bridged/index.ts';
import { schema as xenBridgedSchema } from '../../plugins/xen-bridged/schema.ts';
import virtioNet from '../../plugins/virtio-net/index.ts';
import { schema as virtioNetSchema } from '../../plugins/virtio-net/schema.ts';
import xenMp from '../../plugins/xen-mp/index.ts';
import { schema as xenMpSchema } from '../../plugins/xen-mp/schema.ts';

const paths: Readonly<Record<string, readonly [path: { describe(config: never, platform: Platform): PathModel }, schema: ConfigSchema]>> = {
  native: [native, nativeSchema], 'xen-bridged': [xenBridged, xenBridgedSchema], 'sr-iov': [srIov, srIovSchema], 'vfio-bypass': [vfioBypass, vfioBypassSchema],
  'double-bypass': [doubleBypass, doubleBypassSchema], vrdma: [vrdma, vrdmaSchema],
  passthrough: [passthrough, passthroughSchema], 'xen-mp': [xenMp, xenMpSchema], 'virtio-net': [virtioNet, virtioNetSchema], 'inter-vm-shm': [interVmShm, interVmShmSchema],
};

/** Answers requests for built-in paths without a sandbox. */
export function resolvePaths(requests: readonly PathRequest[]): readonly ResolvedPath[] {
  return requests.map(({ key, choice, platform }) => {
    const [path, schema] = paths[choice.id];
    return { key, model: path.describe({ ...configDefaults(schema), ...choice.config } as never, platform), plugin: { id: choice.id, version: '0.0.0', sha256: '0'.repeat(64) } };
  });
}

/** The document of a sample in experiments/. */
export function sample(name: string): Experiment {
  const { experiment } = parseExperiment(readFileSync(resolve(import.meta.dirname, `../../experiments/${name}.yaml`), 'utf8'));
  if (experiment === undefined) throw new Error(`The sample ${name} has errors.`);
  return experiment;
}

/** A document with other axes, workload and replicates. */
export function changed(experiment: Experiment, axes: Experiment['sweep']['axes'], workload: Partial<Workload>, replicates = 1): Experiment {
  return {
    ...experiment, replicates, sweep: { axes },
    jobs: experiment.jobs.map((job) => ({ ...job, workload: { ...job.workload, ...workload } as Workload })),
  };
}

/** Every run of a document over built-in paths. */
export function entriesOf(experiment: Experiment): readonly { readonly input: RunInput }[] {
  return expand(experiment, resolvePaths(pathRequests(experiment))).entries.map(({ input }) => ({ input: overPaths(input) }));
}
