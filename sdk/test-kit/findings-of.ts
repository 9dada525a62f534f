import { checkPathModel } from '../check/check-path-model.ts';
import type { PathModel } from '../model/path-model.ts';
import { oncePerModel } from './once-per-model.ts';

/** {@link checkPathModel}, once per model. */
export const findingsOf = oncePerModel((model: PathModel, proposals: readonly string[] | undefined) => checkPathModel(model, proposals));
