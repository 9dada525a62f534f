import { performance } from 'node:perf_hooks';
import type { PlannedInput, RunFailure, RunSummary } from '../../core/contract/index.ts';
import { createRun, engineVersion, type TraceProgram } from '../../core/engine/index.ts';
import { fingerprint } from '../../core/plan/index.ts';
import type { Logger } from '../log.ts';
import { layoutOf } from '../store/layout.ts';
import { readInput } from '../store/objects.ts';
import { writeRun } from '../store/write-run.ts';
import { loadTrace } from '../traces/load-trace.ts';
import type { RunJob } from '../worker-protocol.ts';
import { advanceToEnd } from './advance.ts';

/** A run that is in the workspace now, or why it is not. Times in wall-clock seconds; only those of a warm process tell its speed. */
export type SimulatedRun =
  | { readonly ok: true; readonly summary: RunSummary; readonly simulationSeconds: number; readonly totalSeconds: number; readonly warm: boolean }
  | { readonly ok: false; readonly failure: RunFailure; readonly totalSeconds: number };

/** Simulated by this process before, seconds: code runs several times slower until it is compiled. */
let simulatedSeconds = 0;
const warmAfterSeconds = 0.5;

/** What a simulation is told and asked while it runs. */
export interface RunControl {
  readonly log: Logger;
  onProgress(progress: number): void;
  isCancelled(): boolean;
}

const cancelled: RunFailure = { kind: 'cancelled', message: 'The run was cancelled.', hint: 'Start the experiment again to simulate it.' };

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A run's input and the trace that it names. */
interface Loaded {
  readonly input: PlannedInput;
  readonly trace?: TraceProgram;
}

async function checkedInput(job: RunJob): Promise<Loaded | RunFailure> {
  const { fingerprint: wanted, inputSha256 } = job.origin;
  let input: PlannedInput;
  try {
    input = await readInput(layoutOf(job.workspace), inputSha256);
  } catch (error) {
    return { kind: 'invalid-input', message: `The input of the run cannot be read: ${messageOf(error)}`, hint: 'Start the experiment again, which writes its inputs anew.' };
  }
  if (input.engine !== engineVersion) {
    return { kind: 'invalid-input', message: `The run was planned for engine ${String(input.engine)}, this is engine ${String(engineVersion)}.`, hint: 'Start the experiment again to plan it anew.' };
  }
  if (fingerprint(input) !== wanted) {
    return { kind: 'invalid-input', message: 'The input of the run does not match its fingerprint.', hint: 'Start the experiment again, which writes its inputs anew.' };
  }
  if (input.trace === undefined) return { input };
  try {
    return { input, trace: await loadTrace(layoutOf(job.workspace), input.trace) };
  } catch (error) {
    return { kind: 'invalid-input', message: messageOf(error), hint: 'Start the experiment again, which takes its trace in anew.' };
  }
}

/** Simulates one planned run and writes it into the workspace. Never rejects: what goes wrong is a failure. */
export async function simulateRun(job: RunJob, control: RunControl): Promise<SimulatedRun> {
  const begun = performance.now();
  const since = (): number => (performance.now() - begun) / 1000;
  const fail = (failure: RunFailure): SimulatedRun => ({ ok: false, failure, totalSeconds: since() });
  const loaded = await checkedInput(job);
  if ('kind' in loaded) return fail(loaded);
  const { input, trace } = loaded;
  const warm = simulatedSeconds >= warmAfterSeconds;
  const started = performance.now();
  let outcome;
  try {
    const simulation = createRun(input, trace);
    const end = await advanceToEnd(simulation, (progress) => {
      control.onProgress(progress);
      return !control.isCancelled();
    });
    if (end === 'stopped') return fail(cancelled);
    outcome = simulation.outcome();
  } catch (error) {
    control.log.error({ run: job.origin.fingerprint, batch: job.origin.batch, err: error }, 'The engine threw.');
    return fail({ kind: 'crashed', message: `The simulation stopped with an error of its own: ${messageOf(error)}`, hint: `This is a fault in Doorbell. The log of the workspace has the details; the run's seed is ${String(input.seed)}.` });
  }
  const simulationSeconds = (performance.now() - started) / 1000;
  simulatedSeconds += simulationSeconds;
  if (!outcome.ok) return fail(outcome.failure);
  try {
    const when = { createdAt: new Date().toISOString(), wallSeconds: simulationSeconds };
    const summary = await writeRun(layoutOf(job.workspace), job.origin, outcome.result, when, (error) => {
      control.log.warn({ run: job.origin.fingerprint, batch: job.origin.batch, err: error }, 'The series of a run cannot be written as Parquet; the run itself is complete.');
    }, input);
    control.log.info({ run: job.origin.fingerprint, batch: job.origin.batch, simulationSeconds }, 'Run written.');
    return { ok: true, summary, simulationSeconds, totalSeconds: since(), warm };
  } catch (error) {
    return fail({ kind: 'crashed', message: `The result cannot be written: ${messageOf(error)}`, hint: `Make room on the disk of ${job.workspace}, or choose another workspace.` });
  }
}
