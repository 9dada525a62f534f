import type { ExperimentEvent } from '../contract/index.ts';
import type { PlacedJob } from './merge-jobs.ts';
import type { VmSituation } from './vm-situation.ts';

/** An event of a run, and its number in the document. */
export interface EventOfRun {
  readonly event: ExperimentEvent;
  readonly index: number;
}

/** The events that concern the jobs of a run: where a job is left out, nothing happens to its VMs. */
export function eventsFor(events: readonly ExperimentEvent[], { jobOf, hostOf }: VmSituation, jobs: readonly PlacedJob[]): readonly EventOfRun[] {
  const present = new Set(jobs.map(({ index }) => index));
  // A VM that nobody has is for the checks to refuse.
  const here = (vm: number): boolean => vm >= hostOf.length || present.has(jobOf(vm));
  return events.flatMap((event, index): readonly EventOfRun[] => {
    if (event.kind === 'migrate') return here(event.vm) ? [{ event, index }] : [];
    if (event.kind !== 'snapshot' || event.vms === undefined || event.vms.every(here)) return [{ event, index }];
    const vms = event.vms.filter(here);
    return vms.length === 0 ? [] : [{ event: { ...event, vms }, index }];
  });
}
