import type { PathModel } from '@doorbell/sdk';
import type { BatchProgress } from './batch.ts';
import type { CancelSignal } from './cancel-signal.ts';
import type { Comparison, ComparisonRequest } from './comparison.ts';
import type { CriticalContrast, CriticalRequest } from './critical-contrast.ts';
import type { Experiment } from './experiment.ts';
import type { Finding } from './finding.ts';
import type { PlannedInput } from './plan.ts';
import type { PathCard, PluginDetail, PluginReview, PluginSource } from './plugin.ts';
import type { RunMark, RunRow } from './run-record.ts';
import type { RunResult } from './run-result.ts';
import type { RunView } from './run-view.ts';

/** An experiment as a list shows it. */
export interface ExperimentRow {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  /** A sample that ships with Doorbell is read-only; saving makes a copy in the workspace. */
  readonly origin: 'sample' | 'workspace';
  readonly changedAt?: string;
  readonly runs: number;
}

/** What running a document would mean. */
export interface PlanPreview {
  readonly findings: readonly Finding[];
  /** Absent when the document has errors. */
  readonly experiment?: Experiment;
  readonly count: number;
  readonly reused: number;
  /** Wall-clock seconds for what is not reused, from measured rates. */
  readonly estimateSeconds: number;
  readonly axes: readonly { readonly name: string; readonly values: readonly (string | number)[] }[];
  /** Path models in order of the `path` axis, for the cards and pipeline strips. */
  readonly models: readonly PathModel[];
  /** Fingerprint of every run in plan order, known or not: what a comparison of this document is made of. */
  readonly fingerprints?: readonly string[];
}

/** A trace of the workspace. */
export interface TraceRow {
  readonly name: string;
  readonly bytes: number;
}

export interface RunDetail {
  readonly row: RunRow;
  readonly result: RunResult;
  readonly input: PlannedInput;
}

export interface AppInfo {
  readonly version: string;
  readonly host: 'web' | 'electron' | 'cli';
  readonly workspace: string;
  readonly workers: number;
  readonly node: string;
  /** What of the workspace cannot be read, such as a damaged run. */
  readonly findings?: readonly Finding[];
}

/** All services, as the renderer and the CLI see them. Every last parameter may be an AbortSignal. */
export interface Services {
  app: {
    info(): Promise<AppInfo>;
  };
  experiments: {
    list(): Promise<readonly ExperimentRow[]>;
    /** The YAML text. */
    read(name: string): Promise<{ readonly text: string; readonly origin: 'sample' | 'workspace' }>;
    /** Writes the text under its own `name`; answers the name. Text with errors is kept too: nothing typed is lost. */
    save(name: string, text: string): Promise<string>;
    remove(name: string): Promise<void>;
    preview(text: string, signal?: CancelSignal): Promise<PlanPreview>;
  };
  batches: {
    /** Starts what `text` describes; answers the batch id at once, planning goes on behind it. */
    start(text: string): Promise<string>;
    cancel(batch: string): Promise<void>;
    /** The latest state at once, then every change, until the batch has ended. */
    watch(batch: string, signal?: CancelSignal): AsyncIterable<BatchProgress>;
    list(): Promise<readonly BatchProgress[]>;
  };
  runs: {
    list(): Promise<readonly RunRow[]>;
    /** A growing number each time the list changed. */
    watch(signal?: CancelSignal): AsyncIterable<number>;
    /** Everything, as it is kept: of a large cluster very much. */
    read(fingerprint: string): Promise<RunDetail>;
    /** What a screen shows of it. */
    show(fingerprint: string, signal?: CancelSignal): Promise<RunView>;
    mark(fingerprint: string, mark: RunMark): Promise<void>;
    trash(fingerprints: readonly string[]): Promise<void>;
    listTrash(): Promise<readonly RunRow[]>;
    restore(fingerprints: readonly string[]): Promise<void>;
    emptyTrash(): Promise<{ readonly bytesFreed: number }>;
  };
  compare: {
    compute(request: ComparisonRequest, signal?: CancelSignal): Promise<Comparison>;
    /** Where the time goes on the critical paths of one cell. */
    critical(request: CriticalRequest, signal?: CancelSignal): Promise<CriticalContrast>;
    /** One self-contained HTML file. */
    report(request: ComparisonRequest, signal?: CancelSignal): Promise<{ readonly fileName: string; readonly html: string }>;
  };
  catalog: {
    list(): Promise<readonly PathCard[]>;
    /** A growing number each time the list changed, also because an author's folder did. */
    watch(signal?: CancelSignal): AsyncIterable<number>;
    detail(id: string): Promise<PluginDetail>;
    /** Begins to take in an archive; answers what the other calls name it by. */
    begin(): Promise<string>;
    /** The next piece, base64, at most {@link longestPiece} characters; answers how many bytes are there. */
    append(upload: string, offset: number, piece: string): Promise<number>;
    /** Fetches and looks at a plugin; nothing is installed and no code but `describe` in the sandbox runs. */
    review(source: PluginSource, signal?: CancelSignal): Promise<PluginReview>;
    /** Installs what was reviewed, and nothing else. Answers the plugin's id. */
    install(token: string): Promise<string>;
    /** Forgets a review. */
    discard(token: string): Promise<void>;
    /** Uses an author's folder as it is and reads it again when it changes. Answers the plugin's id. */
    loadUnpacked(folder: string): Promise<string>;
    enable(id: string): Promise<void>;
    disable(id: string): Promise<void>;
    /** Of an installed or unpacked plugin; its runs stay readable and repeatable. Built-in ones can only be disabled. */
    remove(id: string): Promise<void>;
  };
  /** Traces that were given to the lab; documents name them by `name`. */
  traces: {
    list(): Promise<readonly TraceRow[]>;
    /** Begins to take in a file; answers what the other calls name it by. */
    begin(): Promise<string>;
    /** The next piece, base64, at most {@link longestPiece} characters; answers how many bytes are there. */
    append(upload: string, offset: number, piece: string): Promise<number>;
    /** The file is whole. Answers its name: another one where the name is taken by another content. */
    keep(upload: string, name: string): Promise<string>;
    discard(upload: string): Promise<void>;
  };
}
