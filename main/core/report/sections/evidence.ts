import type { ChartSpec, Comparison, ComparisonEntry, ResourceTime } from '../../contract/index.ts';
import {
  cellLabel, comparisonBars, criticalPathContrast, crossoverLines, displayUnit, factorLabel, formatNumber, formatPercent, queueText,
  meanRankTimeBars, mtbfLines, scalingLines, sizeCurves, stageWaterfall, type DisplayUnit,
} from '../../charts/index.ts';
import { metricTitle } from '../../compare/index.ts';
import { html, type Html } from '../html.ts';
import type { ReportResult } from '../report-input.ts';
import { figure, splitCategories } from '../svg/chart.ts';
import type { ReportPalette } from '../svg/palette-css.ts';
import { plusMinus, unitOf, verdictSign } from '../words.ts';
import { runPictures } from './run-pictures.ts';

/** The charts of a comparison: curves where sizes vary, else bars; scaling and crossover where the runs have them. */
export function comparisonCharts(comparison: Comparison): readonly ChartSpec[] {
  const drawable = comparison.cells.some((cell) => cell.entries.some((entry) => entry.estimate !== undefined));
  if (!drawable) return [];
  const scaling = scalingLines(comparison, 'ranks');
  const curves = sizeCurves(comparison);
  const charts: ChartSpec[] = curves.length > 0 ? [...curves] : [...splitCategories(comparisonBars(comparison), 16)];
  if (scaling !== undefined) charts.push(scaling);
  const failures = mtbfLines(comparison);
  if (failures !== undefined) charts.push(failures);
  if (comparison.crossover !== undefined) charts.push(crossoverLines(comparison.crossover));
  return charts;
}

/** The charts of whole runs: their critical paths, how their ranks spent the time, then what bound the messages of each. */
export function resultCharts(all: readonly ReportResult[]): readonly ChartSpec[] {
  // A campaign has no ranks: it has a section of its own.
  const results = all.filter(({ result }) => result.kernel !== 'campaign');
  if (results.length === 0) return [];
  const stages = results.map(({ label, result }) => {
    const spec = stageWaterfall(result);
    return { ...spec, title: `${label}: ${spec.title.slice(0, 1).toLowerCase()}${spec.title.slice(1)}` };
  });
  const critical = criticalPathContrast(results);
  return [...(critical === undefined ? [] : [critical]), meanRankTimeBars(results), ...stages.filter((spec) => (spec.x.categories ?? []).length > 0)];
}

/** Runs under a cost model have no figure of stages, and a reader should know why. */
function withoutStages(results: readonly ReportResult[]): Html | undefined {
  const labels = results.filter(({ result }) => result.kernel !== undefined && result.kernel !== 'campaign').map(({ label }) => label);
  return labels.length === 0 ? undefined : html`<p class="small">${labels.join('; ')}: a cost model without stages. Every message costs the same six numbers, so there is nothing to take apart.</p>`;
}

/** A core whose owner only polls is free for all that matters here. */
function withoutPolling(row: ResourceTime): ResourceTime {
  if (row.pollingNs === undefined || row.busyNs === 0) return row;
  return { ...row, title: `${row.title}, without polling`, utilisation: row.utilisation * (1 - row.pollingNs / row.busyNs) };
}

/** The three busiest resources of each run: what saturates is what binds. */
function busiestResources(results: readonly ReportResult[]): Html | undefined {
  const rows = results.flatMap(({ label, result }) => result.resources.map(withoutPolling)
    .sort((left, right) => right.utilisation - left.utilisation || (left.resource < right.resource ? -1 : 1))
    .filter((row, at, all) => all.findIndex((other) => other.resource === row.resource) === at)
    .slice(0, 3)
    .map((row, at) => ({ label: at === 0 ? label : '', row })));
  if (rows.length === 0) return undefined;
  return html`<h3>Busiest resources</h3><table><thead><tr><th scope="col">run</th><th scope="col">resource</th><th scope="col">busiest instance</th><th scope="col" class="number">utilisation</th><th scope="col" class="number">mean queue</th><th scope="col" class="number">longest queue</th></tr></thead><tbody>${rows.map(({ label, row }) => html`<tr><th scope="row">${label}</th><td>${row.title}</td><td>${row.instance}</td><td class="number">${formatPercent(row.utilisation)}</td><td class="number">${queueText(row).mean}</td><td class="number">${queueText(row).longest}</td></tr>`)}</tbody></table>`;
}

