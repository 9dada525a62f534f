import { executors } from '../model/stage.ts';
import type { ChooseStage, Stage, StageBase, StageKind } from '../model/stage.ts';
import type { LinearCost, TableCost } from '../model/cost.ts';
import { either, list, named, object, tuple, variant } from './composite-shapes.ts';
import { shapeOf } from './shape-of.ts';
import type { OptionalKeys, RequiredKeys } from './shape-of.ts';
import { flag, id, integer, isRecord, number, oneOf, text } from './shape.ts';
import type { Shape } from './shape.ts';

/** An hour: no single cost of a message is longer. */
const longestNs = 3.6e12;
const ns = number(0, longestNs);
const bytes = integer(0);
const deepestChoice = 4;

/** What a resource or ring can belong to. */
export const scope = oneOf('rank', 'vm', 'function', 'nic', 'host', 'link', 'switch-port', 'uplink', 'downlink');
const steering = oneOf('mac', 'vntag', 'etag', 'vlan', 'ip', 'udp-port', 'ethertype');

const linearCost = shapeOf<LinearCost>('LinearCost', {}, {
  fixedNs: ns, perUnitNs: ns, unit: oneOf('operation', 'segment', 'frame'), perPageNs: ns, perByteNs: ns, jitter: number(0, 1),
});
const tableCost = shapeOf<TableCost>('TableCost', { table: list(tuple('[bytes, ns]', bytes, ns), 2, 256) }, { jitter: number(0, 1) });

/** A linear cost or a table. */
export const cost: Shape = either((value) => isRecord(value) && 'table' in value, tableCost, linearCost);

const base = { id, title: text(80), executor: oneOf(...executors) };
const baseOptional = { side: oneOf('sender', 'receiver'), copies: integer(0, 16), when: oneOf('other-leaf'), explain: text(400) };

const invalidate = either(isRecord, object({ every: integer(1) }), oneOf('use', 'never'));

const simpleKinds: Readonly<Record<Exclude<StageKind, 'choose'>, Shape>> = {
  serve: kind<'serve'>('serve', { cost }, { resources: list(id, 0, 8), cutThrough: flag, priority: integer(0, 7) }),
  delay: kind<'delay'>('delay', { cost }),
  split: kind<'split'>('split', { bytes: integer(1) }),
  merge: kind<'merge'>('merge', { bytes: integer(1) }),
  batch: kind<'batch'>('batch', { count: integer(1, 65536), timeoutNs: ns }, { since: oneOf('first', 'last-batch') }),
  notify: kind<'notify'>('notify', { target: oneOf('process', 'guest-vcpu', 'driver-domain', 'device'), idleNs: ns }, { pollBudgetNs: ns }),
  ring: kind<'ring'>('ring', { ring: id, scope, slots: integer(1, 1 << 24), onFull: oneOf('block', 'pause', 'drop', 'rnr') }),
  release: kind<'release'>('release', { ring: id }),
  steer: kind<'steer'>('steer', { by: steering, direction: oneOf('send', 'receive'), where: oneOf('hardware', 'software'), onMiss: id }, { to: oneOf('function', 'process'), entries: integer(0, 1 << 20) }),
  cache: kind<'cache'>('cache', { key: oneOf('page', 'region', 'connection', 'peer'), entries: integer(1), missNs: ns, invalidate }, { scope }),
};

/** `choose` holds stages in its branches, so shapes are made for a depth. */
function stageAt(depth: number): Shape {
  const words = { what: 'a stage', problem: 'no kind of stage' };
  return named(atDepth('Stage', depth), () => (depth >= deepestChoice
    ? variant('kind', simpleKinds, words, { choose: { message: `Choices are nested more than ${deepestChoice} deep.`, hint: 'Join them into one list of branches.' } })
    : variant('kind', { ...simpleKinds, choose: choiceAt(depth) }, words)));
}

function choiceAt(depth: number): Shape {
  const branch = object({ upToBytes: bytes, stages: list(stageAt(depth + 1), 0, 64) });
  const required: Shapes<RequiredKeys<ChooseStage>> = { branches: list(branch, 1, 16) };
  return namedKind(atDepth('ChooseStage', depth), 'choose', required);
}

function atDepth(name: string, depth: number): string {
  return depth === 0 ? name : `${name}.${depth + 1}`;
}

type Shapes<Keys extends string> = Readonly<Record<string, Shape>> & Readonly<Record<Exclude<Keys, keyof StageBase | 'kind'>, Shape>>;
type OfKind<K extends StageKind> = Extract<Stage, { readonly kind: K }>;
type OptionalShapes<T> = Exclude<OptionalKeys<T>, keyof StageBase> extends never ? [] : [Shapes<OptionalKeys<T>>];

/** The shape of one kind: what all stages have, and its own. */
function kind<K extends StageKind>(name: K, required: Shapes<RequiredKeys<OfKind<K>>>, ...optional: OptionalShapes<OfKind<K>>): Shape {
  return namedKind(`${name.charAt(0).toUpperCase()}${name.slice(1)}Stage`, name, required, optional[0]);
}

function namedKind(title: string, name: StageKind, required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape {
  return named(title, () => object({ kind: oneOf(name), ...base, ...required }, { ...baseOptional, ...optional }));
}

/** Any stage. */
export const stage: Shape = stageAt(0);
