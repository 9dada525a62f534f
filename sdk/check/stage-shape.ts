import { executors } from '../model/stage.ts';
import type { Stage, StageBase, StageKind } from '../model/stage.ts';
import type { LinearCost, TableCost } from '../model/cost.ts';
import { flag, id, integer, isRecord, list, number, object, oneOf, shapeOf, show, text } from './shape.ts';
import type { OptionalKeys, RequiredKeys, Shape } from './shape.ts';

/** An hour: no single cost of a message is longer. */
const longestNs = 3.6e12;
const ns = number(0, longestNs);
const bytes = integer(0);
const deepestChoice = 4;

/** What a resource or ring can belong to. */
export const scope = oneOf('rank', 'vm', 'function', 'nic', 'host', 'link', 'switch-port', 'uplink', 'downlink');
const steering = oneOf('mac', 'vntag', 'etag', 'vlan', 'ip', 'udp-port', 'ethertype');

const linearCost = shapeOf<LinearCost>({}, {
  fixedNs: ns, perUnitNs: ns, unit: oneOf('operation', 'segment', 'frame'), perPageNs: ns, perByteNs: ns, jitter: number(0, 1),
});
const tableRow: Shape = (value, path, report) => {
  if (!Array.isArray(value) || value.length !== 2) report(path, `Expected a row [bytes, ns], found ${show(value)}.`);
  else {
    bytes(value[0], `${path}[0]`, report);
    ns(value[1], `${path}[1]`, report);
  }
};
const tableCost = shapeOf<TableCost>({ table: list(tableRow, 2, 256) }, { jitter: number(0, 1) });

/** A linear cost or a table. */
export const cost: Shape = (value, path, report) => {
  (isRecord(value) && 'table' in value ? tableCost : linearCost)(value, path, report);
};

const base = { id, title: text(80), executor: oneOf(...executors) };
const baseOptional = { side: oneOf('sender', 'receiver'), copies: integer(0, 16), when: oneOf('other-leaf') };

const invalidate: Shape = (value, path, report) => {
  if (isRecord(value)) object({ every: integer(1) })(value, path, report);
  else oneOf('use', 'never')(value, path, report);
};

/** `choose` holds stages in its branches, so shapes are made for a depth. */
function stageAt(depth: number): Shape {
  const kinds: Readonly<Record<StageKind, Shape>> = {
    serve: kind<'serve'>({ cost }, { resources: list(id, 0, 8), cutThrough: flag, priority: integer(0, 7) }),
    delay: kind<'delay'>({ cost }),
    split: kind<'split'>({ bytes: integer(1) }),
    merge: kind<'merge'>({ bytes: integer(1) }),
    batch: kind<'batch'>({ count: integer(1, 65536), timeoutNs: ns }),
    notify: kind<'notify'>({ target: oneOf('process', 'guest-vcpu', 'driver-domain', 'device'), idleNs: ns }, { pollBudgetNs: ns }),
    ring: kind<'ring'>({ ring: id, scope, slots: integer(1, 1 << 24), onFull: oneOf('block', 'pause', 'drop', 'rnr') }),
    release: kind<'release'>({ ring: id }),
    steer: kind<'steer'>({ by: steering, direction: oneOf('send', 'receive'), where: oneOf('hardware', 'software'), onMiss: id }, { to: oneOf('function', 'process'), entries: integer(0, 1 << 20) }),
    cache: kind<'cache'>({ key: oneOf('page', 'region', 'connection', 'peer'), entries: integer(1), missNs: ns, invalidate }, { scope }),
    choose: depth >= deepestChoice ? tooDeep : kind<'choose'>({ branches: list(branchAt(depth + 1), 1, 16) }),
  };
  return (value, path, report) => {
    if (!isRecord(value)) report(path, `Expected a stage, found ${show(value)}.`);
    else if (typeof value.kind !== 'string' || !Object.hasOwn(kinds, value.kind)) {
      report(`${path}.kind`, `${show(value.kind)} is no kind of stage.`, `The kinds are ${Object.keys(kinds).join(', ')}.`);
    } else kinds[value.kind as StageKind](value, path, report);
  };
}

type Shapes<Keys extends string> = Readonly<Record<string, Shape>> & Readonly<Record<Exclude<Keys, keyof StageBase | 'kind'>, Shape>>;
type OfKind<K extends StageKind> = Extract<Stage, { readonly kind: K }>;

/** The shape of one kind: what all stages have, and its own. */
function kind<K extends StageKind>(required: Shapes<RequiredKeys<OfKind<K>>>, ...optional: OptionalShapes<OfKind<K>>): Shape {
  return object({ kind: text(), ...base, ...required }, { ...baseOptional, ...optional[0] });
}

type OptionalShapes<T> = Exclude<OptionalKeys<T>, keyof StageBase> extends never ? [] : [Shapes<OptionalKeys<T>>];

function branchAt(depth: number): Shape {
  // Made on first use: shapes of all depths at once would never end.
  return (value, path, report) => object({ upToBytes: bytes, stages: list(stageAt(depth), 0, 64) })(value, path, report);
}

const tooDeep: Shape = (_value, path, report) => {
  report(path, `Choices are nested more than ${deepestChoice} deep.`, 'Join them into one list of branches.');
};

/** Any stage. */
export const stage: Shape = stageAt(0);
