import { describe, expect, expectTypeOf, it } from 'vitest';
import * as sdk from './index.ts';
import type { Cost, DataPath, Executor, PathModel, Pipelines, Platform, Stage, StageKind } from './index.ts';
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

  it('types a path by its configuration', () => {
    const path = sdk.defineDataPath<{ readonly pollNs: number }>({ id: 'sample', describe: () => { throw new Error('never called'); } });
    expectTypeOf(path).toEqualTypeOf<DataPath<{ readonly pollNs: number }>>();
    expectTypeOf(path.describe).parameters.toEqualTypeOf<[{ readonly pollNs: number }, Platform]>();
    expectTypeOf(path.describe).returns.toEqualTypeOf<PathModel>();
  });

  it('keeps the closed sets closed', () => {
    expectTypeOf<StageKind>().toEqualTypeOf<'serve' | 'delay' | 'split' | 'merge' | 'batch' | 'notify' | 'ring' | 'release' | 'steer' | 'cache' | 'choose'>();
    expectTypeOf<Executor>().toEqualTypeOf<'guest-user' | 'guest-kernel' | 'hypervisor' | 'driver-domain' | 'device' | 'wire'>();
    expectTypeOf<(typeof sdk.executors)[number]>().toEqualTypeOf<Executor>();
  });

  it('lets builders give what pipelines take', () => {
    expectTypeOf(sdk.wireStages).returns.toExtend<readonly Stage[]>();
    expectTypeOf(sdk.tcpSend).returns.toExtend<Stage>();
    expectTypeOf<{ send: Stage[]; receive: Stage[] }>().toExtend<Pipelines>();
    expectTypeOf<{ perByteNs: number }>().toExtend<Cost>();
    expectTypeOf<{ table: [number, number][] }>().toExtend<Cost>();
    expectTypeOf<{ perByteNs: string }>().not.toExtend<Cost>();
  });
});
