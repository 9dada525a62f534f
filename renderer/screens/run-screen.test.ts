// @vitest-environment jsdom
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { resourceSums, shownRanks, spreadOfRanks } from '../../main/core/charts/index.ts';
import { campaignRun } from '../../main/core/charts/test-campaign.ts';
import { eventfulResult } from '../../main/core/charts/test-incidents.ts';
import { testResult } from '../../main/core/charts/test-result.ts';
import type { PlannedInput, RunJob, RunResult, RunView } from '../../main/core/contract/index.ts';
import { testModel } from '../../main/core/report/test-input.ts';
import { fakeRun } from '../testing/fake-runs.ts';
import { fakeHost } from '../testing/fake-services.ts';
import { connectStores } from '../testing/set-up.ts';
import RunScreen from './run-screen.vue';

let screen: ReturnType<typeof mount> | undefined;
afterEach(() => screen?.unmount());

const model = testModel('vrdma', [{ parameter: 'wire.perByteNs', value: 0.8, unit: 'ns/B', kind: 'published', record: 'a.b', note: 'Line rate.' }]);
const input = { seed: 1, engine: 1, models: { sameHost: model, otherHost: model } } as unknown as PlannedInput;

async function show(result: RunResult, own: PlannedInput = input, more: Partial<RunView> = {}): Promise<string> {
  const row = fakeRun({ path: 'vrdma' }, 1e9);
  const host = fakeHost({}, [row]);
  const pinia = await connectStores({ ...host, services: { ...host.services, runs: { ...host.services.runs, show: () => Promise.resolve({ row, result, resources: resourceSums(result.resources), input: own, ...more }) } } });
  const router = createRouter({ history: createMemoryHistory(), routes: ['home', 'runs', 'design', 'compare'].map((name) => ({ path: `/${name}/:name?`, name, component: { template: '<p/>' } })).concat([{ path: '/run/:fingerprint', name: 'run', component: RunScreen as never }]) });
  await router.push(`/run/${row.fingerprint}`);
  const stubs = { SpecChart: { props: ['spec'], template: '<figure>{{ spec.title }}</figure>' }, TimelineChart: { props: ['spec'], template: '<figure>timeline</figure>' }, MatrixChart: true, ScheduleChart: { props: ['spec'], template: '<figure>{{ spec.bars.length }} bars</figure>' } };
  screen = mount(RunScreen, { global: { plugins: [pinia, router], stubs } });
  await flushPromises();
  return screen.text().replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ');
}
const sections = (): readonly string[] => (screen?.findAll('h2') ?? []).map((heading) => heading.text());

test('a result of an earlier engine has no section for what it does not say', async () => {
  await show(testResult);
  expect(sections()).toEqual(['Where the time goes', 'Stages of a message', 'Communication', 'Resources', 'Messages', 'Work of communication', 'Parameters and their origins', 'What exactly ran']);
});

test('what happened to VMs comes first, and time has its charts', async () => {
  const text = await show(eventfulResult);
  expect(sections().slice(0, 4)).toEqual(['What happened to VMs', 'Where the time goes', 'Timeline', 'Over time']);
  expect(text).toContain('Throughput over time');
  expect(text).toContain('Latency over time');
});

test('several jobs have a table with start, end, what they measure and latency', async () => {
  const ranks: readonly RunJob[] = [{ id: 'batch', firstRank: 0, ranks: 1, vms: [0], startNs: 0, workloadKind: 'stencil' }, { id: 'service', firstRank: 1, ranks: 1, vms: [1], startNs: 1e6, workloadKind: 'requests' }];
  const text = await show({
    ...testResult,
    jobs: [{ id: 'batch', startNs: 0, finishedNs: 1e9, metrics: {}, messages: 10, meanLatencyNs: 5e4, p99LatencyNs: 9e4 }, { id: 'service', startNs: 1e6, finishedNs: 9e8, metrics: { requestRate: { value: 1500, unit: '1/s' } }, messages: 1, meanLatencyNs: 2e4, p99LatencyNs: 2e4 }],
  }, { ...input, jobs: ranks } as PlannedInput);
  expect(sections()[0]).toBe('Jobs');
  expect(text).toMatch(/service ?1 ?1\.000 ms ?900\.0 ms ?899\.0 ms ?Requests per second 1\.500 k\/s ?1 ?20\.00 ?20\.00/);
  expect(text).toContain('mean over the ranks of each job');
});

test('of very many ranks there are means of neighbours, and a table of how they spread', async () => {
  const [rank] = testResult.ranks;
  if (rank === undefined) throw new Error('The sample has no rank.');
  const all = Array.from({ length: 1000 }, (_, at) => ({ ...rank, rank: at, waitingNs: at, finishedNs: 1000 + at }));
  const text = await show(testResult, input, { result: { ...testResult, ranks: shownRanks(all, []) }, rankSpread: spreadOfRanks(all) });
  expect(text).toContain('Time of a rank, means over neighbouring ranks');
  expect(text).toContain('Spread over 1000 ranks');
  // Of all ranks: 499.5 of 1499.5.
  expect(text).toMatch(/Waiting, of rank time ?33\.3/);
});

test('a campaign says what it rests on, and shows no stages', async () => {
  const text = await show(campaignRun, { kernel: 'campaign', probes: [{ kinds: [0], input }], seed: 1, engine: 1 } as unknown as PlannedInput);
  expect(sections()).toEqual(['Job-level model, speeds from 2 simulated runs', 'Hosts over time', 'Tenants', 'Jobs', 'Speeds from simulated runs', 'Parameters and their origins', 'What exactly ran']);
  expect(text).toContain('Between jobs of different tenants no message is simulated.');
  expect(text).toContain('6 bars');
  expect(text).toMatch(/urgent ?2 ?15 min ?1\.25 ?1\.50 ?×1\.80/);
  expect(text).toMatch(/climate ?1 ?0 ?0 ?0 ?6 h ?– ?1\.00 ?30 min ?12 min ?4 ?1 ?0, 1/);
  expect(text).toContain('wire.perByteNs');
});
