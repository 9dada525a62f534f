import type { BatchProgress } from '../../core/contract/index.ts';

/** Where progress is written: the terminal's stderr. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal a line comes only this often, seconds: logs should stay readable. */
const sparseSeconds = 10;

/** Seconds as people say them. */
export function describeSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${String(minutes)} min ${String(whole % 60)} s` : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** What a batch is doing, on one line. */
export function describeProgress(progress: BatchProgress): string {
  if (progress.state === 'planning') return 'Planning …';
  const settled = progress.done + progress.reused + progress.failed;
  const parts = [`${String(settled)} of ${String(progress.total)} runs`];
  if (progress.reused > 0) parts.push(`${String(progress.reused)} reused`);
  if (progress.failed > 0) parts.push(`${String(progress.failed)} failed`);
  if (progress.state === 'running' && progress.secondsLeft !== undefined) parts.push(`about ${describeSeconds(progress.secondsLeft)} left`);
  if (progress.state !== 'running') parts.push(`${progress.state} after ${describeSeconds(progress.elapsedSeconds)}`);
  return parts.join(', ');
}

/** One line of text that says how far something is. */
export interface StatusLine {
  /** `elapsedSeconds` since it began. The last line stays. */
  show(text: string, elapsedSeconds: number, last?: boolean): void;
  /** Takes the line off a terminal. */
  clear(): void;
}

/** One line that is written over on a terminal, else a line now and then and at the end. */
export function createStatusLine(output: ProgressOutput): StatusLine {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    show(text, elapsedSeconds, last = false) {
      if (output.isTTY === true) {
        output.write(`\r\u001b[K${text.slice(0, Math.max(20, (output.columns ?? 80) - 1))}${last ? '\n' : ''}`);
        return;
      }
      if (!last && elapsedSeconds - saidAt < sparseSeconds) return;
      saidAt = elapsedSeconds;
      output.write(`${text}\n`);
    },
    clear() {
      if (output.isTTY === true) output.write('\r\u001b[K');
    },
  };
}

/** Shows the states of a batch. */
export function createProgressLine(output: ProgressOutput): { show(progress: BatchProgress): void } {
  const line = createStatusLine(output);
  return {
    show(progress) {
      if (progress.state === 'planning' && output.isTTY !== true) return;
      line.show(describeProgress(progress), progress.elapsedSeconds, progress.state !== 'planning' && progress.state !== 'running');
    },
  };
}
