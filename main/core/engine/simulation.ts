import type { RunFailure, RunInput, RunResult } from '../contract/index.ts';
import { createWalk } from './attribution.ts';
import { createCpu } from './cpu.ts';
import { createCriticalPaths } from './critical-path.ts';
import { createEventQueue } from './event-queue.ts';
import { createGraphRanks, type GraphRanks } from './graph-ranks.ts';
import { createItems } from './items.ts';
import { beginManager, createManager, onManager } from './manager/index.ts';
import { createMarks } from './marks.ts';
import { createMessages } from './messages.ts';
import { advancePlain, createPlainRun, isPlain, resultOfPlain } from './plain/plain-run.ts';
import { MessageTooLong } from './profile.ts';
import { createProfiles } from './profiles.ts';
import { createRandom } from './random.ts';
import { createRanks } from './ranks.ts';
import { onMessageKept, onReceiveDone, onSendDone } from './requests.ts';
import { createResources } from './resources.ts';
import { resultOf } from './result.ts';
import { onProgramDone, startRank } from './run-program.ts';
import { onCpu, onCredit, onlyPolling, onSlice } from './scheduler.ts';
import { createStageStates } from './stage-states.ts';
import { onRetry } from './rings.ts';
import { arrive, onBatch, onItemServed } from './stages.ts';
import { createStatistics } from './statistics.ts';
import { longestRunNs, toTicks } from './time.ts';
import type { TraceProgram } from './trace-program.ts';
import { onItemPassed } from './transport.ts';
import { createTopology } from './topology.ts';
import { onEligible, onServer } from './turns.ts';
import { findInvalid } from './validate.ts';
import { onHeldRetry } from './vms/holding.ts';
import { createVms } from './vms/vms.ts';
import { eventKind, retryOf, type World } from './world.ts';
import { unmatched, waitingRanks } from './deadlock.ts';

/** How a simulation ended. */
export type Outcome = { readonly ok: true; readonly result: RunResult } | { readonly ok: false; readonly failure: RunFailure };

/** A run under way. */
export interface Simulation {
  /** Simulates at most `events` events; true when the run has ended, well or not. */
  advance(events: number): boolean;
  /** Messages posted of all that the programs hold, 0 to 1. */
  readonly progress: number;
  /** Call after `advance` has answered true. */
  outcome(): Outcome;
}

/**
 * Prepares a run; a `graph` takes the place of its program. Invalid input is an outcome, never an exception. A plain run is done by the kernel
 * for these, which may find that it is not; then it begins anew.
 */
export function createSimulation(input: RunInput, graph?: TraceProgram & { readonly kind: 'graph' }): Simulation {
  const invalid = findInvalid(input);
  if (invalid !== undefined) return failed(invalid);
  let world = createWorld(input, graph === undefined ? undefined : createGraphRanks(graph));
  let plain = graph === undefined && isPlain(input) ? createPlainRun(world) : undefined;
  let ended = false;
  let shown = 0;
  return {
    advance(events) {
      try {
        if (ended) return true;
        if (plain === undefined) {
          ended = advance(world, events);
          return ended;
        }
        const state = advancePlain(plain, events);
        ended = state === 'ended';
        if (state === 'given-up') {
          plain = undefined;
          world = createWorld(input);
        }
      } catch (error) {
        // How long a message is shows when it is posted, deep inside of an event.
        if (!(error instanceof MessageTooLong)) throw error;
        world.failure = { kind: 'invalid-input', message: error.message, hint: error.hint };
        plain = undefined;
        ended = true;
      }
      return ended;
    },
    get progress() {
      const expected = world.graph?.sends ?? world.ranks.expected;
      // A run that began anew does not go back.
      shown = Math.max(shown, expected === 0 ? 0 : Math.min(1, world.ranks.posted / expected));
      return shown;
    },
    outcome() {
      if (plain !== undefined) return { ok: true, result: resultOfPlain(plain) };
      return world.failure === undefined ? { ok: true, result: resultOf(world) } : { ok: false, failure: world.failure };
    },
  };
}

