import type { BatchProgress, PlanPreview, RunMark, RunRow, Services } from '../../main/core/contract/index.ts';
import { compareRuns } from '../../main/core/compare/index.ts';
import { parseExperiment } from '../../main/core/experiment/index.ts';

/** A host in memory, for component tests: it keeps what it is given and answers at once. */
export interface FakeHost {
  readonly services: Services;
  readonly saved: Map<string, string>;
  readonly started: string[];
  readonly trashed: Set<string>;
  /** Traces given to it, and what has come of the next one. */
  readonly traces: Map<string, string>;
  uploading: string;
  rows: readonly RunRow[];
  /** Texts for which calls of `preview` were asked. */
  readonly previewed: string[];
  /** Sends progress to whoever watches a batch. */
  report(progress: BatchProgress): void;
  /** Makes every call fail with this message until it is undefined again. */
  broken: string | undefined;
}

/** An endless subscription that is fed from outside. */
function channel<T>(): { push(value: T): void; open(signal?: { readonly aborted: boolean }): AsyncIterable<T> } {
  let waiting: ((value: T) => void) | undefined;
  const queue: T[] = [];
  return {
    push(value) {
      if (waiting === undefined) queue.push(value);
      else waiting(value);
      waiting = undefined;
    },
    async *open(signal) {
      while (signal?.aborted !== true) yield queue.shift() ?? (await new Promise<T>((resolve) => { waiting = resolve; }));
    },
  };
}

/** Starts with these experiments and runs. */
export function fakeHost(texts: Readonly<Record<string, string>>, rows: readonly RunRow[] = []): FakeHost {
  const progress = channel<BatchProgress>();
  const changes = channel<number>();
  const marks = new Map<string, RunMark>();
  const check = (): void => { if (host.broken !== undefined) throw new Error(host.broken); };
  const visible = (): readonly RunRow[] => host.rows.filter((row) => !host.trashed.has(row.fingerprint)).map((row) => ({ ...row, mark: marks.get(row.fingerprint) ?? row.mark }));

  function preview(text: string): PlanPreview {
    const { experiment, findings } = parseExperiment(text);
    const axes = Object.entries(experiment?.sweep.axes ?? {}).map(([name, values]) => ({ name, values: values.map((value) => (typeof value === 'object' ? ('otherHost' in value ? value.otherHost.id : value.id) : value)) }));
    const count = axes.reduce((product, axis) => product * axis.values.length, experiment?.replicates ?? 0);
    return { findings, experiment, count, reused: 0, estimateSeconds: 3, axes, models: [] };
  }

  const services: Services = {
    app: { info: () => Promise.resolve({ version: '0.1.0', host: 'web', workspace: '/tmp/workspace', workers: 2, node: '24.21.0' }) },
    experiments: {
      async list() {
        check();
        return [...host.saved].map(([name, text]) => ({ name, title: /^title: (.*)$/m.exec(text)?.[1] ?? name, question: '', origin: 'workspace' as const, runs: 0 }));
      },
      async read(name) {
        check();
        const text = host.saved.get(name);
        if (text === undefined) throw new Error(`There is no experiment ${name}.`);
        return { text, origin: 'workspace' };
      },
      async save(name, text) {
        check();
        const own = /^name: (.*)$/m.exec(text)?.[1] ?? name;
        host.saved.set(own, text);
        return own;
      },
      async remove(name) { host.saved.delete(name); },
      async preview(text) {
        check();
        host.previewed.push(text);
        return preview(text);
      },
    },
    batches: {
      async start(text) {
        host.started.push(text);
        return 'batch-1';
      },
      cancel: () => Promise.resolve(),
      watch: (_, signal) => progress.open(signal),
      list: () => Promise.resolve([]),
    },
    runs: {
      async list() {
        check();
        return visible();
      },
      watch: (signal) => changes.open(signal),
      read: () => Promise.reject(new Error('not kept by this host')),
      show: () => Promise.reject(new Error('not kept by this host')),
      async mark(fingerprint, mark) {
        check();
        marks.set(fingerprint, mark);
      },
      async trash(fingerprints) {
        check();
        for (const fingerprint of fingerprints) host.trashed.add(fingerprint);
      },
      listTrash: () => Promise.resolve(host.rows.filter((row) => host.trashed.has(row.fingerprint))),
      async restore(fingerprints) { for (const fingerprint of fingerprints) host.trashed.delete(fingerprint); },
      async emptyTrash() {
        host.rows = host.rows.filter((row) => !host.trashed.has(row.fingerprint));
        host.trashed.clear();
        return { bytesFreed: 1 };
      },
    },
    compare: {
      async compute(request) {
        check();
        return compareRuns(host.rows, request);
      },
      critical: () => Promise.resolve({ factors: {}, runs: [] }),
      report: () => Promise.resolve({ fileName: 'report.html', html: '<!doctype html>' }),
    },
    catalog: {
      list: () => Promise.resolve([]), async* watch() { yield await Promise.resolve(0); },
      detail: refuse, begin: refuse, append: refuse, review: refuse, install: refuse, discard: refuse, loadUnpacked: refuse, enable: refuse, disable: refuse, remove: refuse,
    },
    traces: {
      list: () => Promise.resolve([...host.traces].map(([name, text]) => ({ name, bytes: text.length }))),
      begin: () => Promise.resolve('0'.repeat(32)),
      append(_, offset, piece) {
        host.uploading = host.uploading.slice(0, offset) + atob(piece);
        return Promise.resolve(host.uploading.length);
      },
      keep(_, name) {
        host.traces.set(name, host.uploading);
        host.uploading = '';
        return Promise.resolve(name);
      },
      discard: () => Promise.resolve(),
    },
  };
  const host: FakeHost = {
    services, saved: new Map(Object.entries(texts)), started: [], trashed: new Set(), traces: new Map(), uploading: '', rows, previewed: [], broken: undefined,
    report: (state) => progress.push(state),
  };
  return host;
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('This host has no plugins.'));
}
