import type { BatchProgress } from '../../core/contract/index.ts';

/** Where progress is written: the terminal's stderr. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal a line comes only this often, seconds: logs should stay readable. */
const sparseSeconds = 10;

function time(seconds: number): string {
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
  if (progress.state === 'running' && progress.secondsLeft !== undefined) parts.push(`about ${time(progress.secondsLeft)} left`);
  if (progress.state !== 'running') parts.push(`${progress.state} after ${time(progress.elapsedSeconds)}`);
  return parts.join(', ');
}

/** Shows the states of a batch: one line that is written over on a terminal, else a line now and then and at the end. */
export function createProgressLine(output: ProgressOutput): { show(progress: BatchProgress): void } {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      const last = progress.state !== 'planning' && progress.state !== 'running';
      if (output.isTTY === true) {
        const text = describeProgress(progress).slice(0, Math.max(20, (output.columns ?? 80) - 1));
        output.write(`\r\u001b[K${text}${last ? '\n' : ''}`);
        return;
      }
      if (progress.state === 'planning' || (!last && progress.elapsedSeconds - saidAt < sparseSeconds)) return;
      saidAt = progress.elapsedSeconds;
      output.write(`${describeProgress(progress)}\n`);
    },
  };
}
