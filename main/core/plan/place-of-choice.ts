import type { AxisValue, Experiment, PathChoice, PathRules } from '../contract/index.ts';
import { sameAxisValue } from '../experiment/sweep-points.ts';

/** Path of the first field of an experiment that names a choice of path. */
export function placeOfChoice({ sweep, jobs }: Experiment, choice: PathChoice): string | undefined {
  const places = [
    ...(sweep.axes.path ?? []).flatMap((value, index) => placesOfValue(`sweep.axes.path[${index}]`, value)),
    ...(sweep.also ?? []).flatMap(({ path }, index) => placesOfValue(`sweep.also[${index}].path`, path)),
    ...jobs.flatMap(({ paths }, index) => placesOfRules(`jobs[${index}].paths`, paths)),
  ];
  return places.find(([, value]) => value !== undefined && sameAxisValue(value, choice))?.[0];
}

type Place = readonly [place: string, value: AxisValue | undefined];

function placesOfValue(at: string, value: AxisValue | undefined): readonly Place[] {
  return typeof value === 'object' && 'otherHost' in value ? placesOfRules(at, value) : [[at, value]];
}

function placesOfRules(at: string, rules: PathRules): readonly Place[] {
  return [
    ...(['otherHost', 'sameHost', 'sameVm'] as const).map((relation) => [`${at}.${relation}`, rules[relation]] as const),
    ...(rules.exceptions ?? []).map(({ path }, index) => [`${at}.exceptions[${index}].path`, path] as const),
  ];
}
