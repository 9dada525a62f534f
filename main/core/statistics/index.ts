export { log2, log10, exp2, pow10 } from './logarithm.ts';
export { mean, variance, allEqual } from './moments.ts';
export { ratioEstimate, type RatioInterval } from './ratio.ts';
export { studentQuantile } from './student.ts';
export { estimateMean } from './estimate.ts';
