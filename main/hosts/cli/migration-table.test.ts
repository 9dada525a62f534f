import { describe, expect, it } from 'vitest';
import type { MigrationRow } from '../../core/calibrate/index.ts';
import { migrationTable } from './migration-table.ts';

const row: MigrationRow = {
  id: 'somebody.down', title: 'Downtime', source: 'Somebody 2020', read: 'excerpt', conditions: 'a VM', assumed: '', use: 'held out', published: 60, unit: 'ms', simulated: 57, error: -0.05, verdict: 'holds',
};

describe('migrationTable', () => {
  it('prints published beside simulated, and why a figure is missed', () => {
    const text = migrationTable([row, { ...row, id: 'somebody.range', published: [15, 100], simulated: 30, error: 0 }, { ...row, id: 'somebody.total', simulated: 120, error: 1, verdict: 'missed', note: 'Another core.' }]);
    expect(text).toMatch(/somebody\.down +Downtime +60\.0 ms +57\.0 ms +−5\.0 % +held out +excerpt +holds/);
    expect(text).toMatch(/somebody\.range +Downtime +15\.0 to 100 ms +30\.0 ms +held out/);
    expect(text).toMatch(/somebody\.total .*\+100 % .*MISSED/);
    expect(text).toContain('Missed, and why:\n  somebody.total: Another core.');
  });

  it('says why a figure cannot be simulated', () => {
    const { simulated: _, error: __, ...rest } = row;
    expect(migrationTable([{ ...rest, verdict: 'cannot run', problem: 'No preset.' }])).toContain('somebody.down: No preset.');
  });
});
