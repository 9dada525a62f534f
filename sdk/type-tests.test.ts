import { describe, expectTypeOf, it } from 'vitest';
import { defineDataPath } from './index.ts';
import type { configOrigins, tcpProtocol, wireResources, wireStages } from './index.ts';
import type {
  Capabilities, Cost, DataPath, Manifest, NotifyStage, PathModel, Pipelines, Platform, Preset, Protocol, RingStage, ServeStage, Stage, StageKind,
} from './index.ts';

interface Config { readonly sendNs: number; readonly mode: 'fast' | 'slow' }

describe('what authors write', () => {
  it('gives describe the configuration that was named', () => {
    const path = defineDataPath<Config>({
      id: 'sample',
      describe: (config, platform) => {
        expectTypeOf(config).toEqualTypeOf<Config>();
        expectTypeOf(platform).toEqualTypeOf<Platform>();
        return {} as PathModel;
      },
    });
    expectTypeOf(path).toEqualTypeOf<DataPath<Config>>();
    // @ts-expect-error: an option that the configuration does not have.
    defineDataPath<Config>({ id: 'sample', describe: ({ speed }) => ({ title: speed }) as unknown as PathModel });
    // @ts-expect-error: a model lacks all but its id.
    defineDataPath<Config>({ id: 'sample', describe: () => ({ id: 'sample' }) });
    // @ts-expect-error: describe answers at once, not later.
    defineDataPath<Config>({ id: 'sample', describe: async () => ({}) as PathModel });
  });

  it('tells stages apart by their kind', () => {
    const stage = {} as Stage;
    if (stage.kind === 'ring') expectTypeOf(stage).toEqualTypeOf<RingStage>();
    if (stage.kind === 'notify') expectTypeOf(stage).toEqualTypeOf<NotifyStage>();
    if (stage.kind === 'serve') expectTypeOf(stage.cost).toEqualTypeOf<Cost>();
    expectTypeOf<Extract<Stage, { readonly kind: 'serve' }>>().toEqualTypeOf<ServeStage>();
    expectTypeOf<Stage['kind']>().toEqualTypeOf<StageKind>();
  });

  const base = { id: 'a', title: 'A', executor: 'device' } as const;
  it('refuses stages that no engine knows', () => {
    const serve: Stage = { ...base, kind: 'serve', cost: { perByteNs: 1 }, resources: ['link'] };
    expectTypeOf(serve).toExtend<Stage>();
    // @ts-expect-error: no such kind.
    ({ ...base, kind: 'teleport' }) satisfies Stage;
    // @ts-expect-error: a serve has a cost.
    ({ ...base, kind: 'serve' }) satisfies Stage;
    // @ts-expect-error: a delay holds nothing.
    ({ ...base, kind: 'delay', cost: {}, resources: ['link'] }) satisfies Stage;
    // @ts-expect-error: no such executor.
    ({ ...base, executor: 'dom0', kind: 'delay', cost: {} }) satisfies Stage;
    // @ts-expect-error: a cost is a number of ns.
    ({ ...base, kind: 'delay', cost: { perByteNs: '1' } }) satisfies Stage;
    // @ts-expect-error: a unit is an operation, a segment or a frame.
    ({ ...base, kind: 'delay', cost: { perUnitNs: 1, unit: 'packet' } }) satisfies Stage;
    // @ts-expect-error: a full ring blocks, pauses, drops or answers rnr.
    ({ ...base, kind: 'ring', ring: 'a', scope: 'vm', slots: 1, onFull: 'explode' }) satisfies Stage;
    // @ts-expect-error: a notify has a target.
    ({ ...base, kind: 'notify', idleNs: 1 }) satisfies Stage;
    // @ts-expect-error: a row of a table is [bytes, ns].
    ({ ...base, kind: 'delay', cost: { table: [[0, 1, 2]] } }) satisfies Stage;
    // @ts-expect-error: `undefined`, not `null`.
    ({ ...base, kind: 'delay', cost: {}, side: null }) satisfies Stage;
  });

  it('takes lists that were written plainly, and gives none that can be changed', () => {
    expectTypeOf<{ send: Stage[]; receive: Stage[] }>().toExtend<Pipelines>();
    expectTypeOf<{ table: [number, number][] }>().toExtend<Cost>();
    const model = {} as PathModel;
    const change = (): void => {
      // @ts-expect-error: a model is not changed.
      model.title = 'Another';
      // @ts-expect-error: nor are its lists.
      model.resources[0] = { id: 'a', title: 'A', scope: 'nic' };
      // @ts-expect-error: nor is what describe is given.
      ({} as Platform).nic.mtuBytes = 1500;
      // @ts-expect-error: nor a manifest.
      ({} as Manifest).presets[0] = {} as Preset;
    };
    expectTypeOf(change).returns.toBeVoid();
  });

  it('lets a path stay on its host, and refuses what is half said', () => {
    expectTypeOf<PathModel['otherHost']>().toEqualTypeOf<Pipelines | undefined>();
    // @ts-expect-error: what is sent is received.
    ({ send: [] }) satisfies Pipelines;
    // @ts-expect-error: timeout has a timeout.
    ({ kind: 'timeout' }) satisfies Protocol['reliability'];
    // @ts-expect-error: no such claim.
    (['tls']) satisfies Capabilities['isolation'];
  });

  it('joins with the builders', () => {
    const platform = {} as Platform;
    expectTypeOf<Parameters<typeof tcpProtocol>>().toEqualTypeOf<[platform: Platform, overrides?: Partial<Protocol>]>();
    expectTypeOf<ReturnType<typeof wireStages>>().toEqualTypeOf<readonly Stage[]>();
    expectTypeOf<ReturnType<typeof wireResources>>().toEqualTypeOf<PathModel['resources']>();
    expectTypeOf<ReturnType<typeof configOrigins>>().toEqualTypeOf<PathModel['origins']>();
    expectTypeOf(platform).toEqualTypeOf<Platform>();
  });
});
