import type { Resource } from '@doorbell/sdk';
import { extend, extendFloat } from '../items.ts';
import { action, type Profile, type ProfileStage } from '../profile.ts';
import { highestPriority, instancesByRank } from '../resources.ts';
import { toTicks } from '../time.ts';
import type { World } from '../world.ts';
import { inStep, pastEnd, stepFlag } from './layout.ts';
import type { PlainState } from './state.ts';
import { newPlace } from './vectors.ts';

/** Number of a profile in the state, -1 where it has stages that this kernel does not know. */
export function plainProfileOf(state: PlainState, profile: Profile): number {
  const known = state.numbers.get(profile.number);
  if (known !== undefined) return known;
  const number = isPlain(state, profile) ? state.profiles.length : -1;
  state.numbers.set(profile.number, number);
  if (number >= 0) addProfile(state, profile);
  return number;
}

/** One segment, and only stages that this kernel knows: their instance has to follow from the rank alone. */
function isPlain(state: PlainState, { segments, steady, stages, kin }: Profile): boolean {
  const { world } = state;
  return segments === 1 && kin === undefined && steady !== undefined && stages.every((stage) => {
    const { action: kind, stage: declared } = stage;
    switch (kind) {
      case action.pass: case action.cpuKernel: case action.cpuUser: case action.delay: case action.line: return true;
      case action.turn: {
        const { declared: { discipline, key }, servers } = world.resources.groups[stage.resources[0]];
        const named = discipline === 'priority' || (discipline === 'round-robin' && (key === 'connection' || keysOf(state, key) !== undefined));
        return servers === 1 && named && instancesOf(world, stage) !== undefined;
      }
      case action.ring: return instancesOf(world, stage) !== undefined;
      case action.release: return stage.steer === undefined && instancesOf(world, stage) !== undefined;
      case action.notify: return declared.kind === 'notify' && declared.target !== 'driver-domain';
      default: return false;
    }
  });
}

/** By rank, the instance of a stage's resource or ring: one list for all sizes of messages. */
function instancesOf({ resources, topology }: World, { action: kind, resources: [first], side, state, ringSide }: ProfileStage): Int32Array | undefined {
  const [group, sender] = kind === action.turn ? [first, side === 'sender'] : [state, ringSide === 'sender'];
  const key = group * 2 + (sender ? 0 : 1);
  if (!resources.byRank.has(key)) resources.byRank.set(key, instancesByRank(resources, topology, group, sender));
  return resources.byRank.get(key);
}

/** By rank, what a resource that takes turns tells apart; `undefined` where a rank has several. */
function keysOf({ rankNumbers, world: { topology: { vm, vnic, firstVnic } } }: PlainState, key: Resource['key'] = 'vm'): Int32Array | undefined {
  if (key === 'vm') return vm;
  if (key === 'rank') return rankNumbers;
  return firstVnic.every((first, rank) => first === rank) ? vnic : undefined;
}

