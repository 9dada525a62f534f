import type { AxisValue, Experiment, PathChoice } from '../contract/index.ts';
import { sameAxisValue } from '../experiment/sweep-points.ts';

/** Path of the first field of an experiment that names a choice of path. */
export function placeOfChoice({ sweep, jobs }: Experiment, choice: PathChoice): string | undefined {
  const places: readonly (readonly [place: string, value: AxisValue | undefined])[] = [
    ...(sweep.axes.path ?? []).map((value, index) => [`sweep.axes.path[${index}]`, value] as const),
    ...(sweep.also ?? []).map((point, index) => [`sweep.also[${index}].path`, point.path] as const),
    ...jobs.flatMap(({ paths }, index) => (['otherHost', 'sameHost', 'sameVm'] as const)
      .map((relation) => [`jobs[${index}].paths.${relation}`, paths[relation]] as const)),
  ];
  return places.find(([, value]) => value !== undefined && sameAxisValue(value, choice))?.[0];
}
