import type { BatchProgress, Services } from '../core/contract/index.ts';

type Given = { readonly [Service in keyof Services]?: Partial<Services[Service]> };

/** For tests: services with the given methods only. */
export function fakeServices(given: Given): Services {
  return { app: {}, experiments: {}, batches: {}, runs: {}, compare: {}, catalog: {}, traces: {}, ...given } as Services;
}

/** For tests: a state of a batch of ten runs. */
export function progressOf(batch: string, done: number): BatchProgress {
  return {
    batch, experiment: 'e', state: done < 10 ? 'running' : 'done', total: 10, done, reused: 0, failed: 0, running: 1,
    elapsedSeconds: done, failures: [],
  };
}
