import type { Platform, Preset } from '@doorbell/sdk';
import { writeQuantity, type DocumentValue, type FieldEdit, type FieldPath } from '../../main/core/experiment/index.ts';
import { fieldAt } from './edit-document.ts';

/** A choice of a data path as the author wrote it, and where. */
export interface WrittenChoice {
  readonly at: FieldPath;
  /** In words, such as `Sweep, value 2, same host`. */
  readonly where: string;
  readonly id: string;
  readonly preset?: string;
  readonly config: Readonly<Record<string, DocumentValue>>;
}

type Fields = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const relationWords = { sameVm: 'same VM', sameHost: 'same host', otherHost: 'other host' } as const;

/** Rules in the text: a map that names relations instead of one path. */
export function isWrittenRules(raw: unknown): raw is Fields {
  return isMap(raw) && !('id' in raw) && ['sameVm', 'sameHost', 'otherHost', 'exceptions'].some((field) => field in raw);
}

function choicesOfValue(raw: unknown, at: FieldPath, where: string): readonly WrittenChoice[] {
  if (typeof raw === 'string') return [{ at, where, id: raw, config: {} }];
  if (!isMap(raw)) return [];
  if (isWrittenRules(raw)) {
    const relations = (['otherHost', 'sameHost', 'sameVm'] as const).flatMap((relation) => choicesOfValue(raw[relation], [...at, relation], `${where}, ${relationWords[relation]}`));
    const exceptions = Array.isArray(raw['exceptions']) ? (raw['exceptions'] as readonly unknown[]) : [];
    return [...relations, ...exceptions.flatMap((entry, index) => {
      const vms = fieldAt(entry, ['vms']);
      return choicesOfValue(fieldAt(entry, ['path']), [...at, 'exceptions', index, 'path'], `${where}, VMs ${Array.isArray(vms) ? vms.join(' and ') : '?'}`);
    })];
  }
  const { id, preset, config } = raw;
  if (typeof id !== 'string') return [];
  return [{ at, where, id, ...(typeof preset === 'string' ? { preset } : {}), config: isMap(config) ? (config as Readonly<Record<string, DocumentValue>>) : {} }];
}

/** Every choice of a path that the text has: the sweep's values, extra points, and the jobs' rules. */
export function choicesIn(fields: unknown): readonly WrittenChoice[] {
  const axis = fieldAt(fields, ['sweep', 'axes', 'path']);
  const also = fieldAt(fields, ['sweep', 'also']);
  const swept = Array.isArray(axis)
    ? (axis as readonly unknown[]).flatMap((raw, index) => choicesOfValue(raw, ['sweep', 'axes', 'path', index], `Sweep, value ${index + 1}`))
    : choicesOfValue(axis, ['sweep', 'axes', 'path'], 'Sweep');
  const extra = Array.isArray(also) ? (also as readonly unknown[]).flatMap((point, index) => choicesOfValue(fieldAt(point, ['path']), ['sweep', 'also', index, 'path'], `Extra point ${index + 1}`)) : [];
  const jobs = fieldAt(fields, ['jobs']);
  const several = Array.isArray(jobs) && jobs.length > 1;
  const job = (Array.isArray(jobs) ? (jobs as readonly unknown[]) : []).flatMap((each, index) => choicesOfValue(fieldAt(each, ['paths']), ['jobs', index, 'paths'], several ? `Job ${String(fieldAt(each, ['id']) ?? 'job')}` : 'Job'));
  // Where the path is swept, the jobs' own rules hold inside a VM and for exceptions.
  const used = axis === undefined ? job : job.filter(({ at }) => at.includes('sameVm') || at.includes('exceptions'));
  return [...swept, ...extra, ...used];
}

/** What a choice is written as: the bare id where nothing else is said. */
export function choiceValue({ id, preset, config }: Pick<WrittenChoice, 'id' | 'preset' | 'config'>): DocumentValue {
  if (preset === undefined && Object.keys(config).length === 0) return id;
  return { id, ...(preset === undefined ? {} : { preset }), ...(Object.keys(config).length === 0 ? {} : { config }) };
}

