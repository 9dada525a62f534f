import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';
import { placedStages } from '../visit.ts';

const fields = ['protocol', 'migration', 'bootstrap', 'limits', 'driver-domain'];

/** What an origin may speak about: the stages, rings, resources and other parts that the model has. */
export function originSubjects(model: Omit<PathModel, 'origins'>): ReadonlySet<string> {
  return new Set([...fields, ...model.resources.map(({ id }) => id), ...placedStages(model).flatMap(({ stage }) => (
    stage.kind === 'ring' ? [stage.id, stage.ring] : [stage.id]))]);
}

/** An origin speaks about something in the model, once, and shows its source. */
export function checkOrigins(model: PathModel, report: Report): void {
  const subjects = originSubjects(model);
  const seen = new Set<string>();
  model.origins.forEach((origin, index) => {
    const at = `origins[${index}]`;
    const [subject = '', field = ''] = origin.parameter.split('.');
    if (field === '') report(`${at}.parameter`, `"${origin.parameter}" does not say which field it means.`, 'Write stage-or-field.parameter, such as "poll.perUnitNs".');
    else if (!subjects.has(subject)) {
      report(`${at}.parameter`, `The model has no stage, resource or field called "${subject}".`, 'Name the stage that the parameter belongs to.');
    }
    if (seen.has(origin.parameter)) report(`${at}.parameter`, `"${origin.parameter}" has two origins.`, 'Keep one.');
    seen.add(origin.parameter);
    if (origin.kind !== 'judgement' && origin.record === undefined) {
      report(`${at}.record`, `A ${origin.kind} value needs its source.`, 'Name the record or the citation, or call it a judgement.');
    }
  });
}
