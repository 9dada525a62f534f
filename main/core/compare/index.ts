export { compareRuns, defaultThreshold } from './compare-runs.ts';
export { comparisonAxes, defaultAxis } from './axes.ts';
export { headlineMetric, headlineMetrics, metricTitle } from './metric.ts';
export { compareValues, sortedFactors, sortedValues, type Value } from './order.ts';
export { shareMetric } from './crossover.ts';
export { supportOf, type Support } from './support.ts';
export { tally, type Tally } from './tally.ts';
export { candidatesOf } from './candidates.ts';
export { choices } from './answer.ts';
