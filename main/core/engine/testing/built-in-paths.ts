import { resolveConfig, type Manifest, type PathModel, type Platform } from '@doorbell/sdk';
import doubleBypass from '../../../../plugins/double-bypass/index.ts';
import doubleBypassPackage from '../../../../plugins/double-bypass/package.json' with { type: 'json' };
import interVmShm from '../../../../plugins/inter-vm-shm/index.ts';
import interVmShmPackage from '../../../../plugins/inter-vm-shm/package.json' with { type: 'json' };
import native from '../../../../plugins/native/index.ts';
import nativePackage from '../../../../plugins/native/package.json' with { type: 'json' };
import passthrough from '../../../../plugins/passthrough/index.ts';
import passthroughPackage from '../../../../plugins/passthrough/package.json' with { type: 'json' };
import srIov from '../../../../plugins/sr-iov/index.ts';
import srIovPackage from '../../../../plugins/sr-iov/package.json' with { type: 'json' };
import vfioBypass from '../../../../plugins/vfio-bypass/index.ts';
import vfioBypassPackage from '../../../../plugins/vfio-bypass/package.json' with { type: 'json' };
import virtioNet from '../../../../plugins/virtio-net/index.ts';
import virtioNetPackage from '../../../../plugins/virtio-net/package.json' with { type: 'json' };
import vrdma from '../../../../plugins/vrdma/index.ts';
import vrdmaPackage from '../../../../plugins/vrdma/package.json' with { type: 'json' };
import xenBridged from '../../../../plugins/xen-bridged/index.ts';
import xenBridgedPackage from '../../../../plugins/xen-bridged/package.json' with { type: 'json' };
import xenMp from '../../../../plugins/xen-mp/index.ts';
import xenMpPackage from '../../../../plugins/xen-mp/package.json' with { type: 'json' };
import type { PathChoice, PathRequest, ResolvedPath } from '../../contract/index.ts';
import { fallbacksOf } from '../../plan/fallbacks.ts';

interface BuiltIn {
  readonly path: { describe(config: never, platform: Platform): PathModel };
  /** The package's `doorbell` block. */
  readonly manifest: Manifest;
}

const builtIn: Readonly<Record<string, BuiltIn>> = {
  native: of(native, nativePackage), 'xen-bridged': of(xenBridged, xenBridgedPackage), 'sr-iov': of(srIov, srIovPackage),
  'vfio-bypass': of(vfioBypass, vfioBypassPackage), passthrough: of(passthrough, passthroughPackage), 'xen-mp': of(xenMp, xenMpPackage),
  'inter-vm-shm': of(interVmShm, interVmShmPackage), 'double-bypass': of(doubleBypass, doubleBypassPackage), vrdma: of(vrdma, vrdmaPackage),
  'virtio-net': of(virtioNet, virtioNetPackage),
};

function of(path: BuiltIn['path'], packageJson: { readonly doorbell: unknown }): BuiltIn {
  return { path, manifest: packageJson.doorbell as Manifest };
}

/** Ids of the built-in paths. */
export const builtInPaths: readonly string[] = Object.keys(builtIn);

/** Manifest of a built-in path. */
export function builtInManifest(id: string): Manifest {
  return builtIn[id].manifest;
}

/** Model of a built-in path; what `config` and the preset do not say has its default. */
export function builtInModel(id: string, platform: Platform, config: Readonly<Record<string, unknown>> = {}, preset?: string): PathModel {
  const { path, manifest } = builtIn[id];
  const choice: Omit<PathChoice, 'id'> = preset === undefined ? { config } : { preset, config };
  const resolved = resolveConfig(manifest, choice);
  if (resolved.findings.length > 0) throw new Error(`${id}: ${JSON.stringify(resolved.findings)}`);
  return path.describe(resolved.config as never, platform);
}

/** Answers requests for built-in paths as the catalogue does, and what stands in for them while a VM moves. */
export function resolveBuiltIn(requests: readonly PathRequest[]): readonly ResolvedPath[] {
  const named = answer(requests);
  const known = fallbacksOf(requests, named).filter(({ choice: { id, preset } }) => preset === undefined || builtInManifest(id).presets.some((each) => each.id === preset));
  return [...named, ...answer(known)];
}

function answer(requests: readonly PathRequest[]): readonly ResolvedPath[] {
  return requests.map(({ key, choice, platform }) => ({
    key, model: builtInModel(choice.id, platform, choice.config, choice.preset), plugin: { id: choice.id, version: '1.0.0', sha256: '0'.repeat(64) },
  }));
}