/** Runs to the end in one go; for tests, tools and workers without progress. */
export function simulate(input: RunInput): Outcome {
  const simulation = createSimulation(input);
  while (!simulation.advance(1_000_000));
  return simulation.outcome();
}

function failed(failure: RunFailure): Simulation {
  return { advance: () => true, progress: 1, outcome: () => ({ ok: false, failure }) };
}

/** All state before the first event, with every rank about to start. */
export function createWorld(input: RunInput, graph?: GraphRanks): World {
  const topology = createTopology(input);
  const base = { input, topology, vms: createVms(Math.max(topology.vms, input.manager?.memory.length ?? 0)), resources: createResources(), states: createStageStates(), statistics: createStatistics(input.places.length, input.manager !== undefined || (input.jobs?.length ?? 0) > 1, input.jobs) };
  const world: World = {
    ...base, graph, manager: input.manager === undefined ? undefined : createManager(input, input.manager), now: 0, failure: undefined, queue: createEventQueue(), items: createItems(base.statistics.profiles), marks: createMarks(), messages: createMessages(base.statistics.profiles),
    cpu: createCpu(input), walk: createWalk(), paths: createCriticalPaths(input.places.length), ranks: createRanks(input, createProfiles(base)), noise: createRandom(input.seed, -2),
    itemServed: (item, entity) => onItemServed(world, item, entity),
    itemPassed: (item, position) => onItemPassed(world, item, position),
    programDone: (rank) => onProgramDone(world, rank),
    sendDone: (message) => onSendDone(world, message),
    messageKept: (message) => onMessageKept(world, message),
    receiveDone: (rank, request, message) => onReceiveDone(world, rank, request, message),
  };
  const skew = createRandom(input.seed, 0);
  input.places.forEach((_, rank) => {
    const startNs = input.jobs?.[base.statistics.jobs?.of[rank] ?? 0]?.startNs ?? 0;
    world.queue.push(toTicks(startNs + input.noise.startSkewNs * Math.abs(skew.triangular())), eventKind.start + rank * 8, 0);
  });
  if (world.manager !== undefined) beginManager(world, world.manager);
  return world;
}

/** Simulates at most `events` events; true when the run has ended. */
export function advance(world: World, events: number): boolean {
  const { queue, statistics } = world;
  for (let left = events; left > 0; left--) {
    if (world.failure !== undefined) return true;
    if (!queue.pop()) {
      world.failure = world.ranks.finished < world.ranks.code.length ? waitingRanks(world) : unmatched(world);
      return true;
    }
    world.now = queue.time;
    if (queue.time > longestRunNs) {
      world.failure = {
        kind: 'too-long', message: 'The run passes 39 hours of simulated time, beyond which times are no longer exact.',
        hint: 'Use fewer steps or repetitions; rates settle long before.',
      };
      return true;
    }
    statistics.events++;
    dispatch(world, queue.what & 7, queue.what >> 3, queue.stamp);
  }
  return false;
}

function dispatch(world: World, kind: number, index: number, stamp: number): void {
  switch (kind) {
    case eventKind.stage: arrive(world, index); break;
    case eventKind.cpu: onCpu(world, index, stamp); break;
    case eventKind.slice:
      world.cpu.turnsPending--;
      if (world.ranks.finished < world.ranks.code.length && onlyPolling(world)) world.failure = waitingRanks(world);
      else onSlice(world, index, stamp);
      break;
    case eventKind.server: onServer(world, index, stamp); break;
    case eventKind.batch: onBatch(world, index, stamp); break;
    case eventKind.start:
      // Ranks start with stamp 0; the manager's processes count theirs from 1.
      if (stamp === 0) startRank(world, index);
      else onManager(world, index, stamp);
      break;
    case eventKind.credit: onCredit(world, index, stamp); break;
    case eventKind.retry:
      if (stamp === retryOf.ring) onRetry(world, index);
      else if (stamp === retryOf.turns) onEligible(world, index);
      else onHeldRetry(world, index);
      break;
  }
}
