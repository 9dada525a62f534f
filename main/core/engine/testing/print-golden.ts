import { goldenLines } from './golden-runs.ts';

// For a process of its own, beside the one that tests.
process.stdout.write(goldenLines());
