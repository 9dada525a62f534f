import type { RunInput, RunResult } from '../../contract/index.ts';
import { inEntity, rankState } from '../cpu.ts';
import { layersOf } from '../layers.ts';
import { allModelsOf } from '../pair-models.ts';
import { resultOf } from '../result.ts';
import { sharedMemoryModel } from '../shared-memory.ts';
import { longestRunNs } from '../time.ts';
import { eventKind, type World } from '../world.ts';
import { inPair, inPairNs, inRank } from './layout.ts';
import { countPosted, countRecent, passed } from './messages.ts';
import { writePath } from './path.ts';
import { addCode, addLoops, hasPeers, isPlainCode } from './program.ts';
import { programDone, received, sent, startRank } from './run-program.ts';
import { arrive, onCpu, onServer } from './stages.ts';
import { createPlainState, type PlainState } from './state.ts';

/**
 * Whether a run is one that the plain kernel may do: ranks that have a core each to themselves, no driver domains, nobody who stops or moves
 * VMs. What it comes upon later, such as a message longer than a segment, it gives back.
 */
export function isPlain(input: RunInput): boolean {
  const { places, platform, manager, jobs, floating } = input;
  if (manager !== undefined || jobs !== undefined || floating === true || layersOf(input).of !== undefined) return false;
  if (allModelsOf(input).some(({ driverDomain }) => driverDomain !== undefined)) return false;
  const cores = new Set(places.map(({ host, core }) => host * platform.host.cores + (core % platform.host.cores)));
  return cores.size === places.length;
}

/** A plain run of a world that was just made, with its ranks' starts pending; undefined where a program asks for what this kernel does not know. */
export function createPlainRun(world: World): PlainState | undefined {
  const { ranks } = world;
  // Of several segments: what collectives send shows only when they are called.
  const mostBytes = [sharedMemoryModel(world.input.mpi), ...allModelsOf(world.input)].reduce((most, { protocol }) => Math.max(most, protocol.segmentBytes), 0);
  if ([...new Set(ranks.program)].some((code) => !isPlainCode(code, mostBytes))) return undefined;
  const state = createPlainState(world, { passed, sent, received });
  const first = new Map<(typeof ranks.program)[number], number>();
  ranks.program.forEach((code, rank) => {
    const at = first.get(code) ?? addCode(state, code);
    if (!hasPeers(code)) first.set(code, at);
    state.rank[(rank << 6) | inRank.at] = at;
    state.rank[(rank << 6) | inRank.loops] = state.programLoops[rank] = addLoops(state, code.counters);
    state.rank[(rank << 6) | inRank.handles] = ranks.programHandles[rank];
    state.rank[(rank << 6) | inRank.handleCount] = code.handles.length;
  });
  return state;
}

/** Simulates at most `events` events; `given-up`: the run has to begin anew with the other kernel. */
export function advancePlain(state: PlainState, events: number): 'more' | 'ended' | 'given-up' {
  const { world } = state;
  const { queue, statistics } = world;
  for (let left = events; left > 0; left--) {
    if (state.gaveUp) return 'given-up';
    if (!queue.pop()) {
      // Whoever waits for ever is named by the other kernel.
      if (world.ranks.finished < state.ranks || state.messagesInUse > 0 || state.requestsInUse > 0) return 'given-up';
      writeBack(state);
      return 'ended';
    }
    const { time, what } = queue;
    state.now = time;
    if (time > longestRunNs) return 'given-up';
    statistics.events++;
    const kind = what & 7;
    if (kind === eventKind.cpu) onCpu(state, what >> 3, queue.stamp, programDone);
    else if (kind === eventKind.stage) arrive(state, what >> 3);
    else if (kind === eventKind.server) onServer(state, what >> 3, queue.stamp);
    else startRank(state, what >> 3);
  }
  return 'more';
}

/** The result of a run that has ended. */
export function resultOfPlain(state: PlainState): RunResult {
  const { pair, pairNs } = state;
  return resultOf(state.world, (visit) => {
    for (let p = 0; p < state.pairs << 4; p += 16) {
      countPosted(state, p);
      visit(pair[p | inPair.from], pair[p | inPair.to], pair[p | inPair.posted], pairNs[(p >> 1) | inPairNs.bytes], pairNs[(p >> 1) | inPairNs.receiverWaitedNs], pairNs[(p >> 1) | inPairNs.senderWaitedNs]);
    }
  });
}

/** Writes what the result is made of where the other kernel keeps it. */
function writeBack(state: PlainState): void {
  const { world, rank: int, rankNs } = state;
  const { cpu, statistics } = world;
  world.now = state.now;
  countRecent(state);
  writePath(state);
  for (let rank = 0; rank < state.ranks; rank++) {
    const from = (rank << 5) | inRank.buckets;
    const to = (rank << 4) | inEntity.buckets;
    for (const bucket of [rankState.start, rankState.compute, rankState.overhead, rankState.waiting]) cpu.ns[to + bucket] = rankNs[from + bucket];
    cpu.int[(rank << 5) | inEntity.state] = int[(rank << 6) | inRank.state];
    cpu.ns[(rank << 4) | inEntity.stateSince] = rankNs[(rank << 5) | inRank.stateSince];
    const core = cpu.int[(rank << 5) | inEntity.core];
    cpu.coreSince[core] = state.coreSince[rank];
    cpu.coreBusyNs[core] = state.coreBusyNs[rank];
    cpu.corePollNs[core] = rankNs[(rank << 5) | inRank.pollNs];
    cpu.coreTurns[core] = state.coreTurns[rank];
    cpu.occupant[core] = int[(rank << 6) | inRank.running] === 1 ? rank : -1;
    statistics.attributedNs[rank] = state.attributedNs[rank];
  }
  for (const { profile, row, messages, sumNs, minNs, maxNs, entered } of state.profiles) {
    profile.entered = entered;
    profile.delivered = entered;
    statistics.segments += entered;
    statistics.messages += messages;
    statistics.bytesDelivered += messages * profile.bytes;
    if (profile.relation === 'other-host') statistics.crossing += messages;
    if (row !== undefined) Object.assign(row, { messages, sumNs, minNs, maxNs });
  }
}

