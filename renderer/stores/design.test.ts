// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newExperimentText } from '../documents/new-experiment.ts';
import { fakeHost, type FakeHost } from '../testing/fake-services.ts';
import { connectStores } from '../testing/set-up.ts';
import { useConnection } from './connection.ts';
import { useDesign } from './design.ts';
import { createPinia, setActivePinia } from 'pinia';

const text = newExperimentText('demo');
let host: FakeHost;

beforeEach(async () => {
  vi.useFakeTimers();
  host = fakeHost({ demo: text });
  await connectStores(host);
  await useDesign().open('demo');
});
afterEach(() => { vi.useRealTimers(); });

test('a form edit changes one field, keeps the rest of the text, is undone by name, and is written', async () => {
  const design = useDesign();
  design.edit('Change grid', ['jobs', 0, 'workload', 'grid'], 256);
  expect(design.text).toBe(text.replace('grid: 128', 'grid: 256'));
  expect([design.undoTitle, design.saveState]).toEqual(['Change grid', 'unsaved']);
  await vi.advanceTimersByTimeAsync(2000);
  expect([host.saved.get('demo'), design.saveState]).toEqual([design.text, 'saved']);
  design.undo();
  expect([design.text, design.redoTitle]).toEqual([text, 'Change grid']);
  design.redo();
  expect(design.text).toContain('grid: 256');
});

test('findings have a place in the text, and the last good picture stays', async () => {
  const design = useDesign();
  await vi.advanceTimersByTimeAsync(10);
  expect(design.preview?.count).toBe(30);
  design.edit('Change ranks', ['jobs', 0, 'ranks'], 'many');
  await vi.advanceTimersByTimeAsync(500);
  const line = design.text.split('\n').findIndex((entry) => entry.includes('ranks: many')) + 1;
  expect(design.hasErrors).toBe(true);
  expect(design.findings[0]).toMatchObject({ path: 'jobs[0].ranks', line });
  expect(design.preview?.experiment?.jobs[0]?.ranks).toBe(8);
});

test('lists take and lose values without touching their neighbours', () => {
  const design = useDesign();
  design.appendTo('Add vfio-bypass', ['sweep', 'axes', 'path'], 'vfio-bypass');
  design.removeFrom('Remove native', ['sweep', 'axes', 'path'], 0);
  expect(design.text).toBe(text.replace('[native, xen-bridged, sr-iov]', '[xen-bridged, sr-iov, vfio-bypass]'));
});

test('what was typed without a connection is kept, with its past, and written after it is back', async () => {
  const design = useDesign();
  host.broken = 'the host is gone';
  design.type(text.replace('seed: 1', 'seed: 12'));
  await vi.advanceTimersByTimeAsync(3000);
  expect(design.saveState).toBe('failed');

  // The window is opened again.
  const again = createPinia();
  setActivePinia(again);
  host.broken = undefined;
  await useConnection().open(() => Promise.resolve({ services: host.services, onClose: () => undefined }));
  const reopened = useDesign();
  await reopened.open('demo');
  expect([reopened.text.includes('seed: 12'), reopened.undoTitle]).toEqual([true, 'Typing']);
  await vi.advanceTimersByTimeAsync(3000);
  expect(host.saved.get('demo')).toContain('seed: 12');
});

test('a text that names another experiment is written only when the user says so', async () => {
  const design = useDesign();
  design.edit('Rename', ['name'], 'other');
  await vi.advanceTimersByTimeAsync(3000);
  expect([design.saveState, [...host.saved.keys()]]).toEqual(['renamed', ['demo']]);
  expect(await design.save()).toBe('other');
  expect([design.name, [...host.saved.keys()]]).toEqual(['other', ['demo', 'other']]);
});

test('an experiment that cannot be opened leaves no text of another behind', async () => {
  const design = useDesign();
  await design.open('not-there');
  expect([design.name, design.text, design.problem?.why]).toEqual([undefined, '', 'There is no experiment not-there.']);
  await vi.advanceTimersByTimeAsync(3000);
  expect([...host.saved.keys()]).toEqual(['demo']);
  await design.open('demo');
  expect([design.text, design.problem]).toEqual([text, undefined]);
});

test('a document that is opened with an error among its events still has a cluster and jobs to show', async () => {
  host.saved.set('moving', `${text.replace('name: demo', 'name: moving')}events: [{ kind: migrate, atNs: 1 s, vm: 99, to: 0 }]\n`);
  const design = useDesign();
  await design.open('moving');
  await vi.advanceTimersByTimeAsync(500);
  expect([design.hasErrors, design.preview?.experiment, design.experiment?.cluster.hosts, design.experiment?.events]).toEqual([true, undefined, 2, []]);
});

test('the job that is shown stays one of the jobs there are', async () => {
  const design = useDesign();
  design.appendTo('Add a job', ['jobs'], { id: 'other', workload: { kind: 'ping-pong' } });
  design.job = 1;
  expect([design.jobCount, design.job, design.experiment?.jobs[1]?.workload.kind]).toEqual([2, 1, 'ping-pong']);
  design.undo();
  expect([design.jobCount, design.job]).toEqual([1, 0]);
});
