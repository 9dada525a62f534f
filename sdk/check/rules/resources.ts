import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';
import { placedStages } from '../visit.ts';

/** Stages use what is declared, what is declared is used, and a rate cap says its rate. */
export function checkResources(model: PathModel, report: Report, warn: Report): void {
  const declared = new Map(model.resources.map((resource) => [resource.id, resource]));
  const used = new Set<string>();
  for (const { stage, path } of placedStages(model)) {
    const named = stage.kind === 'serve'
      ? (stage.resources ?? []).map((id, index) => ({ id, at: `${path}.resources[${index}]` }))
      : stage.kind === 'steer' ? [{ id: stage.onMiss, at: `${path}.onMiss` }] : [];
    const here = new Set<string>();
    for (const { id, at } of named) {
      used.add(id);
      if (!declared.has(id)) {
        report(at, `The resource "${id}" is not declared.`, `Declare it in resources${declared.size === 0 ? '' : ` or use one of ${[...declared.keys()].join(', ')}`}.`);
      }
      if (here.has(id)) report(at, `The stage holds "${id}" twice and would wait for itself for ever.`, 'Name it once.');
      here.add(id);
    }
    if (stage.kind === 'serve' && stage.executor === 'device' && named.length === 0) {
      warn(path, 'A device serves without a resource, so any number of segments at once.', 'Name the engine that serves, or make it a delay.');
    }
  }
  model.resources.forEach((resource, index) => {
    const at = `resources[${index}]`;
    if (!used.has(resource.id)) warn(at, `No stage uses the resource "${resource.id}".`, 'Remove it, or name it in the stage that queues for it.');
    const capped = resource.discipline === 'rate-cap';
    if (capped && resource.rateBytesPerSecond === undefined) {
      report(`${at}.rateBytesPerSecond`, 'A rate cap needs its rate.', 'Give the bytes per second of each key.');
    }
    if (!capped && resource.rateBytesPerSecond !== undefined) {
      report(`${at}.rateBytesPerSecond`, `A rate has no meaning with the discipline ${resource.discipline ?? 'fifo'}.`, 'Remove it, or use the discipline rate-cap.');
    }
  });
}
