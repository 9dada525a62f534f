import type { PathModel } from '@doorbell/sdk';
import type { PlannedInput, RankPlace, RunResult } from '../contract/index.ts';
import { exceptionFinder } from '../engine/pair-models.ts';

/** What registration is counted in. */
const pageBytes = 4096;

/** What one rank sets up over one path. */
interface SetUp {
  readonly model: PathModel;
  readonly peers: Set<number>;
  pages: number;
}

/**
 * What the slowest rank has to wait for before its first message, ns: over each path that it takes, the function of its VM, a
 * set of queues on each vNIC, a connection to each rank that it exchanges messages with, and the registration of one buffer for
 * each direction of each, as long as the longest message of that path. A run begins after it: no other time contains it.
 * Undefined where the paths charge nothing, or the run no longer knows who talked to whom.
 */
export function setUpTimeNs(input: PlannedInput, { traffic, messages, ranksPerGroup = 1 }: RunResult): number | undefined {
  if (input.kernel !== undefined || ranksPerGroup > 1) return undefined;
  const { places } = input;
  const modelOf = modelFinder(input.models);
  const longest = new Map<string, number>();
  for (const { path, bytes } of messages) longest.set(path, Math.max(bytes, longest.get(path) ?? 0));
  const ranks = places.map((): SetUp[] => []);
  for (const [from, to] of traffic) {
    const model = from === to ? undefined : modelOf(places[from], places[to]);
    if (model?.bootstrap === undefined) continue;
    const pages = Math.ceil((longest.get(model.id) ?? 0) / pageBytes);
    for (const [rank, peer] of [[from, to], [to, from]] as const) {
      const known = ranks[rank]?.find((each) => each.model === model);
      const one = known ?? { model, peers: new Set<number>(), pages: 0 };
      if (known === undefined) ranks[rank]?.push(one);
      one.peers.add(peer);
      one.pages += pages;
    }
  }
  const slowest = ranks.reduce((most, own, rank) => Math.max(most, own.reduce((sum, each) => sum + costOf(each, places[rank]), 0)), 0);
  return slowest > 0 ? slowest : undefined;
}

function costOf({ model: { bootstrap }, peers, pages }: SetUp, place: RankPlace | undefined): number {
  if (bootstrap === undefined) return 0;
  const vnics = place?.vnics?.length ?? 1;
  return (bootstrap.assignFunctionNs + bootstrap.createQueueSetNs) * vnics + bootstrap.connectNs * peers.size + bootstrap.registerPerPageNs * pages;
}

function modelFinder(models: Extract<PlannedInput, { readonly kernel?: undefined }>['models']): (a: RankPlace | undefined, b: RankPlace | undefined) => PathModel | undefined {
  const exceptionOf = exceptionFinder(models);
  return (a, b) => {
    if (a === undefined || b === undefined) return undefined;
    if (a.vm === b.vm && a.host === b.host) return models.sameVm;
    const exception = exceptionOf?.(a.vm, b.vm) ?? -1;
    if (exception >= 0) return models.exceptions?.[exception]?.model;
    return a.host === b.host ? models.sameHost : models.otherHost;
  };
}
