import type { ChartBand, Incident, ShownResult, TimelineBand } from '../contract/index.ts';
import { groupWords, incidentName, phaseGroup, phaseWords, type PhaseGroup } from './incident-words.ts';

const verbs: Readonly<Record<PhaseGroup, string>> = { prepare: 'prepared', copy: 'copied', stop: 'stopped', after: 'goes on' };

/** Phases of one group that follow each other are one stretch: a chart of a whole run cannot tell them apart. */
function stretchesOf(incident: Incident): readonly TimelineBand[] {
  const bands: { fromNs: number; toNs: number; group: PhaseGroup; names: string[] }[] = [];
  for (const phase of incident.phases) {
    if (!(phase.toNs > phase.fromNs)) continue;
    const { title } = phaseWords(phase.name);
    const group = phaseGroup(incident, phase);
    const last = bands.at(-1);
    if (last !== undefined && last.group === group && last.toNs === phase.fromNs) {
      last.toNs = phase.toNs;
      last.names.push(title);
    } else bands.push({ fromNs: phase.fromNs, toNs: phase.toNs, group, names: [title] });
  }
  return bands.map(({ fromNs, toNs, group, names }) => ({
    fromNs, toNs, style: `phase-${group}`, group: groupWords[group],
    label: `${incidentName(incident)} ${names.length === 1 ? (names[0] ?? '').toLowerCase() : verbs[group]}`,
  }));
}

/** What happened to VMs as stretches of the run, in order of time. */
export function incidentBands({ incidents }: ShownResult): readonly TimelineBand[] {
  return (incidents ?? []).flatMap(stretchesOf).sort((left, right) => left.fromNs - right.fromNs || left.toNs - right.toNs);
}

/** The same for a chart over time whose x axis counts in `divisor` ns. */
export function chartBands(result: ShownResult, divisor: number): readonly ChartBand[] {
  return incidentBands(result).map(({ fromNs, toNs, label, style, group }) => ({ from: fromNs / divisor, to: toNs / divisor, label, style, group }));
}
