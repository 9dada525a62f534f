import type {
  Comparison, ComparisonRequest, CriticalContrast, CriticalRequest, Experiment, ExperimentRow, Finding, PathRequest, Plan, ResolvedPath, ResolvedTrace, RunFailure, RunSummary, RunView,
} from '../core/contract/index.ts';
import type { CaseRow, LedgerCase } from '../core/calibrate/index.ts';
import type { TraceRequest } from '../core/plan/index.ts';
import type { RunOrigin } from './store/write-run.ts';
import type { RateTable, Workload } from './runner/rates.ts';

/** A plan entry without its input, which lies in the workspace under `inputSha256`. */
export interface PlannedRun {
  readonly fingerprint: string;
  readonly factors: Readonly<Record<string, string | number>>;
  readonly inputSha256: string;
  readonly plugins: RunSummary['plugins'];
  readonly workload: Workload;
}

/** `plan.json` of a batch. */
export interface StoredPlan {
  readonly format: 1;
  readonly engine: number;
  readonly experiment: Plan['experiment'];
  readonly axes: Plan['axes'];
  readonly entries: readonly PlannedRun[];
  /** Points of the sweep that do not run, with the reasons. Absent: none, or planned by an earlier version. */
  readonly leftOut?: Plan['leftOut'];
}

/** One simulation: where its input is and what its record will say. */
export interface RunJob {
  readonly workspace: string;
  readonly origin: RunOrigin;
}

interface Task<Argument, Answer> {
  readonly argument: Argument;
  readonly answer: Answer;
}

/** The heavy pure work that is done away from the host's loop, by name. */
export interface WorkerTasks {
  /** What a text says, and the paths that must be resolved before it can be planned. */
  readonly outline: Task<{ readonly text: string }, {
    readonly experiment?: Experiment;
    readonly findings: readonly Finding[];
    readonly requests: readonly PathRequest[];
  }>;
  /** Takes the traces that a document names into the workspace. `folders`: where relative names are looked for. */
  readonly traces: Task<{ readonly workspace: string; readonly folders: readonly string[]; readonly requests: readonly TraceRequest[] }, {
    readonly traces: readonly ResolvedTrace[];
    readonly findings: readonly Finding[];
  }>;
  /** What running a text would mean. `measured` holds rates of workloads that nothing was known of. */
  readonly preview: Task<{
    readonly workspace: string;
    readonly text: string;
    readonly models: readonly ResolvedPath[];
    readonly traces: readonly ResolvedTrace[];
    readonly rates: RateTable;
    readonly workers: number;
  }, {
    readonly findings: readonly Finding[];
    readonly count: number;
    readonly reused: number;
    readonly estimateSeconds: number;
    readonly axes: Plan['axes'];
    readonly fingerprints: readonly string[];
    readonly measured: RateTable;
  }>;
  /** Writes the inputs of all runs, and the plan into the folder of the batch. */
  readonly plan: Task<{
    readonly workspace: string;
    readonly batch: string;
    readonly text: string;
    readonly models: readonly ResolvedPath[];
    readonly traces: readonly ResolvedTrace[];
  }, { readonly findings: readonly Finding[]; readonly plan: StoredPlan }>;
  /** What a screen shows of a run. */
  readonly show: Task<{ readonly workspace: string; readonly fingerprint: string; readonly resultSha256: string; readonly inputSha256: string }, Omit<RunView, 'row'>>;
  readonly compare: Task<{ readonly workspace: string; readonly request: ComparisonRequest }, Comparison>;
  /** Critical paths of one cell of a comparison. */
  readonly critical: Task<{ readonly workspace: string; readonly request: CriticalRequest }, CriticalContrast>;
  readonly report: Task<{ readonly workspace: string; readonly request: ComparisonRequest; readonly version: string; readonly createdAt: string }, {
    readonly fileName: string;
    readonly html: string;
  }>;
  /** The experiments of a folder; `runs` is left 0. */
  readonly experiments: Task<{ readonly folder: string; readonly origin: ExperimentRow['origin'] }, readonly ExperimentRow[]>;
  /** Simulates one case of the ledger, whose paths are resolved. Nothing of it is kept. */
  readonly ledgerCase: Task<{ readonly sample: Experiment; readonly ledgerCase: LedgerCase; readonly models: readonly ResolvedPath[] }, readonly CaseRow[]>;
  readonly compact: Task<{ readonly workspace: string }, { readonly runs: number }>;
}

export type TaskName = keyof WorkerTasks;

/** From the host to a worker. A worker has one request at a time. */
export type WorkerRequest =
  | { readonly type: 'run'; readonly id: number; readonly job: RunJob }
  | { [Name in TaskName]: { readonly type: 'task'; readonly id: number; readonly name: Name; readonly argument: WorkerTasks[Name]['argument'] } }[TaskName]
  | { readonly type: 'cancel'; readonly id: number };

/** What a finished request gives. */
export type WorkerReply =
  | { readonly type: 'done'; readonly id: number; readonly summary: RunSummary; readonly simulationSeconds: number; readonly totalSeconds: number; readonly warm: boolean }
  | { readonly type: 'failed'; readonly id: number; readonly failure: RunFailure; readonly totalSeconds: number }
  | { readonly type: 'answer'; readonly id: number; readonly answer: WorkerTasks[TaskName]['answer'] }
  /** A task that threw: the message is meant for users. */
  | { readonly type: 'error'; readonly id: number; readonly message: string };

/** From a worker to the host. */
export type WorkerMessage = WorkerReply | { readonly type: 'progress'; readonly id: number; readonly progress: number };

/** Whether something that came over a process boundary is a message of this protocol. */
export function isWorkerMessage(value: unknown): value is WorkerMessage {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('id' in value)) return false;
  return typeof value.id === 'number' && typeof value.type === 'string' && ['done', 'failed', 'answer', 'error', 'progress'].includes(value.type);
}

/** Whether something that came over a process boundary is a request of this protocol. */
export function isWorkerRequest(value: unknown): value is WorkerRequest {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('id' in value)) return false;
  return typeof value.id === 'number' && typeof value.type === 'string' && ['run', 'task', 'cancel'].includes(value.type);
}
