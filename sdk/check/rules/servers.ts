import type { PathModel, Resource } from '../../model/path-model.ts';
import type { Executor, ServeStage } from '../../model/stage.ts';
import type { Report } from '../shape.ts';
import { placedStages } from '../visit.ts';

const onCore: readonly Executor[] = ['guest-user', 'guest-kernel', 'driver-domain'];

/** What is held together can be had together: the engine gives a core and first-come servers at once, nothing else. */
export function checkServers(model: PathModel, report: Report): void {
  const serving = placedStages(model).flatMap(({ stage, path }) => (stage.kind === 'serve' ? [{ stage, path }] : []));
  const byDevices = new Set(serving.flatMap(({ stage }) => (onCore.includes(stage.executor) ? [] : (stage.resources ?? []))));
  const inTurns = new Map(model.resources.filter(({ discipline = 'fifo' }) => discipline !== 'fifo').map((resource) => [resource.id, resource]));
  for (const { stage, path } of serving) {
    const held = stage.resources ?? [];
    for (const [index, id] of held.entries()) {
      const at = `${path}.resources[${index}]`;
      if (onCore.includes(stage.executor)) checkOnCore(stage, id, at, inTurns, byDevices, report);
      else checkTurns(stage, id, at, inTurns, report);
    }
  }
}

function checkOnCore(stage: ServeStage, id: string, at: string, inTurns: ReadonlyMap<string, Resource>, byDevices: ReadonlySet<string>, report: Report): void {
  if (inTurns.has(id)) {
    report(at, `"${stage.id}" keeps a core while it waits for its turn at "${id}".`, 'Give it a resource with the discipline fifo, or let a device serve the turns in a stage of its own.');
  } else if (byDevices.has(id)) {
    report(at, `"${id}" is held by "${stage.id}" on a core and by a device or the hypervisor in other stages.`, 'Declare one resource for each of the two.');
  }
}

function checkTurns(stage: ServeStage, id: string, at: string, inTurns: ReadonlyMap<string, Resource>, report: Report): void {
  const resource = inTurns.get(id);
  if (resource === undefined) return;
  if ((stage.resources ?? []).length > 1) {
    report(at, `"${stage.id}" holds "${id}", which is taken in turns, together with another resource.`, 'Give each a stage of its own.');
  }
  if (resource.discipline === 'rate-cap' && stage.cutThrough === true) {
    report(at, `"${stage.id}" cuts through "${id}", which caps rates: it would end before its rate allows.`, 'Remove cutThrough.');
  }
}
