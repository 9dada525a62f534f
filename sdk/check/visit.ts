import type { PathModel, Pipelines } from '../model/path-model.ts';
import type { Stage } from '../model/stage.ts';

export const relationKeys = ['otherHost', 'sameHost', 'sameVm'] as const;
export const pipelineKeys = ['send', 'receive', 'complete', 'put', 'get'] as const;

/** A stage with its place in the model. */
export interface PlacedStage {
  readonly stage: Stage;
  /** Such as `otherHost.send[2].branches[0].stages[1]`. */
  readonly path: string;
  readonly relation: (typeof relationKeys)[number];
  readonly pipeline: (typeof pipelineKeys)[number];
}

/** Every relation that the model describes. */
export function relationsOf(model: Omit<PathModel, 'origins'>): readonly { readonly key: (typeof relationKeys)[number]; readonly pipelines: Pipelines }[] {
  return relationKeys.flatMap((key) => {
    const pipelines = model[key];
    return pipelines === undefined ? [] : [{ key, pipelines }];
  });
}

/** Every stage of the model, those inside branches too. */
export function placedStages(model: Omit<PathModel, 'origins'>): readonly PlacedStage[] {
  const found: PlacedStage[] = [];
  for (const { key: relation, pipelines } of relationsOf(model)) {
    for (const pipeline of pipelineKeys) collect(pipelines[pipeline] ?? [], `${relation}.${pipeline}`, relation, pipeline);
  }
  return found;

  function collect(stages: readonly Stage[], at: string, relation: PlacedStage['relation'], pipeline: PlacedStage['pipeline']): void {
    stages.forEach((stage, index) => {
      const path = `${at}[${index}]`;
      found.push({ stage, path, relation, pipeline });
      if (stage.kind !== 'choose') return;
      stage.branches.forEach((branch, each) => collect(branch.stages, `${path}.branches[${each}].stages`, relation, pipeline));
    });
  }
}

/** One message size of each class that the branches of these stages tell apart, ascending. */
export function sizeClasses(stages: readonly Stage[]): readonly number[] {
  const sizes = new Set<number>([0]);
  const collect = (each: Stage): void => {
    if (each.kind !== 'choose') return;
    for (const branch of each.branches) {
      sizes.add(branch.upToBytes);
      branch.stages.forEach(collect);
    }
  };
  stages.forEach(collect);
  return [...sizes].toSorted((a, b) => a - b);
}

/** The stages that a message of `bytes` passes: branches resolved, in order. */
export function stagesForSize(stages: readonly Stage[], bytes: number): readonly Stage[] {
  return stages.flatMap((stage) => {
    if (stage.kind !== 'choose') return [stage];
    const branch = stage.branches.find((each) => bytes <= each.upToBytes);
    return branch === undefined ? [] : stagesForSize(branch.stages, bytes);
  });
}
