import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPathModel, maximumPassedStages, maximumStages } from './check-path-model.ts';
import { sampleModel } from '../testing/sample-model.ts';

interface Loose { [key: string]: Loose }

function checkAfter(change: (model: Loose) => void): ReturnType<typeof checkPathModel> {
  const model = structuredClone(sampleModel) as unknown as Loose;
  change(model);
  return checkPathModel(model);
}

/** The findings after a change to a copy of the sample, as text. */
function findingsAfter(change: (model: Loose) => void): readonly string[] {
  return checkAfter(change).map(({ severity, path, message, hint }) => `${severity} ${path}: ${message} ${hint ?? ''}`.trim());
}

const set = (path: string, value: unknown) => (model: Loose) => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = model;
  for (const key of keys) at = at[key];
  if (value === undefined) Reflect.deleteProperty(at, last);
  else (at as Record<string, unknown>)[last] = value;
};
const all = (...changes: readonly ((model: Loose) => void)[]) => (model: Loose) => changes.forEach((change) => change(model));
const stage = (extra: object) => ({ id: 'extra', title: 'Extra', executor: 'device', kind: 'delay', cost: {}, ...extra });
const add = (pipeline: string, extra: object) => (model: Loose) => {
  let at: unknown = model;
  for (const key of pipeline.split('.')) at = (at as Loose)[key];
  (at as object[]).push(stage(extra));
};
const hostOnly = all(set('guest', 'none'), set('sameHost', undefined));
const bypass = set('capabilities.osBypass', true);

describe('a correct model', () => {
  it('has no finding', () => {
    expect(checkPathModel(sampleModel)).toEqual([]);
  });
});

