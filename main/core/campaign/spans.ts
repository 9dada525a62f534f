import type { CampaignSpan } from '../contract/index.ts';
import type { Job, World } from './world.ts';

/** Most spans that a result has. */
export const mostSpans = 20_000;

function add(world: World, span: CampaignSpan): void {
  if (span.toNs > span.fromNs && world.spans.length < mostSpans) world.spans.push(span);
}

/** Draws what a job does from now on, and ends what was drawn of it. */
export function show(world: World, job: Job): void {
  const kind = kindOf(world, job);
  const { shown } = job;
  if (shown === undefined && kind === undefined) return;
  if (shown !== undefined && shown.kind === kind && shown.hosts.length === job.hosts.length && shown.hosts.every((host, index) => host === job.hosts[index])) return;
  if (shown !== undefined) {
    for (const host of shown.hosts) add(world, { host, tenant: job.spec.id, number: job.number, kind: shown.kind, fromNs: shown.sinceNs, toNs: world.now });
  }
  job.shown = kind === undefined ? undefined : { kind, hosts: [...job.hosts], sinceNs: world.now };
}

/** Draws the time for which a host was away. */
export function showFailed(world: World, host: number): void {
  add(world, { host, tenant: '', number: 0, kind: 'failed', fromNs: world.hosts[host].changedNs, toNs: world.now });
}

function kindOf(world: World, job: Job): CampaignSpan['kind'] | undefined {
  if (job.state !== 'running' || job.row !== world.row) return undefined;
  if (world.now < world.switchUntilNs) return 'switching';
  return job.pause?.kind ?? (job.moving === undefined ? 'running' : 'migrating');
}
