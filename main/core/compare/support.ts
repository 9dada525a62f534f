import type { Origin, PathModel } from '@doorbell/sdk';

/** How well a path's parameters are supported. */
export interface Support {
  readonly published: number;
  readonly fitted: number;
  readonly judgement: number;
  /** Nothing published or fitted supports it: its results are extrapolated. */
  readonly extrapolated: boolean;
}

/** Counts the origins of a model's parameters. */
export function supportOf(model: PathModel): Support {
  const count = (kind: Origin['kind']): number => model.origins.filter((origin) => origin.kind === kind).length;
  const [published, fitted, judgement] = [count('published'), count('fitted'), count('judgement')];
  return { published, fitted, judgement, extrapolated: published + fitted === 0 };
}
