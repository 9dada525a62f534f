import type { Finding, ResolvedTrace } from '../../core/contract/index.ts';
import { layoutOf } from '../store/layout.ts';
import { takeInTrace } from '../traces/take-in.ts';
import type { WorkerTasks } from '../worker-protocol.ts';

/** Takes traces into the workspace, one after the other. */
export async function takeInTraces({ workspace, folders, requests }: WorkerTasks['traces']['argument'], isCancelled: () => boolean): Promise<WorkerTasks['traces']['answer']> {
  const traces: ResolvedTrace[] = [];
  const findings: Finding[] = [];
  for (const request of requests) {
    const taken = await takeInTrace(layoutOf(workspace), folders, request, isCancelled);
    if (taken.ok) traces.push(taken.trace);
    else findings.push({ severity: 'error', path: request.at, message: taken.message, hint: taken.hint });
  }
  return { traces, findings };
}
