import type { PathModel } from '../../model/path-model.ts';
import { nearestName } from '../nearest-name.ts';
import type { Report } from '../shape.ts';
import { placedStages } from '../visit.ts';

const fields = ['protocol', 'migration', 'bootstrap', 'limits', 'driver-domain'];

/** What an origin may speak about: the stages, rings, resources and other parts that the model has. */
export function originSubjects(model: Omit<PathModel, 'origins'>): ReadonlySet<string> {
  return new Set([...fields, ...model.resources.map(({ id }) => id), ...placedStages(model).flatMap(({ stage }) => (
    stage.kind === 'ring' ? [stage.id, stage.ring] : [stage.id]))]);
}

/** Says that no part of the model is called `subject`, and what may have been meant. */
export function noSuchPart(subject: string, subjects: ReadonlySet<string>): string {
  const meant = nearestName(subject, subjects);
  return `No part of the model is called "${subject}"${meant === undefined ? '.' : `; did you mean "${meant}"?`}`;
}

/** An origin speaks about something in the model, once, and shows its source. */
export function checkOrigins(model: PathModel, report: Report): void {
  const subjects = originSubjects(model);
  const seen = new Set<string>();
  model.origins.forEach((origin, index) => {
    const at = `origins[${index}]`;
    const [subject = '', field = ''] = origin.parameter.split('.');
    if (field === '') report(`${at}.parameter`, `"${origin.parameter}" does not say which field it means.`, 'Write part.field, such as "poll.perUnitNs".');
    else if (!subjects.has(subject)) {
      report(`${at}.parameter`, noSuchPart(subject, subjects), `Begin it with the id of a stage, resource or ring, or with ${fields.join(', ')}.`);
    }
    if (seen.has(origin.parameter)) report(`${at}.parameter`, `"${origin.parameter}" has two origins.`, 'Keep one. Two numbers that add up in one field differ after the dot, which is free.');
    seen.add(origin.parameter);
    if (origin.kind !== 'judgement' && origin.record === undefined) {
      report(`${at}.record`, `A ${origin.kind} value needs its source.`, 'Name the record or the citation, or call it a judgement.');
    }
  });
}
