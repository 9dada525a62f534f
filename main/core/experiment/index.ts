export { parseExperiment } from './parse-experiment.ts';
export { experimentSchema } from './experiment-schema.ts';
export { formatFieldPath, type FieldPath } from './field-path.ts';
export { readQuantity, type Dimension, type QuantityReading } from './quantity.ts';
export { axesOf, axisValueKey, sameAxisValue, sweepPoints, type SweepPoint } from './sweep-points.ts';
