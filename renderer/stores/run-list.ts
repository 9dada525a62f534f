import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { RunRow } from '../../main/core/contract/index.ts';
import { runColumns, sortRuns } from '../documents/run-columns.ts';
import { filterRuns, parseFilter } from '../documents/run-filter.ts';
import { usePersisted } from './persisted.ts';
import { useRuns } from './runs.ts';

/** A line of the list: a heading, or a run. */
export type RunListLine =
  | { readonly kind: 'group'; readonly experiment: string; readonly count: number; readonly open: boolean }
  | { readonly kind: 'run'; readonly row: RunRow };

/** How the run list is looked at: filter, order, columns, grouping and selection. All but the selection is kept. */
export const useRunList = defineStore('run-list', () => {
  const runs = useRuns();
  const view = usePersisted('runs.view', {
    filter: '', sort: 'age', descending: false, onlyDiffering: true, grouped: false, metrics: [] as readonly string[],
  });
  const closedGroups = ref(new Set<string>());
  const selected = ref(new Set<string>());
  /** Fingerprint of the row that keys move from. */
  const cursor = ref<string>();
  const nowMs = ref(Date.now());
  setInterval(() => { nowMs.value = Date.now(); }, 30_000);

  const filtered = computed(() => filterRuns(runs.rows, parseFilter(view.value.filter)));
  const columns = computed(() => runColumns(filtered.value, view.value, nowMs.value));
  const sorted = computed(() => sortRuns(filtered.value, columns.value.find((column) => column.id === view.value.sort), view.value.descending));
  const metricNames = computed(() => {
    const names = new Set<string>();
    for (const row of filtered.value) for (const name in row.metrics) names.add(name);
    return [...names].sort();
  });

  const lines = computed<readonly RunListLine[]>(() => {
    if (!view.value.grouped) return sorted.value.map((row) => ({ kind: 'run', row }));
    const groups = new Map<string, RunRow[]>();
    for (const row of sorted.value) {
      const group = groups.get(row.experiment);
      if (group === undefined) groups.set(row.experiment, [row]);
      else group.push(row);
    }
    return [...groups].flatMap(([experiment, rows]): RunListLine[] => {
      const open = !closedGroups.value.has(experiment);
      return [{ kind: 'group', experiment, count: rows.length, open }, ...(open ? rows.map((row): RunListLine => ({ kind: 'run', row })) : [])];
    });
  });
  const order = computed(() => lines.value.flatMap((line) => (line.kind === 'run' ? [line.row.fingerprint] : [])));
  /** Selected runs that still exist, whether the filter shows them or not. */
  const selection = computed(() => [...selected.value].filter((fingerprint) => runs.byFingerprint.has(fingerprint)));

  function sortBy(id: string): void {
    const again = view.value.sort === id;
    view.value = { ...view.value, sort: id, descending: again ? !view.value.descending : false };
  }

  function toggle(fingerprint: string): void {
    const next = new Set(selected.value);
    if (!next.delete(fingerprint)) next.add(fingerprint);
    selected.value = next;
    cursor.value = fingerprint;
  }

  /** Selects everything from the cursor to here. */
  function extendTo(fingerprint: string): void {
    const from = cursor.value === undefined ? -1 : order.value.indexOf(cursor.value);
    const to = order.value.indexOf(fingerprint);
    if (from < 0 || to < 0) return toggle(fingerprint);
    selected.value = new Set([...selected.value, ...order.value.slice(Math.min(from, to), Math.max(from, to) + 1)]);
    cursor.value = fingerprint;
  }

  function selectAll(): void {
    selected.value = new Set(order.value);
  }

  function clearSelection(): void {
    selected.value = new Set();
  }

  /** Moves the cursor; with `extend` the rows passed are selected. */
  function move(by: number, extend = false): void {
    const at = cursor.value === undefined ? -1 : order.value.indexOf(cursor.value);
    const next = order.value[Math.max(0, Math.min(order.value.length - 1, at + by))];
    if (next === undefined) return;
    if (extend) extendTo(next);
    else cursor.value = next;
  }

  function toggleGroup(experiment: string): void {
    const next = new Set(closedGroups.value);
    if (!next.delete(experiment)) next.add(experiment);
    closedGroups.value = next;
  }

  return {
    view, columns, filtered, lines, order, metricNames, selected, selection, cursor,
    sortBy, toggle, extendTo, selectAll, clearSelection, move, toggleGroup,
  };
});
