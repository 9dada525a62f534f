import type { CampaignInput } from '../contract/index.ts';
import type { World } from './world.ts';

/** What of this was simulated, what was computed, and what is left out: sentences for people who distrust the numbers. */
export function basisOf({ input }: World): readonly string[] {
  const { campaign, probes, recovery } = input;
  const alone = probes.filter(({ kinds }) => kinds.length === 1).length;
  const beside = probes.length - alone;
  return [
    `Speeds come from ${count(probes.length, 'simulated run')}: ${beside === 0 ? '' : `${String(alone)} with `}each kind of job alone on its hosts${beside === 0 ? '' : `, ${String(beside)} with several beside each other`} (${kindsOf(input)}). A job does its program over and over at that speed.`,
    'Between these runs nothing is simulated message by message: jobs are events at job level, and traffic of jobs on different hosts does not meet.',
    ...(campaign.sharing === 'shared' ? ['On shared hosts a job is as slow as on the most crowded of its hosts, as its run beside the same jobs gave; all of a smaller job\'s hosts are then among those of the larger one.'] : []),
    ...(campaign.scheduler.kind === 'gang' ? ['Jobs whose turn it is not stay in memory; that it suffices is taken for granted.'] : []),
    ...(campaign.scheduler.kind === 'priority' ? ['A preempted job leaves its hosts at once; saving it and bringing it back takes `switchNs`, whatever its memory.'] : []),
    ...(campaign.failures === undefined ? [] : [`Failures of hosts are drawn (exponential, independent of load and of each other); recovery is ${recovery.kind}. Work since the last snapshot is done again.`]),
    ...(campaign.failures?.predictor !== undefined && recovery.kind === 'proactive' ? ['A migration ahead of a failure takes what pre-copy takes alone on the link; only its stop-and-copy slows the job. VMs of a host move one after the other.'] : []),
    ...(campaign.snapshotEveryNs === undefined ? [] : ['A snapshot has the storage for itself, whatever other jobs do.']),
    ...(campaign.tenants.some(({ resizes }) => resizes !== undefined) ? ['A job that changes its size stands still while its data move over links that nobody else uses; VMs are there at once.'] : []),
    ...input.notes,
  ];
}

function kindsOf({ kinds }: CampaignInput): string {
  return kinds.map(({ job, hosts, ranks }) => `${job} with ${count(ranks, 'rank')} on ${count(hosts, 'host')}`).join(', ');
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? '' : 's'}`;
}
