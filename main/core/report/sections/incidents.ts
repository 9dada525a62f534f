import type { ChartSpec, Incident } from '../../contract/index.ts';
import { incidentFacts, incidentTitle, incidentsFinding, isTrouble, latencyLine, outcomeWords, phaseRows, roundBars, throughputLine, formatPercent, formatQuantity } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import type { ReportResult } from '../report-input.ts';
import { figure } from '../svg/chart.ts';
import type { ReportPalette } from '../svg/palette-css.ts';

/** Incidents of one run that are told in full; the rest is a line in the list. */
const mostTold = 4;

const time = (ns: number): string => (ns === 0 ? '0' : formatQuantity({ value: ns, unit: 'ns' }));

function eventful(results: readonly ReportResult[]): readonly (ReportResult & { readonly incidents: readonly Incident[] })[] {
  return results.flatMap((one) => ((one.result.incidents ?? []).length === 0 ? [] : [{ ...one, incidents: one.result.incidents ?? [] }]));
}

/** Those that a reader must see first: what went wrong, then the rest in order of time. */
function told(incidents: readonly Incident[]): readonly Incident[] {
  return [...incidents.filter(isTrouble), ...incidents.filter((incident) => !isTrouble(incident))].slice(0, mostTold);
}

const named = (label: string, spec: ChartSpec): ChartSpec => ({ ...spec, title: `${label}: ${spec.title.slice(0, 1).toLowerCase()}${spec.title.slice(1)}` });

function chartsOf({ label, result, incidents }: ReportResult & { readonly incidents: readonly Incident[] }): readonly ChartSpec[] {
  const rounds = told(incidents).flatMap((incident) => (incident.kind === 'migration' ? roundBars(incident) ?? [] : []));
  return [throughputLine(result), latencyLine(result), ...rounds].flatMap((spec) => (spec === undefined ? [] : [named(label, spec)]));
}

/** The charts of runs in which something happened to VMs, in the order of the section. */
export function incidentCharts(results: readonly ReportResult[]): readonly ChartSpec[] {
  return eventful(results).flatMap(chartsOf);
}

function list(incidents: readonly Incident[]): Html {
  return html`<div class="scroll"><table><thead><tr><th scope="col" class="number">at</th><th scope="col">what</th><th scope="col">outcome</th><th scope="col" class="number">total</th><th scope="col" class="number">downtime</th><th scope="col" class="number">lost work</th></tr></thead><tbody>${incidents.map((incident) => html`<tr><td class="number">${time(incident.askedNs)}</td><th scope="row">${incidentTitle(incident)}</th><td>${isTrouble(incident) ? html`<span class="worse">▲ ${outcomeWords(incident)}</span>` : outcomeWords(incident)}${incident.note === undefined ? undefined : html`. ${incident.note}`}</td><td class="number">${time(incident.endedNs - incident.askedNs)}</td><td class="number">${time(incident.downtimeNs)}</td><td class="number">${incident.kind === 'host-failure' ? time(incident.lostWorkNs) : '–'}</td></tr>`)}</tbody></table></div>`;
}

function phases(incident: Incident): Html | undefined {
  const rows = phaseRows(incident);
  const facts = html`<p class="small">${incidentFacts(incident).map(({ title, value }, at) => `${at === 0 ? '' : ' · '}${title}: ${value}`)}</p>`;
  if (rows.length === 0) return html`<h4>${incidentTitle(incident)}</h4>${facts}`;
  return html`<h4>${incidentTitle(incident)}</h4>${facts}<table><thead><tr><th scope="col">phase</th><th scope="col">what</th><th scope="col" class="number">from</th><th scope="col" class="number">takes</th><th scope="col" class="number">share</th></tr></thead><tbody>${rows.map((row) => html`<tr><th scope="row">${row.title}</th><td class="muted-text">${row.note}</td><td class="number">${row.fromNs === 0 ? '0' : formatQuantity({ value: row.fromNs, unit: 'ns' }, 5)}</td><td class="number">${time(row.ns)}</td><td class="number">${formatPercent(row.share, 2)}</td></tr>`)}</tbody></table>`;
}

/** What happened to VMs in the runs shown: list, phases with their times, throughput and latency around them, rounds. `first` numbers the first figure. */
export function incidentSection(results: readonly ReportResult[], palette: ReportPalette, first: number): Html | undefined {
  const shown = eventful(results);
  if (shown.length === 0) return undefined;
  let number = first;
  return html`<h2 id="incidents">What happened to VMs</h2>${shown.map((one) => {
    const charts = chartsOf(one).map((spec) => figure(spec, palette, number++));
    return html`<h3>${one.label}</h3><p>${incidentsFinding(one.incidents)}</p>${list(one.incidents)}${told(one.incidents).map(phases)}${charts}`;
  })}`;
}
