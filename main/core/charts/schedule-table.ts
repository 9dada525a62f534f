import type { ScheduleSpec } from '../contract/index.ts';
import { spanWords } from './campaign-schedule.ts';
import { plainTable, type PlainTable } from './plain-table.ts';
import { formatLongTime } from './units.ts';

/** Rows that a page can hold. */
const mostRows = 1000;

/** The table twin of a schedule, or of the part of it that is shown: every bar, host by host. */
export function scheduleTable(spec: ScheduleSpec, view: { readonly fromNs: number; readonly toNs: number } = { fromNs: 0, toNs: spec.endNs }): PlainTable {
  const shown = spec.bars.filter((bar) => bar.toNs > view.fromNs && bar.fromNs < view.toNs).sort((left, right) => left.lane - right.lane || left.fromNs - right.fromNs || left.row - right.row);
  return plainTable(
    `${spec.title} from ${formatLongTime(view.fromNs)} to ${formatLongTime(view.toNs)}`,
    [{ title: 'host' }, { title: 'whose' }, { title: 'what' }, { title: 'from', number: true }, { title: 'to', number: true }, { title: 'takes', number: true }],
    shown, mostRows,
    (bar) => [spec.lanes[bar.lane] ?? '', bar.owner < 0 ? 'nobody' : bar.label.split(':')[0] ?? '', spanWords(bar.kind), formatLongTime(bar.fromNs), formatLongTime(bar.toNs), formatLongTime(bar.toNs - bar.fromNs)],
  );
}
