import type { CampaignInput, CampaignSpeed } from '../contract/index.ts';

/** What a probe told of one of its jobs. */
export interface ProbedJob {
  readonly finishedNs: number;
  /** Its program was done so many times. */
  readonly repeats: number;
  readonly meanLatencyNs: number;
}

/** Speeds of kinds of jobs, alone and beside others. */
export interface Speeds {
  /** ns of one repetition alone. */
  aloneNs(kind: number): number;
  /** ns of one repetition beside other kinds on a host, which are sorted. Undefined: nobody probed that. */
  besideNs(kind: number, others: readonly number[]): number | undefined;
  /** Latency of its messages beside others over alone; 1 where it sends none. */
  latencyRatio(kind: number, others: readonly number[]): number;
  list(): readonly CampaignSpeed[];
}

const keyOf = (kind: number, others: readonly number[]): string => `${kind} ${others.join(' ')}`;

/**
 * Speeds from what the probes told, one entry for each job of each probe. Jobs of a probe begin together and end one after the
 * other; while the first of them runs, all do. What the others did after that, beside fewer, is taken off by the speeds of
 * smaller probes, which come before.
 */
export function createSpeeds(input: Pick<CampaignInput, 'kinds' | 'probes'>, probed: readonly (readonly ProbedJob[])[]): Speeds {
  const known = new Map<string, { readonly ns: number; readonly latencyNs: number; readonly kind: number; readonly others: readonly number[] }>();
  input.probes.forEach(({ kinds }, probe) => {
    const jobs = probed[probe];
    const ends = jobs.map(({ finishedNs }, index) => ({ index, ns: finishedNs })).sort((left, right) => left.ns - right.ns);
    const first = ends[0].ns;
    kinds.forEach((kind, index) => {
      const others = kinds.filter((_, other) => other !== index).sort((left, right) => left - right);
      const key = keyOf(kind, others);
      if (known.has(key)) return;
      let repeats = jobs[index].repeats;
      for (let step = 1; step < ends.length && ends[step - 1].ns < jobs[index].finishedNs; step++) {
        const left = ends.slice(step).filter((end) => end.index !== index).map((end) => kinds[end.index]).sort((a, b) => a - b);
        const there = known.get(keyOf(kind, left));
        if (there !== undefined) repeats -= (Math.min(ends[step].ns, jobs[index].finishedNs) - ends[step - 1].ns) / there.ns;
      }
      // A job that outlasted its neighbours by far has hardly any repetition beside them: its mean is the better figure then.
      const ns = repeats * 4 > jobs[index].repeats ? Math.min(first, jobs[index].finishedNs) / repeats : jobs[index].finishedNs / jobs[index].repeats;
      known.set(key, { ns, latencyNs: jobs[index].meanLatencyNs, kind, others });
    });
  });
  return {
    aloneNs: (kind) => known.get(keyOf(kind, []))?.ns ?? NaN,
    besideNs: (kind, others) => known.get(keyOf(kind, others))?.ns,
    latencyRatio(kind, others) {
      const alone = known.get(keyOf(kind, []))?.latencyNs ?? 0;
      return alone > 0 ? (known.get(keyOf(kind, others))?.latencyNs ?? alone) / alone : 1;
    },
    list: () => [...known.values()].map(({ kind, others, ns, latencyNs }): CampaignSpeed => ({
      ...input.kinds[kind], beside: others.map((other) => ({ job: input.kinds[other].job, hosts: input.kinds[other].hosts })), nsPerRepeat: ns, meanLatencyNs: latencyNs,
    })),
  };
}
