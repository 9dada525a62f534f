import { allJobs, axisNames, type AxisName, type AxisValue, type Experiment, type Job } from '../contract/index.ts';
import { axesOfWorkload } from '../workloads/index.ts';
import { errorAt, type FieldPath, type LocalFinding } from './field-path.ts';
import { axesOf } from './sweep-points.ts';

/**
 * Whether the jobs have every axis that the sweep names. An axis about paths, VMs, placement or the cluster is every job's; one about a
 * workload or its ranks is meant for the one job that has it, so two of them cannot be told apart.
 */
export function checkAxes({ jobs, sweep, campaign }: Experiment): readonly LocalFinding[] {
  const check = (name: AxisName, path: FieldPath, value?: AxisValue): readonly LocalFinding[] => {
    if (name === 'jobs') {
      if (jobs.length === 1 || campaign !== undefined) return value === undefined ? [errorAt(path, campaign === undefined ? 'There is one job, so there is none to leave out.' : 'The jobs of a campaign do not run side by side as they stand, so there is none to leave out.', 'Remove the axis.')] : [];
      return value === undefined ? [] : checkJobsValue(jobs, path, value);
    }
    const having = jobs.filter(({ workload }) => axesOfWorkload(workload.kind).includes(name));
    const [first, second] = having;
    if (first === undefined) {
      const known = [...new Set(jobs.flatMap(({ workload }) => axesOfWorkload(workload.kind)))];
      return [errorAt(path, `${jobs.length === 1 ? `The workload ${jobs[0]?.workload.kind ?? ''} has` : 'The workloads of these jobs have'} no ${name}.`, `${jobs.length === 1 ? 'Its' : 'Their'} axes are ${known.join(', ')}.`)];
    }
    if (second === undefined || everyJobs.includes(name)) return [];
    return [errorAt(path, `The jobs ${first.id} and ${second.id} both have ${name}, and the axis does not say whose it is.`, 'Write the value into the jobs, and use an experiment for each, or choose an axis that one of them has.')];
  };
  return [
    ...axesOf(sweep).flatMap((name) => [...check(name, ['sweep', 'axes', name]), ...(name === 'jobs' ? (sweep.axes.jobs ?? []).flatMap((value, index) => check(name, ['sweep', 'axes', name, index], value)) : [])]),
    ...(['also', 'except'] as const).flatMap((list) => (sweep[list] ?? []).flatMap((point, index) => axisNames.flatMap((name) => (point[name] === undefined ? [] : check(name, ['sweep', list, index, name], point[name]))))),
  ];
}

/** Axes that change all jobs alike, where their workloads have them. */
const everyJobs: readonly AxisName[] = ['path', 'hosts', 'vmsPerHost', 'vnics', 'nics', 'rails', 'pinning', 'uplinks', 'placement', 'events', 'recovery', 'onNonConvergence', 'scheduler', 'sharing', 'mtbf'];

function checkJobsValue(jobs: readonly Job[], path: FieldPath, value: AxisValue): readonly LocalFinding[] {
  if (value === allJobs || jobs.some(({ id }) => id === value)) return [];
  return [errorAt(path, `There is no job ${typeof value === 'string' ? value : ''}.`, `Use ${allJobs}, or one of ${jobs.map(({ id }) => id).join(', ')} to run that job without the others.`)];
}