describe('every rule fires', () => {
  it.each<[string, (model: Loose) => void, string, string]>([
    // Form
    ['unknown key', set('protocol.windowSegment', 3), 'protocol.windowSegment', 'not known here'],
    ['missing key', set('protocol.segmentBytes', undefined), 'protocol.segmentBytes', 'missing'],
    ['later format', set('format', 2), 'format', 'not allowed'],
    ['id in capitals', set('id', 'Sample'), 'id', 'not an id'],
    ['stage id with a space', set('otherHost.send.0.id', 'tcp send'), 'otherHost.send[0].id', 'not an id'],
    ['empty title', set('otherHost.send.0.title', ' '), 'otherHost.send[0].title', 'empty'],
    ['unknown kind', set('otherHost.send.0.kind', 'teleport'), 'otherHost.send[0].kind', 'no kind of stage'],
    ['unknown executor', set('otherHost.send.0.executor', 'dom0'), 'otherHost.send[0].executor', 'not allowed'],
    ['negative cost', set('otherHost.send.0.cost.perByteNs', -1), 'otherHost.send[0].cost.perByteNs', 'too small'],
    ['cost that is no number', set('otherHost.send.0.cost.perByteNs', Number.NaN), 'otherHost.send[0].cost.perByteNs', 'Expected a number'],
    ['infinite cost', set('otherHost.send.0.cost.perByteNs', Number.POSITIVE_INFINITY), 'otherHost.send[0].cost.perByteNs', 'Expected a number'],
    ['cost per text', set('otherHost.send.0.cost.perByteNs', '0.5'), 'otherHost.send[0].cost.perByteNs', 'Expected a number'],
    ['jitter above 1', set('otherHost.send.0.cost.jitter', 1.5), 'otherHost.send[0].cost.jitter', 'too large'],
    ['half a server', set('resources.0.servers', 0.5), 'resources[0].servers', 'not a whole number'],
    ['no server', set('resources.0.servers', 0), 'resources[0].servers', 'too small'],
    ['no slots', set('otherHost.send.1.slots', 0), 'otherHost.send[1].slots', 'too small'],
    ['no window', set('protocol.windowSegments', 0), 'protocol.windowSegments', 'too small'],
    ['segments of nothing', set('protocol.segmentBytes', 0), 'protocol.segmentBytes', 'too small'],
    ['giant segments', set('protocol.segmentBytes', 2 ** 30), 'protocol.segmentBytes', 'too large'],
    ['no driver vCPU', set('driverDomain.vcpus', 0), 'driverDomain.vcpus', 'too small'],
    ['unknown reliability', set('protocol.reliability.kind', 'hope'), 'protocol.reliability.kind', 'not allowed'],
    ['table of one row', set('otherHost.send.3.cost.table', [[0, 1]]), 'otherHost.send[3].cost.table', 'at least 2'],
    ['table row of three', set('otherHost.send.3.cost.table', [[0, 1], [1, 2, 3]]), 'otherHost.send[3].cost.table[1]', 'row [bytes, ns]'],
    // Ids
    ['resource twice', set('resources.1.id', 'engine'), 'resources[1].id', 'Two resources'],
    ['stage twice', set('otherHost.send.3.id', 'tcp-send'), 'otherHost.send', 'two stages called "tcp-send"'],
    // Resources
    ['undeclared resource', set('otherHost.send.6.resources', ['motor']), 'otherHost.send[6].resources[0]', 'engine, link'],
    ['undeclared miss', set('otherHost.send.5.onMiss', 'motor'), 'otherHost.send[5].onMiss', 'not declared'],
    ['resource held twice', set('otherHost.send.6.resources', ['engine', 'engine']), 'otherHost.send[6].resources[1]', 'wait for itself'],
    ['unused resource', set('otherHost.send', [stage({ id: 'wire', executor: 'wire', kind: 'serve' })]), 'resources[0]', 'No stage uses'],
    ['device without resource', add('otherHost.send', { kind: 'serve' }), 'otherHost.send[9]', 'any number of segments at once'],
    ['cap without rate', set('resources.0.discipline', 'rate-cap'), 'resources[0].rateBytesPerSecond', 'needs its rate'],
    ['rate without cap', set('resources.0.rateBytesPerSecond', 1e9), 'resources[0].rateBytesPerSecond', 'discipline fifo'],
    // Domains
    ['no driver domain', set('driverDomain', undefined), 'otherHost.send[2]', 'declares none'],
    ['idle driver domain', all(set('otherHost.send.2.target', 'device'), set('otherHost.send.3.executor', 'device'), set('otherHost.send.4.executor', 'device'), set('sameHost.send.1.executor', 'hypervisor')), 'driverDomain', 'No stage uses'],
    ['isolation without domain', set('driverDomain', undefined), 'capabilities.isolation', 'there is none'],
    ['hypervisor without guest', hostOnly, 'otherHost.send[2].executor', 'live on the host'],
    ['vCPU without guest', all(hostOnly, set('otherHost.send.2.target', 'guest-vcpu')), 'otherHost.send[2].target', 'process'],
    ['VM pairs without guest', set('guest', 'none'), 'sameHost', 'no pairs of VMs'],
    ['guests without a way', set('sameHost', undefined), 'sameHost', 'no pipelines'],
    // Journeys
    ['nothing sends', set('sameHost.send', []), 'sameHost.send', 'No stage sends'],
    ['nothing receives', set('otherHost.receive', []), 'otherHost.receive', 'No stage receives'],
    ['never the wire', set('otherHost.send', [stage({})]), 'otherHost.send', 'never crosses the wire'],
    ['wire in the VM', add('sameVm.send', { executor: 'wire' }), 'sameVm.send[1]', 'one VM'],
    ['wire behind the wire', add('otherHost.receive', { executor: 'wire' }), 'otherHost.receive[3]', 'begins behind it'],
    ['one VM without receiver', set('sameVm.receive', []), 'sameVm.receive', 'No stage receives'],
    ['nowhere to go', all(set('otherHost', undefined), set('sameHost', undefined)), 'otherHost', 'leads nowhere'],
    // Servers
    ['a core that waits for its turn', all(set('resources.0.discipline', 'round-robin'), set('otherHost.send.0.resources', ['engine'])), 'otherHost.send[0].resources[0]', 'keeps a core while it waits'],
    ['a core and a device at one server', set('otherHost.send.0.resources', ['engine']), 'otherHost.send[0].resources[0]', 'on a core and by a device'],
    ['turns together with another server', all(set('resources.0.discipline', 'share'), set('otherHost.send.6.resources', ['engine', 'link'])), 'otherHost.send[6].resources[0]', 'together with another resource'],
    ['cutting through a rate cap', all(set('resources.0.discipline', 'rate-cap'), set('resources.0.rateBytesPerSecond', 1e9), set('otherHost.send.6.cutThrough', true)), 'otherHost.send[6].resources[0]', 'caps rates'],
    // Proposals
    ['an unstable part', set('sameHost.send.0.explain', 'The kernel copies.'), 'sameHost.send[0].explain', 'the proposal stage-explain@1'],
    // Costs
    ['falling table', set('otherHost.send.3.cost.table', [[0, 5], [10, 4]]), 'otherHost.send[3].cost.table[1][1]', 'falls from 5 to 4'],
    ['table out of order', set('otherHost.send.3.cost.table', [[10, 4], [10, 5]]), 'otherHost.send[3].cost.table[1][0]', 'above the row before'],
    ['branches out of order', set('otherHost.receive.0.branches.0.upToBytes', Number.MAX_SAFE_INTEGER), 'otherHost.receive[0].branches[1].upToBytes', 'branch before'],
    ['delay of the first segment', add('otherHost.receive', { cost: { fixedNs: 5 } }), 'otherHost.receive[3].cost.fixedNs', 'overtake'],
    ['sizes without branch', set('otherHost.receive.0.branches.1.upToBytes', 4096), 'otherHost.receive[0].branches', 'above 4096 bytes'],
    ['batch without time', set('otherHost.receive.1.timeoutNs', 0), 'otherHost.receive[1].timeoutNs', 'no meaning'],
    ['batch of one that counts', all(set('otherHost.receive.1.count', 1), set('otherHost.receive.1.since', 'last-batch')), 'otherHost.receive[1].since', 'no timeout is counted'],
    // Rings
    ['ring that never drains', set('otherHost.send.4', stage({})), 'otherHost.send', '"transmit" never drains'],
    ['release of nothing', set('otherHost.send.1', stage({})), 'otherHost.send', 'not taken before'],
    ['release for some sizes only', all(set('otherHost.send.4', stage({})), set('otherHost.receive.0.branches.0.stages.0', stage({ kind: 'release', ring: 'transmit', cost: undefined }))), 'otherHost.send', 'never drains'],
    ['two slots', set('otherHost.send.0', stage({ kind: 'ring', ring: 'transmit', scope: 'vm', slots: 16, onFull: 'block', cost: undefined })), 'otherHost.send', 'takes two slots'],
    ['two sizes of one ring', set('sameHost.send.1', stage({ kind: 'ring', ring: 'transmit', scope: 'vm', slots: 8, onFull: 'block', cost: undefined })), 'sameHost.send[1]', 'another scope, size'],
    ['rnr without retry', set('otherHost.send.1.onFull', 'rnr'), 'otherHost.send[1].onFull', 'tries again'],
    ['drop without retry', all(set('otherHost.send.1.onFull', 'drop'), set('protocol.reliability', { kind: 'none' })), 'otherHost.send[1].onFull', 'never arrive'],
    // Claims
    ['kernel despite OS bypass', bypass, 'otherHost.send[0]', 'claims OS bypass'],
    ['work despite hypervisor bypass', set('capabilities.hypervisorBypass', true), 'otherHost.send[3]', 'claims hypervisor bypass'],
    ['copies despite zero copy', set('capabilities.zeroCopy', true), 'otherHost.send[0].copies', 'claims zero copy'],
    ['steering not claimed', set('capabilities.steering', []), 'otherHost.send[5].by', 'steers by mac'],
    ['OS bypass not claimed', all(hostOnly, set('otherHost.send', [stage({ executor: 'wire' })]), set('otherHost.receive', [stage({})]), set('driverDomain', undefined)), 'capabilities.osBypass', 'not claimed'],
    ['hypervisor bypass not claimed', all(hostOnly, set('otherHost.send', [stage({ executor: 'wire' })])), 'capabilities.hypervisorBypass', 'not claimed'],
    ['zero copy not claimed', all(set('otherHost.send.0.copies', 0), set('otherHost.receive.2.copies', 0), set('sameHost.send.0.copies', 0), set('sameHost.receive.0.copies', 0)), 'capabilities.zeroCopy', 'not claimed'],
    // Sizes
    ['frame above the MTU', set('limits.mtuBytes', 1500), 'protocol.framePayloadBytes', 'above the path\'s MTU of 1500'],
    ['smallest above largest', set('protocol.minimumFrameBytes', 10000), 'protocol.minimumFrameBytes', 'larger than the largest'],
    ['eager above its memory', set('protocol.unexpectedBytes', 1024), 'protocol.eagerLimitBytes', '1024 bytes kept'],
    // Migration
    ['migration without model', set('migration', undefined), 'migration', 'nothing says what it costs'],
    ['model without migration', set('capabilities.liveMigration', 'unsupported'), 'migration', 'live migration is unsupported'],
    ['migration without guest', set('guest', 'none'), 'capabilities.liveMigration', 'no VM to migrate'],
    ['detached without fallback', set('capabilities.liveMigration', 'detach-reattach'), 'migration.fallbackPath', 'carry the traffic'],
    ['its own fallback', set('migration.fallbackPath', 'sample'), 'migration.fallbackPath', 'stand in for itself'],
    // Origins
    ['origin of nothing', set('origins.0.parameter', 'motor.perByteNs'), 'origins[0].parameter', 'called "motor"'],
    ['origin of a name misspelt', set('origins.0.parameter', 'protocl.windowSegments'), 'origins[0].parameter', 'did you mean "protocol"?'],
    ['origin of a field of the model', set('origins.0.parameter', 'driverDomain.vcpus'), 'origins[0].parameter', 'did you mean "driver-domain"?'],
    ['origin without field', set('origins.0.parameter', 'backend'), 'origins[0].parameter', 'which field'],
    ['origin twice', set('origins.1.parameter', 'backend.table'), 'origins[1].parameter', 'two origins'],
    ['published without source', set('origins.0.record', undefined), 'origins[0].record', 'needs its source'],
  ])('%s', (_, change, path, text) => {
    const hit = findingsAfter(change).filter((finding) => finding.includes(` ${path}: `));
    expect(hit.join('\n')).toContain(text);
    for (const { message, hint } of checkAfter(change)) expect(hint, message).toMatch(/^[A-Z].*\.$/s);
  });

  it('but not on an unstable part that the manifest declares', () => {
    const model = { ...sampleModel, sameVm: { send: [stage({ explain: 'What happens.', cost: { perUnitNs: 1 } })], receive: [stage({ cost: { perUnitNs: 1 } })] } };
    expect(checkPathModel(model, ['stage-explain@1'])).toEqual([]);
    expect(checkPathModel(model, ['stage-explain@2'])[0]?.message).toContain('does not declare');
  });

  it('but not on a path that never leaves its host', () => {
    const inside = all(set('otherHost', undefined), set('resources', []), set('origins', []), set('capabilities.steering', []));
    expect(findingsAfter(inside)).toEqual([]);
  });

  it('on too many stages', () => {
    const many = (count: number): object[] => Array.from({ length: count }, (_, index) => stage({ id: `extra-${index}` }));
    expect(findingsAfter((model) => (model.sameHost.send as unknown as object[]).push(...many(maximumPassedStages))).join()).toContain('A message passes');
    const branches = Array.from({ length: 6 }, (_, index) => ({ upToBytes: index < 5 ? 1000 * (index + 1) : Number.MAX_SAFE_INTEGER, stages: many(maximumStages / 6) }));
    expect(findingsAfter(add('sameHost.send', stage({ id: 'choose', kind: 'choose', cost: undefined, branches }))).join()).toContain('The model has');
    const wide = [10, 20, Number.MAX_SAFE_INTEGER].map((upToBytes) => ({ upToBytes, stages: many(25) }));
    expect(findingsAfter(add('sameHost.send', stage({ id: 'choose', kind: 'choose', cost: undefined, branches: wide }))).join()).toContain('in all its branches');
  });

  it('on choices nested too deep', () => {
    const nest = (depth: number): object => stage({ id: `choose-${depth}`, kind: 'choose', cost: undefined, branches: [{ upToBytes: Number.MAX_SAFE_INTEGER, stages: depth === 0 ? [] : [nest(depth - 1)] }] });
    expect(findingsAfter(add('otherHost.send', nest(3)))).toEqual([]);
    expect(findingsAfter(add('otherHost.send', nest(60))).join()).toContain('nested more than 4 deep');
  });

  it('on too much data', () => {
    expect(findingsAfter(set('title', 'x'.repeat(300_000)))).toEqual([expect.stringContaining('characters of JSON') as string]);
  });

  it('on what is no data at all', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    for (const value of [undefined, () => 1, cycle, 10n]) expect(checkPathModel(value)[0]?.message).toContain('not plain data');
    for (const value of [1, 'x', [], true]) expect(checkPathModel(value)[0]?.message).toContain('Expected an object');
  });
});

