import type { Campaign, CampaignCosts, CampaignInput, CampaignJob, CampaignResult, RecoverySettings, RunInput, Tenant } from '../../contract/index.ts';
import { hasEnded, step } from '../advance.ts';
import { resultOf } from '../campaign-result.ts';
import { createSpeeds, type ProbedJob } from '../speeds.ts';
import { createWorld, type World } from '../world.ts';

/** A campaign whose speeds are given instead of probed: one repetition takes `nsPerRepeat` alone, on any hosts it takes so much longer as there are fewer. */
export interface CampaignSketch {
  readonly hosts: number;
  readonly tenants: readonly (Partial<Tenant> & Pick<Tenant, 'arrivals'> & { readonly nsPerRepeat: number; readonly cost?: Partial<CampaignCosts> })[];
  readonly scheduler?: Partial<Campaign['scheduler']>;
  readonly failures?: Partial<NonNullable<Campaign['failures']>>;
  readonly recovery?: Partial<RecoverySettings>;
  readonly snapshotEveryNs?: Campaign['snapshotEveryNs'];
  readonly jobsPerHost?: number;
  /** How much longer a repetition takes with each job beside it. */
  readonly besideFactor?: number;
  readonly seed?: number;
}

/** Costs of a job that can do everything, all of it cheap. */
export const someCosts: CampaignCosts = { migration: { totalNs: 1000, downtimeNs: 100 }, snapshot: { downtimeNs: 50, totalNs: 50 }, restartNs: 200, dataBytes: 8e9, resizeBytesPerSecond: 1e16 };

/** The sketch as an input, and what its probes would have told. */
export function inputOf({ hosts, tenants, scheduler, failures, recovery, snapshotEveryNs, jobsPerHost, besideFactor = 1.5, seed = 1 }: CampaignSketch): { readonly input: CampaignInput; readonly probed: readonly (readonly ProbedJob[])[] } {
  const specs = tenants.map((tenant, index): Tenant => {
    const { nsPerRepeat: _, cost: __, ...own } = tenant;
    return { id: `t${String(index)}`, job: `j${String(index)}`, hosts: 1, repeats: 1, priority: 0, estimateFactor: 1, ...own };
  });
  const kinds = specs.flatMap(({ job, hosts: base, resizes = [] }) => [...new Set([base, ...resizes.map((resize) => resize.hosts)])].map((size) => ({ job, hosts: size, ranks: size })));
  const sizes = specs.map(({ job }) => kinds.flatMap((kind, index) => (kind.job === job ? [{ hosts: kind.hosts, kind: index }] : [])));
  const tenantOf = (kind: number): number => sizes.findIndex((each) => each.some((size) => size.kind === kind));
  const aloneNs = (kind: number): number => (tenants[tenantOf(kind)].nsPerRepeat * specs[tenantOf(kind)].hosts) / kinds[kind].hosts;
  const alone = kinds.map((_, kind) => [kind]);
  const pairs = jobsPerHost === undefined ? [] : kinds.flatMap((_, first) => kinds.slice(first).map((_kind, offset) => [first, first + offset]));
  const input: CampaignInput = {
    format: 1, kernel: 'campaign', engine: 2, hosts, kinds, sizes, seed, workloadKind: 'test', notes: [],
    campaign: {
      tenants: specs, scheduler: { kind: 'fifo', sliceNs: 1000, switchNs: 0, rows: 2, ...scheduler }, sharing: jobsPerHost === undefined ? 'exclusive' : 'shared', jobsPerHost: jobsPerHost ?? 2,
      ...(failures === undefined ? {} : { failures: { mtbfNs: 1e6, repairNs: 1000, spareHosts: 0, ...failures } }), ...(snapshotEveryNs === undefined ? {} : { snapshotEveryNs }),
    },
    recovery: { kind: 'reactive', detectNs: 10, restartNs: 200, ...recovery },
    probes: [...alone, ...pairs].map((members) => ({ kinds: members, input: {} as RunInput })),
    costs: kinds.map((_, kind) => ({ ...someCosts, ...tenants[tenantOf(kind)].cost })),
  };
  // Each runs as long beside the other as it takes, so both end together and nothing is to be taken off.
  const probed = [...alone.map(([kind]) => [{ finishedNs: aloneNs(kind), repeats: 1, meanLatencyNs: 100 }]), ...pairs.map((members) => members.map((kind) => ({ finishedNs: 1e6, repeats: 1e6 / (aloneNs(kind) * besideFactor), meanLatencyNs: 100 * besideFactor })))];
  return { input, probed };
}

/** Simulates it to the end, looking at the world after each event. */
export function runCampaign(sketch: CampaignSketch, look: (world: World) => void = () => undefined): CampaignResult {
  const { input, probed } = inputOf(sketch);
  const world = createWorld(input, createSpeeds(input, probed));
  while (!hasEnded(world)) {
    step(world);
    if (world.events > 3e5) throw new Error('The campaign does not end.');
    look(world);
  }
  const { campaign } = resultOf(world, { messages: 0, segments: 0, stageVisits: 0, events: 0 });
  if (campaign === undefined) throw new Error('There is no result.');
  return campaign;
}

/** `tenant.number: start–end`, in order of arrival. */
export function timesOf(jobs: readonly CampaignJob[]): readonly string[] {
  return jobs.map(({ tenant, number, startedNs, endedNs }) => `${tenant}.${String(number)}: ${String(startedNs)}–${String(endedNs)}`);
}
