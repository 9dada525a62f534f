import type { TimelineSpec } from '../contract/index.ts';
import { plainTable, type PlainTable } from './plain-table.ts';
import { displayUnit, formatNumber, formatPercent, formatQuantity } from './units.ts';

/** Rows that a page can hold. */
const mostRows = 1000;

/** A part of a timeline; `detailed` where single spans are shown. */
export interface TimelineView {
  readonly fromNs: number;
  readonly toNs: number;
  readonly detailed: boolean;
}

const number = (title: string) => ({ title, number: true }) as const;
/** Digits that tell two times of one run apart. */
const time = (ns: number): string => (ns === 0 ? '0' : formatQuantity({ value: ns, unit: 'ns' }, 7));

/** Sums of every lane over the intervals that begin in the view. */
function sums({ overview: { binNs, parts, lanes }, endNs }: TimelineSpec, { fromNs, toNs }: TimelineView): PlainTable {
  const first = Math.max(0, Math.ceil(fromNs / binNs - 1e-9));
  const last = Math.max(first + 1, Math.ceil(toNs / binNs - 1e-9));
  const rows = lanes.map(({ label, ns }) => ({
    label, ns: parts.map((_, part) => ns.slice(first * parts.length, last * parts.length).reduce((sum, one, at) => (at % parts.length === part ? sum + one : sum), 0)),
  }));
  const unit = displayUnit('ns', rows.reduce((most, { ns }) => Math.max(most, ...ns), 0));
  const whole = Math.min(endNs, last * binNs) - first * binNs;
  return plainTable(
    `Time of each rank from ${time(first * binNs)} to ${time(Math.min(endNs, last * binNs))}`,
    [{ title: 'rank' }, ...parts.flatMap((part) => [number(`${part}, ${unit.label}`), number('share')])],
    rows, mostRows, ({ label, ns }) => [label, ...ns.flatMap((one) => [formatNumber(one / unit.divisor, 4), formatPercent(whole <= 0 ? 0 : one / whole)])],
  );
}

function spans({ detail }: TimelineSpec, { fromNs, toNs }: TimelineView): PlainTable {
  const shown = detail.spans.filter((span) => span.toNs > fromNs && span.fromNs < toNs).sort((left, right) => left.lane - right.lane || left.fromNs - right.fromNs);
  return plainTable(
    `What ranks did from ${time(fromNs)} to ${time(toNs)}`, [{ title: 'rank' }, { title: 'what' }, number('from'), number('to'), number('takes')],
    shown, mostRows, (span) => [detail.lanes[span.lane] ?? '', span.style, time(span.fromNs), time(span.toNs), formatQuantity({ value: span.toNs - span.fromNs, unit: 'ns' })],
  );
}

/** The table twin of what a timeline shows: sums or spans, the critical path's messages, what went on with VMs meanwhile. */
export function timelineTables(spec: TimelineSpec, view: TimelineView = { fromNs: 0, toNs: spec.endNs, detailed: false }): readonly PlainTable[] {
  const inView = (one: { readonly fromNs: number; readonly toNs: number }): boolean => one.toNs >= view.fromNs && one.fromNs <= view.toNs;
  const hops = spec.hops.filter(inView);
  const bands = (spec.bands ?? []).filter(inView);
  return [
    view.detailed ? spans(spec, view) : sums(spec, view),
    ...(bands.length === 0 ? [] : [plainTable('What went on meanwhile', [{ title: 'meanwhile' }, { title: 'what' }, number('from'), number('to')], bands, mostRows, (band) => [band.label, band.group, time(band.fromNs), time(band.toNs)])]),
    ...(hops.length === 0 ? [] : [plainTable('Messages of the critical path', [{ title: 'from rank' }, { title: 'to rank' }, number('leaves at'), number('goes on at')], hops, mostRows, (hop) => [String(hop.from), String(hop.to), time(hop.fromNs), time(hop.toNs)])]),
  ];
}
