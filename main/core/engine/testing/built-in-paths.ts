import { configDefaults, type ConfigSchema, type PathModel, type Platform } from '@doorbell/sdk';
import doubleBypass from '../../../../plugins/double-bypass/index.ts';
import { schema as doubleBypassSchema } from '../../../../plugins/double-bypass/schema.ts';
import native from '../../../../plugins/native/index.ts';
import { schema as nativeSchema } from '../../../../plugins/native/schema.ts';
import passthrough from '../../../../plugins/passthrough/index.ts';
import { schema as passthroughSchema } from '../../../../plugins/passthrough/schema.ts';
import srIov from '../../../../plugins/sr-iov/index.ts';
import { schema as srIovSchema } from '../../../../plugins/sr-iov/schema.ts';
import vfioBypass from '../../../../plugins/vfio-bypass/index.ts';
import { schema as vfioBypassSchema } from '../../../../plugins/vfio-bypass/schema.ts';
import xenBridged from '../../../../plugins/xen-bridged/index.ts';
import { schema as xenBridgedSchema } from '../../../../plugins/xen-bridged/schema.ts';
import type { PathRequest, ResolvedPath } from '../../contract/index.ts';

/** The built-in paths by id, each with the schema that has its defaults. */
const builtIn: Readonly<Record<string, readonly [path: { describe(config: never, platform: Platform): PathModel }, schema: ConfigSchema]>> = {
  native: [native, nativeSchema], 'xen-bridged': [xenBridged, xenBridgedSchema], 'sr-iov': [srIov, srIovSchema], 'vfio-bypass': [vfioBypass, vfioBypassSchema],
  passthrough: [passthrough, passthroughSchema],
  'double-bypass': [doubleBypass, doubleBypassSchema],
};

/** Ids of the built-in paths. */
export const builtInPaths: readonly string[] = Object.keys(builtIn);

/** Model of a built-in path; what `config` does not say has its default. */
export function builtInModel(id: string, platform: Platform, config: Readonly<Record<string, unknown>> = {}): PathModel {
  const [path, schema] = builtIn[id];
  return path.describe({ ...configDefaults(schema), ...config } as never, platform);
}

/** Answers requests for built-in paths without presets, as the catalogue does. */
export function resolveBuiltIn(requests: readonly PathRequest[]): readonly ResolvedPath[] {
  return requests.map(({ key, choice, platform }) => ({
    key, model: builtInModel(choice.id, platform, choice.config), plugin: { id: choice.id, version: '1.0.0', sha256: '0'.repeat(64) },
  }));
}
