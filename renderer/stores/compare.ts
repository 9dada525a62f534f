import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { defaultAxis, headlineMetric } from '../../main/core/compare/index.ts';
import type { Comparison, ComparisonRequest } from '../../main/core/contract/index.ts';
import { differingAxes, valuesOf } from '../documents/factors.ts';
import { runsOfExperiment, type NamedRun } from '../documents/select-runs.ts';
import { useConnection } from './connection.ts';
import { usePersisted } from './persisted.ts';
import { isCancelled, problemOf, type Problem } from './problem.ts';
import { useRuns } from './runs.ts';

/** Where the runs to compare come from. */
export type CompareSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'selection'; readonly fingerprints: readonly string[] }
  | { readonly kind: 'experiment'; readonly name: string; readonly fingerprints?: readonly string[] };

type Value = string | number;

const settleMs = 80;

/** The comparison on the screen: which runs, by which axis, against which baseline. */
export const useCompare = defineStore('compare', () => {
  const connection = useConnection();
  const runs = useRuns();
  const source = usePersisted<CompareSource>('compare.source', { kind: 'none' });
  const view = usePersisted('compare.view', {
    by: 'path',
    baselines: {} as Readonly<Record<string, Value>>,
    metric: undefined as string | undefined,
    thresholdPercent: 2,
    onlyDiffering: true,
  });
  /** Values left out, by axis; of this source only. */
  const excluded = ref<Readonly<Record<string, readonly Value[]>>>({});
  const comparison = shallowRef<Comparison>();
  const computing = ref(false);
  const problem = ref<Problem>();
  let call: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The runs of the present document. */
  const exact = computed<readonly NamedRun[]>(() => {
    const from = source.value;
    return from.kind === 'experiment' && from.fingerprints !== undefined ? runsOfExperiment(runs.rows, from.name, from.fingerprints) : [];
  });
  const candidates = computed<readonly NamedRun[]>(() => {
    const from = source.value;
    if (from.kind === 'none') return [];
    if (from.kind === 'experiment') return exact.value.length > 0 ? exact.value : runsOfExperiment(runs.rows, from.name);
    return from.fingerprints.flatMap((fingerprint) => {
      const row = runs.byFingerprint.get(fingerprint);
      return row === undefined ? [] : [{ fingerprint, factors: row.factors, row }];
    });
  });
  /** The document was changed and not run since: what is compared was made from an older form of it. */
  const outdated = computed(() => source.value.kind === 'experiment' && source.value.fingerprints !== undefined && exact.value.length === 0 && candidates.value.length > 0);
  /** Runs of the present document that are not there yet. */
  const missing = computed(() => (source.value.kind === 'experiment' && exact.value.length > 0 ? new Set(source.value.fingerprints).size - exact.value.length : 0));
  const included = computed(() => candidates.value.filter((run) =>
    Object.entries(excluded.value).every(([axis, values]) => !values.includes(run.factors[axis] ?? ''))));

  const axes = computed(() => differingAxes(candidates.value).filter((axis) => axis !== 'replicate'));
  const facets = computed(() => axes.value.map((axis) => ({ axis, values: valuesOf(candidates.value, axis) })));
  /** The wished axis where the runs have it, else the first on which they differ. */
  const by = computed(() => {
    if (axes.value.includes(view.value.by)) return view.value.by;
    return defaultAxis(candidates.value.map((run) => ({ ...run.row, factors: run.factors })));
  });
  const values = computed(() => valuesOf(included.value, by.value));
  const baseline = computed(() => {
    const wished = view.value.baselines[by.value];
    return wished !== undefined && values.value.includes(wished) ? wished : values.value[0];
  });
  const metrics = computed(() => [...new Set(included.value.flatMap((run) => Object.keys(run.row.metrics)))].sort());
  const metric = computed(() => {
    const wished = view.value.metric;
    return wished !== undefined && metrics.value.includes(wished) ? wished : headlineMetric(included.value.map((run) => run.row));
  });

  const request = computed<ComparisonRequest | undefined>(() => {
    if (included.value.length === 0) return undefined;
    return {
      fingerprints: included.value.map((run) => run.fingerprint),
      ...(source.value.kind === 'experiment' ? { experiment: source.value.name } : {}),
      by: by.value,
      baseline: baseline.value,
      metric: metric.value,
      practicalThreshold: view.value.thresholdPercent / 100,
    };
  });

  async function compute(): Promise<void> {
    call?.abort();
    const asked = request.value;
    if (asked === undefined || connection.status !== 'open') {
      if (asked === undefined) comparison.value = undefined;
      computing.value = false;
      return;
    }
    const own = new AbortController();
    call = own;
    computing.value = true;
    try {
      const answer = await connection.call().compare.compute(asked, own.signal);
      if (own.signal.aborted) return;
      comparison.value = answer;
      problem.value = undefined;
    } catch (error) {
      if (!isCancelled(error) && !own.signal.aborted) problem.value = problemOf('The runs could not be compared', error);
    } finally {
      if (call === own) computing.value = false;
    }
  }

  watch([() => JSON.stringify(request.value), () => connection.generation], () => {
    clearTimeout(timer);
    timer = setTimeout(() => void compute(), settleMs);
  }, { immediate: true });

  function takeSelection(fingerprints: readonly string[]): void {
    excluded.value = {};
    source.value = { kind: 'selection', fingerprints };
  }

  /** Compares what the present document of an experiment means. */
  async function takeExperiment(name: string): Promise<void> {
    if (source.value.kind !== 'experiment' || source.value.name !== name) {
      excluded.value = {};
      comparison.value = undefined;
      source.value = { kind: 'experiment', name };
    }
    try {
      const services = connection.call();
      const { text } = await services.experiments.read(name);
      const { fingerprints } = await services.experiments.preview(text);
      if (source.value.kind === 'experiment' && source.value.name === name) source.value = { kind: 'experiment', name, fingerprints };
    } catch {
      // The newest run of every point is compared then.
    }
  }

  function setBaseline(value: Value): void {
    view.value = { ...view.value, baselines: { ...view.value.baselines, [by.value]: value } };
  }

  /** Makes the next value the baseline. */
  function swapBaseline(): void {
    const at = baseline.value === undefined ? -1 : values.value.indexOf(baseline.value);
    const next = values.value[(at + 1) % Math.max(1, values.value.length)];
    if (next !== undefined) setBaseline(next);
  }

  function toggleValue(axis: string, value: Value): void {
    const out = excluded.value[axis] ?? [];
    const next = out.includes(value) ? out.filter((entry) => entry !== value) : [...out, value];
    // The last value of an axis stays: without it nothing is left to look at.
    const all = valuesOf(candidates.value, axis);
    if (all.every((entry) => next.includes(entry))) return;
    excluded.value = { ...excluded.value, [axis]: next };
  }

  async function report(): Promise<{ readonly fileName: string; readonly html: string } | undefined> {
    return request.value === undefined ? undefined : connection.call().compare.report(request.value);
  }

  return {
    source, view, excluded, comparison, computing, problem, candidates, outdated, missing, included, facets, by, axes, values, baseline, metrics, metric, request,
    takeSelection, takeExperiment, setBaseline, swapBaseline, toggleValue, report,
  };
});
