import type { PathModel, Pipelines, Stage } from '@doorbell/sdk';

/**
 * The models with cables and switch ports that can be held up where a ring of any of them pauses: those keep a queue, first
 * come, first served, instead of the time at which they are free.
 */
export function withPausablePorts<Name extends string>(models: Readonly<Record<Name, PathModel>>): Readonly<Record<Name, PathModel>> {
  if (!Object.values<PathModel>(models).some((model) => stagesOf(model).some((stage) => stage.kind === 'ring' && stage.onFull === 'pause'))) return models;
  const known = new Map<PathModel, PathModel>();
  const changed = (model: PathModel): PathModel => {
    const made = known.get(model) ?? {
      ...model, resources: model.resources.map((resource) => {
        const port = resource.scope === 'link' || resource.scope === 'switch-port';
        // All segments have the same priority there.
        return port && (resource.discipline ?? 'fifo') === 'fifo' ? { ...resource, discipline: 'priority' as const } : resource;
      }),
    };
    known.set(model, made);
    return made;
  };
  return Object.fromEntries(Object.entries<PathModel>(models).map(([name, model]) => [name, changed(model)])) as Record<Name, PathModel>;
}

/** Whether any ring of the models loses segments. */
export function losesSegments(models: Iterable<PathModel>): boolean {
  return [...models].some((model) => stagesOf(model).some((stage) => stage.kind === 'ring' && (stage.onFull === 'drop' || stage.onFull === 'rnr')));
}

/** Every stage of a model, those in branches included. */
function stagesOf(model: PathModel): readonly Stage[] {
  return [model.otherHost, model.sameHost, model.sameVm].flatMap((pipelines) => (pipelines === undefined ? [] : flatten(allOf(pipelines))));
}

function allOf({ send, receive, complete = [], put = [], get = [] }: Pipelines): readonly Stage[] {
  return [...send, ...receive, ...complete, ...put, ...get];
}

function flatten(stages: readonly Stage[]): readonly Stage[] {
  return stages.flatMap((stage) => (stage.kind === 'choose' ? stage.branches.flatMap((branch) => flatten(branch.stages)) : [stage]));
}
