import { expect, test } from 'vitest';
import { testFailure, testMigration, testSnapshot } from '../../core/charts/test-incidents.ts';
import { incidentTable } from './incident-table.ts';

test('says of each run what happened to its VMs, with downtime, rounds and lost work', () => {
  const table = incidentTable([
    { factors: { path: 'vrdma', events: 'with', replicate: 1 }, incidents: [testMigration, testSnapshot] },
    { factors: { path: 'vrdma', events: 'with', replicate: 2 }, incidents: [{ ...testFailure, note: 'A note.' }] },
  ]);
  const lines = table.replaceAll('\u00a0', ' ').split('\n');
  expect(lines[3]?.split(/ {2,}/)).toEqual(['replicate', 'what', 'downtime', 'total', 'rounds', 'sent', 'lost work', 'outcome']);
  expect(lines[5]?.trim().split(/ {2,}/)).toEqual(['1', 'VM 3 from host 1 to host 2', '30.0 ms', '690 ms', '2', '718 MiB', 'Moved.']);
  expect(lines[6]?.trim().split(/ {2,}/)).toEqual(['1', 'Snapshot of VMs 0 to 3', '390 ms', '400 ms', '4 GiB', 'Saved.']);
  expect(lines[7]).toContain('200 ms');
  expect(table).toContain('A note.');
});

test('is silent where nothing happened, and ends somewhere', () => {
  expect(incidentTable([{ factors: { replicate: 1 }, incidents: [] }])).toBe('');
  const many = incidentTable([{ factors: { replicate: 1 }, incidents: Array.from({ length: 100 }, () => testSnapshot) }]);
  expect(many).toContain('… and 40 more; --json has all of them.');
});
