import { expand } from '../main/core/plan/index.ts';
import { parseExperiment } from '../main/core/experiment/index.ts';
import { measure } from './measure.ts';
import { parseSample, resolvePaths, sampleText } from './sample-plan.ts';

const name = 'nanos-2010-advection';
const text = sampleText(name);
const experiment = parseSample(name);
const models = await resolvePaths(experiment);

measure(`read ${name}`, () => parseExperiment(text));
measure(`expand ${name}`, () => expand(experiment, models), (plan) => ({ runs: plan.entries.length }));
