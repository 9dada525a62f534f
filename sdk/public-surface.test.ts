import { describe, expect, expectTypeOf, it } from 'vitest';
import * as sdk from './index.ts';
import type { Executor, StageKind } from './index.ts';
import * as testKit from './test-kit/index.ts';

describe('the public surface', () => {
  it('only grows: what is taken away or renamed here breaks the plugins of others', () => {
    expect(Object.keys(sdk).toSorted()).toEqual([
      'byteTimeNs', 'checkManifest', 'checkPathModel', 'configDefaults', 'configOrigins', 'costOf', 'defineDataPath',
      'ethernetFrameBytes', 'ethernetMinimumBytes', 'executors', 'goodputCeiling', 'maximumModelBytes', 'maximumPassedStages', 'maximumStages', 'pageBytes', 'proposalProblem', 'proposals',
      'rawProtocol', 'resolveConfig', 'sdkRangeProblem', 'sdkVersion', 'tcpHeaderBytes', 'tcpProtocol', 'tcpReceive', 'tcpSend',
      'unloadedLatency', 'verbsPipelines', 'wireResources', 'wireStages',
    ]);
    expect(Object.keys(testKit).toSorted()).toEqual(['conformance', 'readmeHeadings', 'testPlatforms']);
  });

  it('keeps the closed sets closed', () => {
    expectTypeOf<StageKind>().toEqualTypeOf<'serve' | 'delay' | 'split' | 'merge' | 'batch' | 'notify' | 'ring' | 'release' | 'steer' | 'cache' | 'choose'>();
    expectTypeOf<Executor>().toEqualTypeOf<'guest-user' | 'guest-kernel' | 'hypervisor' | 'driver-domain' | 'device' | 'wire'>();
    expectTypeOf<(typeof sdk.executors)[number]>().toEqualTypeOf<Executor>();
  });
});
