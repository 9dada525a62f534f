import { unloadedLatency, type Cost, type PathModel, type Pipelines, type Platform, type Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { builtInModel } from './testing/built-in-paths.ts';
import { resultFor } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { randomModel } from './testing/random-model.ts';
import { onCores, runInput, type NetworkedModel } from './testing/run-input.ts';

/** Paths whose costs do not depend on who was awake or had the core before. */
const lonely = randomModel({ moody: false, batches: true, driver: true, tandem: false }).map((model): NetworkedModel => ({
  ...model, protocol: { ...model.protocol, eagerLimitBytes: 1e9 },
  ...(model.driverDomain === undefined ? {} : { driverDomain: { ...model.driverDomain, switchNs: 0 } }),
}));

/** Latency of one message that nothing disturbs, sent when all have been idle for long. */
function latency(model: PathModel, bytes: number): number {
  const ranks: Operation[][] = [[{ op: 'compute', ns: 1e6 }, { op: 'send', to: 1, bytes, tag: 0 }], [{ op: 'receive', from: 0, bytes, tag: 0 }]];
  return resultFor(runInput({ ranks, model, layer: 'raw', cores: 4 })).messages[0].maxNs;
}

describe('a single message', () => {
  test('of one segment takes what the arithmetic over its pipeline says', () => {
    fc.assert(fc.property(lonely, fc.double({ min: 0, max: 1, noNaN: true }), (model, part) => {
      const bytes = Math.floor(part * model.protocol.segmentBytes);
      const { totalNs, stages } = unloadedLatency(model, 'otherHost', bytes);
      expect(Math.abs(latency(model, bytes) - totalNs)).toBeLessThanOrEqual(stages.length / 128);
    }), seeded(300));
  });

  test('of many segments is not through before all of its bytes have passed every server, one after the other', () => {
    let several = 0;
    fc.assert(fc.property(lonely, fc.integer({ min: 300, max: 3000 }), (model, segmentBytes) => {
      const narrow = { ...model, protocol: { ...model.protocol, segmentBytes } };
      const { stages } = unloadedLatency(narrow, 'otherHost', 9000);
      const serial = new Set([...narrow.otherHost.send, ...narrow.otherHost.receive].filter((stage) => stage.kind === 'serve'
        && ((stage.resources ?? []).length === 0 ? stage.executor !== 'device' : (stage.resources ?? []).some((id) => (model.resources.find((resource) => resource.id === id)?.servers ?? 1) === 1))).map((stage) => stage.id));
      const took = latency(narrow, 9000);
      for (const { id, ns } of stages) if (serial.has(id)) expect(took).toBeGreaterThanOrEqual(ns - 1);
      if (narrow.otherHost.send.some((stage) => serial.has(stage.id) && stage.executor === 'device')) several++;
    }), seeded(1500));
    expect(several).toBeGreaterThan(100);
  });

  test('of one segment is never slower for a faster stage', () => {
    fc.assert(fc.property(lonely, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (model, which, factor) => {
      const faster = speedUp(model, which, factor);
      expect(latency(faster, 250)).toBeLessThanOrEqual(latency(model, 250));
    }), seeded(200));
  });

  test('of many segments is never slower for a faster stage where each stage has servers of its own', () => {
    fc.assert(fc.property(randomModel({ moody: false, driver: false, tandem: true }), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (model, which, factor) => {
      const faster = speedUp(model, which, factor);
      // Every stage of every segment is rounded once.
      const slack = 9 * (model.otherHost.send.length + model.otherHost.receive.length) / 64;
      expect(latency(faster, 8000)).toBeLessThanOrEqual(latency(model, 8000) + slack);
    }), seeded(150));
  });
});

function scaled(cost: Cost, factor: number): Cost {
  if ('table' in cost) return { ...cost, table: cost.table.map(([bytes, ns]) => [bytes, ns * factor] as const) };
  const { fixedNs = 0, perUnitNs = 0, perPageNs = 0, perByteNs = 0 } = cost;
  return { ...cost, fixedNs: fixedNs * factor, perUnitNs: perUnitNs * factor, perPageNs: perPageNs * factor, perByteNs: perByteNs * factor };
}

function mapStages<Model extends PathModel>(model: Model, change: (stage: Stage, index: number) => Stage): Model {
  let index = 0;
  const all = (stages: readonly Stage[]): Stage[] => stages.map((stage) => change(stage, index++));
  const pipelines = ({ send, receive, complete = [] }: Pipelines): Pipelines => ({ send: all(send), receive: all(receive), complete: all(complete) });
  const otherHost = model.otherHost === undefined ? undefined : pipelines(model.otherHost);
  if (model.sameHost === undefined) return { ...model, otherHost };
  return { ...model, otherHost, sameHost: model.sameHost === model.otherHost ? otherHost : pipelines(model.sameHost) };
}

function speedUp(model: NetworkedModel, which: number, factor: number): NetworkedModel {
  const { send, receive, complete = [] } = model.otherHost;
  const chosen = which % (send.length + receive.length + complete.length);
  return mapStages(model, (stage, i) => (i === chosen && (stage.kind === 'serve' || stage.kind === 'delay') ? { ...stage, cost: scaled(stage.cost, factor) } : stage));
}

/** The same path simulated in segments half as large: two of them cost what one did. */
function halved(model: PathModel): PathModel {
  const half = mapStages(model, (stage) => {
    if (stage.kind === 'ring') return { ...stage, slots: stage.slots * 2 };
    if ((stage.kind !== 'serve' && stage.kind !== 'delay') || 'table' in stage.cost || (stage.cost.unit ?? 'segment') !== 'segment') return stage;
    return { ...stage, cost: { ...stage.cost, perUnitNs: (stage.cost.perUnitNs ?? 0) / 2 } };
  });
  return { ...half, protocol: { ...half.protocol, segmentBytes: half.protocol.segmentBytes / 2, windowSegments: half.protocol.windowSegments * 2 } };
}

describe('segments half as large', () => {
  const platform: Platform = {
    host: { cores: 8, coreHz: 2e9 },
    nic: { model: 'test', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['checksum', 'tso'] },
    network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
  };
  const bytes = 1 << 24;

  test.each(['native', 'xen-bridged', 'sr-iov', 'vfio-bypass'])('move the results of %s by less than 1 %', (id) => {
    const model = builtInModel(id, platform);
    const pairs = [[{ op: 'loop', count: 3, body: [{ op: 'send', to: 1, bytes, tag: 0 }, { op: 'receive', from: 1, bytes, tag: 0 }] }], [{ op: 'loop', count: 3, body: [{ op: 'receive', from: 0, bytes, tag: 0 }, { op: 'send', to: 0, bytes, tag: 0 }] }]] as const;
    const time = (m: PathModel): number => resultFor(runInput({ ranks: pairs, model: m, cores: 8, places: [...onCores(0), { host: 1, vm: 1, core: 0 }] })).metrics.executionTime.value;
    expect(Math.abs(time(halved(model)) / time(model) - 1)).toBeLessThan(0.01);
  });

  test('move the results of random exchanges over built-in paths by less than 1 %', () => {
    const exchange = fc.record({
      id: fc.constantFrom('native', 'xen-bridged', 'sr-iov', 'vfio-bypass'), size: fc.integer({ min: 1 << 22, max: 1 << 24 }),
      hosts: fc.array(fc.nat({ max: 1 }), { minLength: 2, maxLength: 4 }), rounds: fc.integer({ min: 1, max: 2 }), computeNs: fc.nat({ max: 2e6 }),
    });
    fc.assert(fc.property(exchange, ({ id, size, hosts, rounds, computeNs }) => {
      const ranks = hosts.map((_, r): Operation[] => [{
        op: 'loop', count: rounds, body: [
          { op: 'isend', to: (r + 1) % hosts.length, bytes: size, tag: 0 }, { op: 'ireceive', from: (r + hosts.length - 1) % hosts.length, bytes: size, tag: 0 }, { op: 'waitall' }, { op: 'compute', ns: computeNs },
        ],
      }]);
      const model = builtInModel(id, platform);
      const places = hosts.map((host, r) => ({ host, vm: model.guest === 'vm' ? host * 4 + r : host, core: r * 2 }));
      const time = (m: PathModel): number => resultFor(runInput({ ranks, model: m, cores: 8, places })).metrics.executionTime.value;
      expect(Math.abs(time(halved(model)) / time(model) - 1)).toBeLessThan(0.01);
    }), seeded(40));
  });
});
