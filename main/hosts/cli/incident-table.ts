import type { Incident } from '../../core/contract/index.ts';
import { formatQuantity, incidentTitle, outcomeWords } from '../../core/charts/index.ts';
import { textTable } from './text-table.ts';

/** A run's point of the sweep, and what happened to its VMs. */
export interface RunIncidents {
  readonly factors: Readonly<Record<string, string | number>>;
  readonly incidents: readonly Incident[];
}

/** Most lines that are printed; the rest is told by `--json`. */
const mostLines = 60;

const time = (ns: number): string => (ns === 0 ? '0' : formatQuantity({ value: ns, unit: 'ns' }));
const size = (bytes: number): string => (bytes === 0 ? '0' : formatQuantity({ value: bytes, unit: 'B' }));

/** What happened to VMs, a line for each incident of each run; text that is empty where nothing did. */
export function incidentTable(runs: readonly RunIncidents[]): string {
  const lines = runs.flatMap(({ factors, incidents }) => incidents.map((incident) => ({ factors, incident })));
  if (lines.length === 0) return '';
  const names = Object.keys(lines[0]?.factors ?? {}).filter((name) => lines.some(({ factors }) => factors[name] !== lines[0]?.factors[name]));
  const rows = lines.slice(0, mostLines).map(({ factors, incident }) => [...names.map((name) => String(factors[name] ?? '')), ...cells(incident)]);
  const table = textTable([
    ...names.map((name) => ({ title: name, align: 'left' as const })),
    { title: 'what', align: 'left' }, { title: 'downtime', align: 'right' }, { title: 'total', align: 'right' }, { title: 'rounds', align: 'right' },
    { title: 'sent', align: 'right' }, { title: 'lost work', align: 'right' }, { title: 'outcome', align: 'left', width: 60 },
  ], rows);
  const more = lines.length - rows.length;
  return `\nWhat happened to VMs\n\n${table}${more > 0 ? `… and ${String(more)} more; --json has all of them.\n` : ''}`;
}

function cells(incident: Incident): readonly string[] {
  const { note } = incident;
  return [
    incidentTitle(incident), time(incident.downtimeNs), time(incident.endedNs - incident.askedNs),
    incident.kind === 'migration' ? String(incident.rounds.length) : '',
    incident.kind === 'migration' ? size(incident.sentBytes) : incident.kind === 'snapshot' ? size(incident.bytes) : '',
    incident.kind === 'host-failure' ? time(incident.lostWorkNs) : '',
    `${outcomeWords(incident)}.${note === undefined ? '' : ` ${note}`}`,
  ];
}
