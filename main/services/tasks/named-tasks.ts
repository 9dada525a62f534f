import { runCase } from '../../core/calibrate/index.ts';
import { compareRuns } from '../../core/compare/index.ts';
import { readComparisonSource } from '../store/comparison-rows.ts';
import { layoutOf } from '../store/layout.ts';
import { compactSegments } from '../store/segments.ts';
import type { TaskName, WorkerTasks } from '../worker-protocol.ts';
import { critical } from './critical-task.ts';
import { listExperiments } from './experiments-task.ts';
import { outline, plan, preview } from './plan-tasks.ts';
import { report } from './report-task.ts';
import { show } from './show-task.ts';
import { takeInTraces } from './traces-task.ts';

type Handlers = {
  readonly [Name in TaskName]: (argument: WorkerTasks[Name]['argument'], isCancelled: () => boolean) => WorkerTasks[Name]['answer'] | Promise<WorkerTasks[Name]['answer']>;
};

const handlers: Handlers = {
  outline,
  traces: takeInTraces,
  preview,
  plan,
  critical,
  report,
  show,
  experiments: listExperiments,
  async compare({ workspace, request }) {
    const { rows, context } = await readComparisonSource(layoutOf(workspace), request);
    return compareRuns(rows, request, context);
  },
  ledgerCase: ({ sample, ledgerCase, models }, isCancelled) => runCase(sample, ledgerCase, models, isCancelled),
  compact: ({ workspace }) => compactSegments(layoutOf(workspace)),
};

/** Does a task by name. Rejects with a message for users. */
export async function runNamedTask<Name extends TaskName>(
  name: Name,
  argument: WorkerTasks[Name]['argument'],
  isCancelled: () => boolean,
): Promise<WorkerTasks[Name]['answer']> {
  if (!Object.hasOwn(handlers, name)) throw new Error(`There is no task "${name}".`);
  return handlers[name](argument, isCancelled);
}