function addProfile(state: PlainState, profile: Profile): void {
  const { stages, deliverAt, localDoneAt, bytes, watched, pairs, waits } = profile;
  const first = state.steps;
  state.steps += stages.length + 1;
  if (state.step.length < state.steps * 8) {
    state.step = extend(state.step, state.steps * 16);
    state.stepNs = extendFloat(state.stepNs, state.steps * 4);
  }
  const { step, stepNs } = state;
  stages.forEach((stage, position) => {
    const at = (first + position) * 8;
    step[at | inStep.action] = stage.action;
    step[at | inStep.flags] = (watched[position] === 1 ? stepFlag.watched : 0) | (stage.ahead ? stepFlag.ahead : 0) | (stage.cutThrough ? stepFlag.cutThrough : 0)
      | (isReceivers(state.world, stage) ? stepFlag.receiver : 0) | (stage.side === 'receiver' ? stepFlag.receiverKey : 0) | (position < deliverAt ? stepFlag.data : 0)
      | (varies(stage) ? stepFlag.varies : 0) | (stage.stage.kind === 'notify' && stage.stage.target === 'device' ? stepFlag.device : 0) | (stage.stage.kind === 'ring' && stage.stage.onFull === 'block' ? stepFlag.blocks : 0);
    step[at | inStep.row] = stage.statistic;
    step[at | inStep.executor] = stage.executor;
    step[at | inStep.pair] = pairs[position];
    stepNs[(first + position) << 1] = profile.costs[position];
    if (varies(stage)) stepNs[((first + position) << 1) | 1] = Math.min(1, state.world.input.noise.service + stage.jitter);
    if (stage.action === action.turn || stage.action === action.ring || stage.action === action.release) {
      step[at | inStep.distance] = -1;
      step[at | inStep.first] = listOf(state, instancesOf(state.world, stage) ?? stage.instances);
    }
    if (stage.action === action.turn) {
      const { key, discipline } = state.world.resources.groups[stage.resources[0]].declared;
      const priority = stage.stage.kind === 'serve' ? stage.stage.priority ?? 0 : 0;
      if (discipline === 'priority') step[at | inStep.keys] = -2 - (highestPriority - priority);
      else step[at | inStep.keys] = key === 'connection' ? -1 : listOf(state, keysOf(state, key) ?? stage.instances);
    } else if (stage.action === action.line) {
      step[at | inStep.distance] = stage.instanceStep;
      step[at | inStep.first] = stage.instanceStep >= 0 ? stage.firstInstance : listOf(state, stage.instances);
      for (let next = position + 1; !varies(stage) && next < stages.length && watched[next] === 0 && isPassed(stages[next]); next++) {
        step[at | inStep.delays]++;
        stepNs[((first + position) << 1) | 1] += profile.costs[next];
      }
    } else if (stage.stage.kind === 'notify') {
      stepNs[(first + position) << 1] = toTicks(stage.stage.idleNs);
      stepNs[((first + position) << 1) | 1] = stage.stage.pollBudgetNs ?? 0;
      if (stage.stage.target === 'device') step[at | inStep.first] = stage.state;
    }
  });
  const end = (first + stages.length) * 8;
  step[end | inStep.action] = pastEnd;
  step[end | inStep.flags] = stepFlag.watched;
  state.profiles.push({
    profile, steps: first, stages: stages.length, deliverAt, localDoneAt, bytes, orderRow: waits.order, receiverRow: waits.receiver,
    rows: Int32Array.from(stages, ({ statistic }) => statistic), ns: Float64Array.from(stages, (stage, position) => (stage.action === action.turn && !stage.cutThrough && !varies(stage) ? stage.ns : profile.steady?.ns[position] ?? 0)),
    userWork: stages.reduce((bits, { action: kind }, position) => (kind === action.cpuUser ? bits | (1 << position) : bits), 0),
    sentPlace: newPlace(state.vectors), receivedPlace: newPlace(state.vectors), row: undefined, messages: 0, sumNs: 0, minNs: Infinity, maxNs: 0, entered: 0,
  });
}

/** Whether visits to the stage differ by noise. */
function varies({ action: kind, ns }: ProfileStage): boolean {
  return ns < 0 && (kind === action.cpuKernel || kind === action.cpuUser || kind === action.delay || kind === action.line || kind === action.turn);
}

/** A stage that only takes time, always the same. */
function isPassed({ action: kind, ns }: ProfileStage): boolean {
  return kind === action.pass || (kind === action.delay && ns >= 0);
}

/** Whether the receiver's rank says which core, instance or ring it is. */
function isReceivers({ resources }: World, { action: kind, byTo, side, ringSide, state, resources: [group] }: ProfileStage): boolean {
  if (kind === action.line) return byTo;
  const ring = kind === action.ring || kind === action.release;
  if (!ring && kind !== action.turn) return side === 'receiver';
  return (ring ? ringSide : side) === 'receiver' || resources.groups[ring ? state : group].declared.scope === 'switch-port';
}

function listOf(state: PlainState, instances: Int32Array): number {
  const known = state.instanceLists.get(instances);
  if (known !== undefined) return known;
  const first = state.instances.length;
  state.instanceLists.set(instances, first);
  state.instances = extend(state.instances, first + instances.length);
  state.instances.set(instances, first);
  return first;
}
