import { expect, test } from 'vitest';
import type { LoggopsInput, RunInput } from '../contract/index.ts';
import { shownInput } from './shown-input.ts';

const run = {
  format: 1, engine: 3, hosts: 2, seed: 7, places: [{ host: 0, vm: 0, core: 0 }], program: { ranks: [[]] }, manager: { memory: [] },
  models: { sameHost: { id: 'sr-iov' }, otherHost: { id: 'sr-iov' } },
  jobs: [{ id: 'a', firstRank: 0, ranks: 4, vms: [0, 1], startNs: 0, workloadKind: 'ping-pong' }],
} as unknown as RunInput;

test('what is shown of an input does not grow with the cluster, and keeps models, seed and jobs', () => {
  const shown = shownInput(run);
  expect(Object.keys(shown).sort()).toEqual(['engine', 'format', 'hosts', 'jobs', 'models', 'seed']);
  expect(shown).toMatchObject({ seed: 7, models: run.models, jobs: [{ id: 'a', firstRank: 0, ranks: 4 }] });
  expect(JSON.stringify(shown)).not.toContain('vms');
});

test('of cost models and campaigns too', () => {
  const loggops = { format: 1, kernel: 'loggops', loggops: { L: 1 }, program: { ranks: [] } } as unknown as LoggopsInput;
  expect(Object.keys(shownInput(loggops)).sort()).toEqual(['format', 'kernel', 'loggops']);
  const campaign = shownInput({ kernel: 'campaign', seed: 1, probes: [{ input: run, jobs: [] }] } as never);
  expect(campaign).toMatchObject({ kernel: 'campaign', probes: [{ input: { seed: 7 } }] });
  expect(JSON.stringify(campaign)).not.toContain('places');
});