describe('whatever comes from a plugin', () => {
  it('never makes the check throw, and is never taken for a model', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(checkPathModel(value).some((finding) => finding.severity === 'error')).toBe(true);
    }), { seed: 20101, numRuns: 300 });
  });

  it('never makes the check throw when one place of a model is something else', () => {
    const places = leaves(sampleModel, []);
    fc.assert(fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
      const findings = findingsAfter(set(place.join('.'), value));
      expect(findings.length).toBeLessThanOrEqual(200);
    }), { seed: 20102, numRuns: 1000 });
  });

  it('misses nothing that a model must have', () => {
    const optional = /^(sameVm|driverDomain|migration)$|\.(unit|copies|controlBytes|side|resources|perSegmentNs|perByteNs|perUnitNs|fixedNs|jitter|record|cutThrough|table)$/;
    for (const place of leaves(sampleModel, []).map((keys) => keys.join('.'))) {
      // A list with an item less is another list, not a broken one.
      if (optional.test(place) || /\.\d+$/.test(place)) continue;
      expect(findingsAfter(set(place, undefined)).join('\n'), place).toContain('error');
    }
  });
});

/** The places of all values inside a value, objects and lists too. */
function leaves(value: unknown, at: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, each]) => leaves(each, [...at, key]));
  return at.length === 0 ? inner : [at, ...inner];
}
