// @vitest-environment jsdom
import { flushPromises, mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { compareRuns } from '../../../main/core/compare/index.ts';
import type { CriticalPath, CriticalRequest } from '../../../main/core/contract/index.ts';
import { fakeRun } from '../../testing/fake-runs.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import CriticalContrast from './critical-contrast.vue';
import LeftOut from './left-out.vue';

const rows = ['native', 'sr-iov', 'old'].flatMap((path) => ['inter', 'hybrid'].map((placement) => fakeRun({ path, placement }, path === 'native' ? 1e9 : 2e9)));
const request = { fingerprints: [], by: 'path' };
const comparison = compareRuns(rows, request);
const criticalPath: CriticalPath = { totalNs: 1000, rank: 0, messages: 1, hops: [], parts: [{ kind: 'compute', ns: 700 }, { kind: 'overhead', ns: 300 }] };
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ');

test('each path says where its time goes at the chosen point, or why that is not known', async () => {
  const asked: CriticalRequest[] = [];
  const host = fakeHost({});
  const pinia = await connectStores({ ...host, services: { ...host.services, compare: { ...host.services.compare, critical(wanted) {
    asked.push(wanted);
    return Promise.resolve({ factors: wanted.factors ?? { placement: 'inter' }, runs: [
      { value: 'native', fingerprint: 'n', criticalPath }, { value: 'sr-iov', fingerprint: 's', criticalPath: { ...criticalPath, totalNs: 2000, parts: [{ kind: 'compute', ns: 2000 }] } }, { value: 'old', fingerprint: 'o', omitted: 'It was not followed.' },
    ] });
  } } } });
  const view = mount(CriticalContrast, { props: { comparison, request }, global: { plugins: [pinia], stubs: { SpecChart: { props: ['spec'], template: '<figure>{{ spec.x.categories.join() }}</figure>' } } } });
  await flushPromises();
  expect(asked).toEqual([{ comparison: request }]);
  expect(view.find('figure').text()).toBe('native,sr-iov');
  const [native, srIov, old] = view.findAll('tbody tr').map((row) => plain(row.text()));
  expect(native).toContain('1.000 µs');
  expect(native).toContain('Computing 70 %, Communication work between messages 30 %.');
  expect(srIov).toContain('Computing 100 %.');
  expect(old).toContain('It was not followed.');
  await view.find('select').setValue(JSON.stringify({ placement: 'hybrid' }));
  await flushPromises();
  expect(asked[1]).toEqual({ comparison: request, factors: { placement: 'hybrid' } });
  expect((view.find('select').element as HTMLSelectElement).value).toBe('{"placement":"hybrid"}');
  await view.find('tbody button').trigger('click');
  expect(view.emitted('open')).toEqual([['n']]);
});

test('points that did not run have their reason and what to do', () => {
  const points = Array.from({ length: 10 }, (_, at) => ({ path: `p${String(at)}`, events: 'with' }));
  const text = plain(mount(LeftOut, { props: { reasons: [{ path: 'events[0].vm', message: 'It cannot migrate.', hint: 'Use vrdma.', points }] } }).text());
  expect(text).toContain('p0 · with events; p1 · with events');
  expect(text).toContain('and 2 more');
  expect(text).toContain('It cannot migrate. events[0].vm');
  expect(text).toContain('Use vrdma.');
});
