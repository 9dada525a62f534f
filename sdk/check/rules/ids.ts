import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';
import { pipelineKeys, relationsOf, sizeClasses, stagesForSize } from '../visit.ts';

/** Ids name things in results: within one pipeline, as any message sees it, and among resources they are unique. */
export function checkIds(model: PathModel, report: Report): void {
  const resources = new Set<string>();
  model.resources.forEach((resource, index) => {
    if (resources.has(resource.id)) {
      report(`resources[${index}].id`, `Two resources are called "${resource.id}".`, 'Give each its own id.');
    }
    resources.add(resource.id);
  });
  for (const { key, pipelines } of relationsOf(model)) {
    for (const pipeline of pipelineKeys) {
      const stages = pipelines[pipeline] ?? [];
      const repeated = new Set<string>();
      for (const bytes of sizeClasses(stages)) {
        const seen = new Set<string>();
        for (const { id } of stagesForSize(stages, bytes)) {
          if (seen.has(id)) repeated.add(id);
          seen.add(id);
        }
      }
      for (const id of repeated) {
        report(`${key}.${pipeline}`, `A message passes two stages called "${id}" here.`, 'Give each its own id; only branches that exclude each other may share one.');
      }
    }
  }
}
