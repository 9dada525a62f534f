import type { PathModel, Resource, ServeStage, Stage } from '@doorbell/sdk';
import type { RunInput } from '../contract/index.ts';
import { losesSegments } from './pausable-ports.ts';
import { resourceName } from './resources.ts';

/** One stage of a pipeline that serves at a resource, or a place from which anything may come. */
interface Step {
  readonly name: string;
  readonly scope: Resource['scope'];
  readonly side: 'sender' | 'receiver';
}

/** Places before a stage; `undefined`: somewhere else than at a resource that keeps its order. */
type Before = ReadonlySet<Step | undefined>;

const anywhere: Before = new Set([undefined]);

/**
 * Names of the first-come-first-served resources whose every visitor comes straight from one other such resource, which
 * lets them go in the order in which they reach this one. Nobody can come in between, so the end of a service here is
 * known as soon as the end of the service there is.
 *
 * Looks at all pipelines of all models and at every branch of `choose`, whatever the sizes of messages. With noise in the
 * service of stages there are none, because the order of its draws is the order of events.
 */
export function servedAhead(input: RunInput, models: readonly PathModel[]): ReadonlySet<string> {
  // What is sent again, and a VM's memory that is copied, comes to the wire from nowhere.
  if (input.noise.service > 0 || losesSegments(models) || input.manager !== undefined) return new Set();
  const feeders = new Map<string, Step | undefined>();
  const steps = new Map<Stage, Step>();
  const visit = (model: PathModel, stage: ServeStage, side: Step['side'], before: Before): Before => {
    const held = (stage.resources ?? []).map((id) => model.resources.find((resource) => resource.id === id)).filter((r) => r !== undefined);
    const [first] = held;
    const plain = held.length === 1 && keepsOrder(first) && (stage.cost.jitter ?? 0) === 0 && !onCore(stage);
    const [feeder] = before;
    for (const resource of held) {
      const name = resourceName(model.id, resource);
      const step: Step = { name, scope: resource.scope, side };
      const fits = plain && before.size === 1 && feeder !== undefined && isFunctionOf(step, feeder);
      const known = feeders.get(name);
      const same = !feeders.has(name) || (known !== undefined && feeder !== undefined && known.name === feeder.name);
      feeders.set(name, fits && same ? feeder : undefined);
    }
    if (!plain) return anywhere;
    const step = steps.get(stage) ?? { name: resourceName(model.id, first), scope: first.scope, side };
    steps.set(stage, step);
    return new Set([step]);
  };
  const walk = (model: PathModel, stages: readonly Stage[], side: Step['side'], from: Before): Before => {
    let before = from;
    for (const stage of stages) {
      if (stage.kind === 'split' || stage.kind === 'merge') continue;
      if (stage.kind === 'choose') {
        const after = stage.branches.map((branch) => walk(model, branch.stages, stage.side ?? side, before));
        before = mix([...after, ...(covers(stage.branches) && stage.when === undefined ? [] : [before])]);
      } else {
        const after = stage.kind === 'serve' ? visit(model, stage, stage.side ?? side, before) : anywhere;
        before = stage.when === undefined ? after : mix([after, before]);
      }
    }
    return before;
  };
  for (const model of new Set(models)) {
    for (const pipelines of [model.otherHost, model.sameHost, model.sameVm]) {
      if (pipelines === undefined) continue;
      // The first stage of all is no feeder: where segments follow each other the sender looks at each that is through it.
      const [first, ...rest] = pipelines.send;
      if (first !== undefined) walk(model, [first], 'sender', anywhere);
      walk(model, pipelines.receive, 'receiver', walk(model, rest, 'sender', anywhere));
      for (const own of [pipelines.complete, pipelines.put, pipelines.get]) {
        if (own !== undefined) walk(model, own, 'sender', anywhere);
      }
    }
  }
  return new Set([...feeders].filter(([, feeder]) => feeder !== undefined).map(([name]) => name));
}

function onCore({ executor }: ServeStage): boolean {
  return executor === 'guest-user' || executor === 'guest-kernel' || executor === 'driver-domain';
}

function keepsOrder({ discipline = 'fifo', servers = 1 }: Resource): boolean {
  return discipline === 'fifo' && servers === 1;
}

/** Whether all that one instance of `step` gets comes from one instance of `feeder`. */
function isFunctionOf(step: Step, feeder: Step): boolean {
  if (step.side !== feeder.side || step.name === feeder.name) return false;
  if (step.scope === 'uplink' || step.scope === 'downlink') return false;
  if (step.scope === feeder.scope) return step.scope !== 'switch-port' || step.side === 'receiver';
  const near = step.scope === 'nic' || step.scope === 'link';
  if (feeder.scope === 'switch-port') return near && step.side === 'receiver';
  return near && (feeder.scope === 'nic' || feeder.scope === 'link' || feeder.scope === 'host');
}

function covers(branches: readonly { readonly upToBytes: number }[]): boolean {
  return branches.some(({ upToBytes }) => upToBytes >= Number.MAX_SAFE_INTEGER);
}

function mix(all: readonly Before[]): Before {
  const names = new Map<string, Step | undefined>();
  for (const before of all) for (const step of before) names.set(step === undefined ? '' : `${step.name} ${step.side}`, step);
  return new Set(names.values());
}