/** Sets one option of a choice, or takes it back where `value` is undefined, touching as little of the text as can be. */
export function optionEdits(fields: unknown, choice: WrittenChoice, name: string, value: DocumentValue | undefined): readonly FieldEdit[] {
  const { at, config } = choice;
  const { [name]: before, ...others } = config;
  if (value === undefined && before === undefined) return [];
  if (!isMap(fieldAt(fields, at))) return [{ kind: 'set', path: at, value: choiceValue({ ...choice, config: value === undefined ? others : { ...config, [name]: value } }) }];
  if (value !== undefined) return [{ kind: 'set', path: [...at, 'config', name], value }];
  if (Object.keys(others).length > 0) return [{ kind: 'remove', path: [...at, 'config', name] }];
  return choice.preset === undefined ? [{ kind: 'set', path: at, value: choice.id }] : [{ kind: 'remove', path: [...at, 'config'] }];
}

/** Takes a preset for a choice, or none; options that the choice sets itself stay, and win over the preset. */
export function presetEdits(fields: unknown, choice: WrittenChoice, preset: string | undefined): readonly FieldEdit[] {
  const { at, config } = choice;
  if (!isMap(fieldAt(fields, at))) return [{ kind: 'set', path: at, value: choiceValue({ ...choice, preset }) }];
  if (preset !== undefined) return [{ kind: 'set', path: [...at, 'preset'], value: preset }];
  return Object.keys(config).length === 0 ? [{ kind: 'set', path: at, value: choice.id }] : [{ kind: 'remove', path: [...at, 'preset'] }];
}

/** The hardware of a preset's testbed in place of the document's, field by field. What a testbed does not speak of stays. */
export function hardwareEdits(fields: unknown, { host, nic, network }: Platform): readonly FieldEdit[] {
  const set = (path: FieldPath, value: DocumentValue): FieldEdit => ({ kind: 'set', path: ['cluster', ...path], value });
  const gone = (['hostsPerLeaf', 'uplinksPerLeaf', 'oversubscription', 'uplinkBitsPerSecond', 'routing'] as const)
    .filter((field) => network.kind !== 'fat-tree' && fieldAt(fields, ['cluster', 'network', field]) !== undefined);
  return [
    set(['host', 'cores'], host.cores), set(['host', 'coreHz'], writeQuantity(host.coreHz, 'hertz')),
    set(['nic', 'model'], nic.model), set(['nic', 'linkBitsPerSecond'], writeQuantity(nic.linkBitsPerSecond, 'bitsPerSecond')), set(['nic', 'mtuBytes'], writeQuantity(nic.mtuBytes, 'bytes')),
    set(['nic', 'gsoBytes'], writeQuantity(nic.gsoBytes, 'bytes')), set(['nic', 'functions'], nic.functions), set(['nic', 'offloads'], [...nic.offloads]),
    ...gone.map((field): FieldEdit => ({ kind: 'remove', path: ['cluster', 'network', field] })),
    set(['network', 'kind'], network.kind), set(['network', 'propagationNs'], writeQuantity(network.propagationNs, 'nanoseconds')), set(['network', 'switchNs'], writeQuantity(network.switchNs, 'nanoseconds')),
    ...(network.kind === 'fat-tree' ? [
      ...(network.hostsPerLeaf === undefined ? [] : [set(['network', 'hostsPerLeaf'], network.hostsPerLeaf)]), ...(network.uplinksPerLeaf === undefined ? [] : [set(['network', 'uplinksPerLeaf'], network.uplinksPerLeaf)]),
      ...(network.uplinkBitsPerSecond === undefined ? [] : [set(['network', 'uplinkBitsPerSecond'], writeQuantity(network.uplinkBitsPerSecond, 'bitsPerSecond'))]), ...(network.routing === undefined ? [] : [set(['network', 'routing'], network.routing)]),
    ] : []),
  ];
}

/** Presets of a path that no value of the sweep has yet; undefined stands for its defaults. */
export function freeVariants(presets: readonly Preset[], choices: readonly WrittenChoice[]): readonly (Preset | undefined)[] {
  const taken = choices.filter(({ at, config }) => at[0] === 'sweep' && at.length <= 4 && Object.keys(config).length === 0).map(({ preset }) => preset);
  return [undefined, ...presets].filter((preset) => !taken.includes(preset?.id));
}
