import { extend, extendFloat } from '../items.ts';
import { action, type Profile } from '../profile.ts';
import { toTicks } from '../time.ts';
import { inStep, pastEnd, stepFlag } from './layout.ts';
import type { PlainState } from './state.ts';
import { newPlace } from './vectors.ts';

/** Number of a profile in the state, -1 where it has stages that this kernel does not know. */
export function plainProfileOf(state: PlainState, profile: Profile): number {
  const known = state.numbers.get(profile.number);
  if (known !== undefined) return known;
  const number = isPlain(profile) ? state.profiles.length : -1;
  state.numbers.set(profile.number, number);
  if (number >= 0) addProfile(state, profile);
  return number;
}

/** One segment, and only stages that take the same for all that pass, in order, or a signal to a rank. */
function isPlain({ segments, steady, stages, kin }: Profile): boolean {
  return segments === 1 && kin === undefined && steady !== undefined && stages.every(({ action: kind, ns, stage, cutThrough }) => {
    switch (kind) {
      case action.pass: return true;
      case action.cpuKernel: case action.cpuUser: case action.delay: return ns >= 0;
      case action.line: return ns >= 0 && (!cutThrough || ns > 0);
      case action.notify: return stage.kind === 'notify' && stage.target !== 'device' && stage.target !== 'driver-domain';
      default: return false;
    }
  });
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
      | ((stage.action === action.line ? stage.byTo : stage.side === 'receiver') ? stepFlag.receiver : 0) | (position < deliverAt ? stepFlag.data : 0);
    step[at | inStep.row] = stage.statistic;
    step[at | inStep.executor] = stage.executor;
    step[at | inStep.pair] = pairs[position];
    stepNs[(first + position) << 1] = Math.max(0, stage.ns);
    if (stage.action === action.line) {
      step[at | inStep.distance] = stage.instanceStep;
      step[at | inStep.first] = stage.instanceStep >= 0 ? stage.firstInstance : listOf(state, stage.instances);
      for (let next = position + 1; next < stages.length && watched[next] === 0 && (stages[next].action === action.delay || stages[next].action === action.pass); next++) {
        step[at | inStep.delays]++;
        stepNs[((first + position) << 1) | 1] += Math.max(0, stages[next].ns);
      }
    } else if (stage.stage.kind === 'notify') {
      stepNs[(first + position) << 1] = toTicks(stage.stage.idleNs);
      stepNs[((first + position) << 1) | 1] = stage.stage.pollBudgetNs ?? 0;
    }
  });
  const end = (first + stages.length) * 8;
  step[end | inStep.action] = pastEnd;
  step[end | inStep.flags] = stepFlag.watched;
  state.profiles.push({
    profile, steps: first, stages: stages.length, deliverAt, localDoneAt, bytes, orderRow: waits.order, receiverRow: waits.receiver,
    rows: Int32Array.from(stages, ({ statistic }) => statistic), ns: profile.steady?.ns ?? new Float64Array(stages.length),
    userWork: stages.reduce((bits, { action: kind }, position) => (kind === action.cpuUser ? bits | (1 << position) : bits), 0),
    sentPlace: newPlace(state.vectors), receivedPlace: newPlace(state.vectors), row: undefined, messages: 0, sumNs: 0, minNs: Infinity, maxNs: 0, entered: 0,
  });
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
