import { Document, isCollection, isScalar, visit } from 'yaml';
import type { AxisValue, Experiment, PathChoice, PathRules, Sweep } from '../contract/index.ts';
import { writeQuantity, type Dimension } from './quantity.ts';
import { axisValueKey } from './sweep-points.ts';

const dimensions: Readonly<Record<string, Dimension>> = {
  coreHz: 'hertz', linkBitsPerSecond: 'bitsPerSecond', mtuBytes: 'bytes', gsoBytes: 'bytes', propagationNs: 'nanoseconds', switchNs: 'nanoseconds',
  memoryMiB: 'mebibytes', sendBytes: 'bytes', bytesPerStream: 'bytes', computeNsPerCell: 'nanoseconds', sendOverheadNs: 'nanoseconds',
  receiveOverheadNs: 'nanoseconds', wakeUpNs: 'nanoseconds', eagerLimitBytes: 'bytes', latencyNs: 'nanoseconds', bytesPerSecond: 'bytesPerSecond',
  startSkewNs: 'nanoseconds', startNs: 'nanoseconds', memoryBytesPerSecond: 'bytesPerSecond', windowBytes: 'bytes', bucketBytes: 'bytes', computeNsPerStep: 'nanoseconds', taskNs: 'nanoseconds',
  taskBytes: 'bytes', resultBytes: 'bytes', manageNs: 'nanoseconds', inputBytesPerRank: 'bytes', mapNsPerByte: 'nanoseconds', reduceNsPerByte: 'nanoseconds',
  requestBytes: 'bytes', serviceNs: 'nanoseconds', thinkNs: 'nanoseconds', size: 'bytes', compute: 'fraction', service: 'fraction',
  atNs: 'nanoseconds', warningNs: 'nanoseconds', bitsPerSecond: 'bitsPerSecond', setupNs: 'nanoseconds', downtimeLimitNs: 'nanoseconds', storageBytesPerSecond: 'bytesPerSecond',
  meanNs: 'nanoseconds', ns: 'nanoseconds', sliceNs: 'nanoseconds', mtbfNs: 'nanoseconds', repairNs: 'nanoseconds', leadNs: 'nanoseconds', snapshotEveryNs: 'nanoseconds', mtbf: 'nanoseconds',
  recall: 'fraction', precision: 'fraction', atShare: 'fraction', everyNs: 'nanoseconds', detectNs: 'nanoseconds', restartNs: 'nanoseconds', touchedBytes: 'bytes', workingSetBytes: 'bytes', writeBytesPerSecond: 'bytesPerSecond', registeredBytes: 'bytes',
};

/** The experiment as YAML text with units, in the order of the contract. Reading it gives the same experiment. */
export function formatExperiment(experiment: Experiment): string {
  const document = new Document(writable(experiment));
  visit(document, {
    Collection: (_, node, parents) => {
      const leaf = node.items.every((item) => isScalar(item) || (typeof item === 'object' && item !== null && 'value' in item && isScalar(item.value)));
      if (parents.length > 2 && (leaf || node.items.length === 0)) node.flow = true;
    },
    Pair: (_, pair) => { if (isCollection(pair.value) && pair.value.items.length === 0) pair.value.flow = true; },
  });
  return document.toString({ lineWidth: 0 });
}

function writable(experiment: Experiment): unknown {
  const { format, name, title, question, cluster, jobs, sweep, replicates, seed, noise, events, manager, campaign } = experiment;
  return withUnits({
    format, name, title, question, cluster, jobs: jobs.map((job) => ({ ...job, ranks: job.ranks === 0 ? undefined : job.ranks, paths: shortRules(job.paths) })), sweep: shortSweep(sweep), replicates, seed, noise, events, manager, campaign,
  });
}

function shortRules(rules: PathRules): unknown {
  const { sameVm, sameHost, otherHost, exceptions = [] } = rules;
  if (sameVm === undefined && sameHost !== undefined && exceptions.length === 0 && axisValueKey(sameHost) === axisValueKey(otherHost)) return shortChoice(otherHost);
  return fullRules(rules);
}

function fullRules({ sameVm, sameHost, otherHost, exceptions = [] }: PathRules): unknown {
  return {
    sameVm: shortChoice(sameVm), sameHost: shortChoice(sameHost), otherHost: shortChoice(otherHost),
    exceptions: exceptions.length === 0 ? undefined : exceptions.map(({ vms, path }) => ({ vms, path: shortChoice(path) })),
  };
}

function shortSweep(sweep: Sweep): unknown {
  const short = (value: AxisValue): unknown => (typeof value === 'object' && 'otherHost' in value ? fullRules(value) : value);
  const point = (values: NonNullable<Sweep['also']>[number]): unknown => (values.path === undefined ? values : { ...values, path: short(values.path) });
  return {
    ...sweep, axes: sweep.axes.path === undefined ? sweep.axes : { ...sweep.axes, path: sweep.axes.path.map(short) },
    ...(sweep.also === undefined ? {} : { also: sweep.also.map(point) }), ...(sweep.except === undefined ? {} : { except: sweep.except.map(point) }),
  };
}

function shortChoice(choice: PathChoice | undefined): unknown {
  return choice !== undefined && choice.preset === undefined && choice.config === undefined ? choice.id : choice;
}

/** Numbers of known fields with units; fields without a value left out. A path's own configuration stays as it is. */
function withUnits(value: unknown, key = ''): unknown {
  const dimension = dimensions[key];
  if (typeof value === 'number') return dimension === undefined ? value : writeQuantity(value, dimension);
  if (typeof value !== 'object' || value === null || key === 'config') return value;
  if (Array.isArray(value)) return doublingRange(value, key) ?? value.map((item: unknown) => withUnits(item, key));
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined).map(([name, item]) => [name, withUnits(item, name)]));
}

/** A long list of sizes that double, as the range it was surely written as. */
function doublingRange(values: readonly unknown[], key: string): string | undefined {
  const sizes = values.filter((value) => typeof value === 'number');
  const doubles = sizes.length === values.length && sizes.every((value, index) => index === 0 || value === 2 * (sizes[index - 1] ?? 0));
  if (key !== 'size' || !doubles || sizes.length < 4 || sizes[0] === 0) return undefined;
  return `${String(writeQuantity(sizes[0] ?? 0, 'bytes'))} .. ${String(writeQuantity(sizes.at(-1) ?? 0, 'bytes'))} x2`;
}