function valueCell(entry: ComparisonEntry, comparison: Comparison, shared: DisplayUnit | undefined, best: boolean): Html {
  if (entry.estimate === undefined) return html`<span class="muted-text">–</span>`;
  const unit = shared ?? displayUnit(comparison.unit, entry.estimate.mean);
  const own = shared === undefined ? `\u00a0${unit.label}` : '';
  const text = html`${formatNumber(entry.estimate.mean / unit.divisor)}<span class="muted-text">${plusMinus(entry.estimate, unit.divisor)}</span>${own}`;
  return best ? html`<b class="strong">${text}</b>` : text;
}

/** Every cell with mean, interval and verdict of every value. */
export function verdictTable(comparison: Comparison): Html {
  const unit = unitOf(comparison);
  const label = unit === undefined || unit.label === '' ? '' : ` (${unit.label})`;
  const others = comparison.values.filter((value) => value !== comparison.baseline);
  const names = comparison.differing.filter((name) => name !== comparison.by);
  return html`<h3>${metricTitle(comparison.metric)}${label} of every cell</h3><p class="small">Mean and half-width of the 95 % interval, where replicates vary. Speed-up over ${factorLabel(comparison.by, comparison.baseline)}: ▲ better, ▼ worse, = no difference. Bold: best candidate of the cell.</p>
<div class="scroll"><table><thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}${names.length === 0 ? html`<th scope="col">cell</th>` : undefined}${comparison.values.map((value) => html`<th scope="col" class="number">${factorLabel(comparison.by, value)}</th>`)}${others.map((value) => html`<th scope="col" class="number">speed-up of ${factorLabel(comparison.by, value)}</th>`)}</tr></thead>
<tbody>${comparison.cells.map((cell) => html`<tr>${names.map((name) => html`<th scope="row" class="nowrap">${cell.factors[name] === undefined ? '–' : typeof cell.factors[name] === 'number' && name !== 'size' && name !== 'mtbf' ? cell.factors[name] : factorLabel(name, cell.factors[name])}</th>`)}${names.length === 0 ? html`<th scope="row">all runs</th>` : undefined}${cell.entries.map((entry) => html`<td class="number">${valueCell(entry, comparison, unit, cell.best === entry.value)}</td>`)}${cell.entries.filter((entry) => entry.value !== comparison.baseline).map((entry) => html`<td class="number">${entry.speedUp === undefined ? undefined : html`${formatNumber(entry.speedUp.mean)}<span class="muted-text">${plusMinus(entry.speedUp, 1)}</span> `}${verdictSign(entry)}</td>`)}</tr>`)}</tbody></table></div>${reasons(comparison)}`;
}

/** Why cells are not comparable, in words: a title attribute does not print. */
function reasons(comparison: Comparison): Html | undefined {
  const rows = comparison.cells.flatMap((cell) => cell.entries
    .filter((entry) => entry.verdict === 'not-comparable')
    .map((entry) => ({ cell: cellLabel(cell.factors), reason: entry.reason })));
  if (rows.length === 0) return undefined;
  return html`<p class="small">Not comparable: ${rows.map((row, at) => html`${at === 0 ? '' : ' '}${row.cell}: ${row.reason}`)}</p>`;
}

/** Figures and the table of verdicts. */
export function evidenceSection(comparison: Comparison, results: readonly ReportResult[], palette: ReportPalette): Html {
  const own = comparisonCharts(comparison);
  const whole = resultCharts(results);
  const runs = whole.length === 0 ? undefined
    : html`<h3>Where the time goes</h3>${whole.map((spec, at) => figure(spec, palette, own.length + at + 1))}${withoutStages(results)}${busiestResources(results)}${runPictures(results, palette, own.length + whole.length + 1)}`;
  return html`<h2 id="evidence">Evidence</h2>${own.map((spec, at) => figure(spec, palette, at + 1))}${comparison.cells.length === 0 ? undefined : verdictTable(comparison)}${runs}`;
}
