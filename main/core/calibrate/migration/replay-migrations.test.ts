import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, type DataPath, type Manifest } from '@doorbell/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedPath } from '../../contract/index.ts';
import { movedByForesight, type MovedVm } from './moved-vm.ts';
import { migrationRecords } from './records.ts';
import { migrationRequests, rowOf, simulateScenario } from './replay-migrations.ts';
import type { MigrationScenario } from './scenario.ts';

const plugins = resolve(import.meta.dirname, '../../../../plugins');
let models: readonly ResolvedPath[];

function manifestOf(folder: string): Manifest {
  return (JSON.parse(readFileSync(resolve(plugins, folder, 'package.json'), 'utf8')) as { readonly doorbell: Manifest }).doorbell;
}

beforeAll(async () => {
  models = await Promise.all(migrationRequests().map(async ({ key, choice, platform }) => {
    const { default: path } = await import(`../../../../plugins/${choice.id}/index.ts`) as { readonly default: DataPath<unknown> };
    return { key, model: path.describe(resolveConfig(manifestOf(choice.id), choice).config, platform), plugin: { id: choice.id, version: '1.0.0', sha256: '0'.repeat(64) } };
  }));
});

const done = new Map<MigrationScenario, MovedVm | string>();

/** Each scenario is simulated once. */
function moved(scenario: MigrationScenario): MovedVm | string {
  const found = done.get(scenario) ?? simulateScenario(scenario, models);
  done.set(scenario, found);
  return found;
}

/** Missed, with the reason beside the record. A figure that comes or goes here is a change of what the project claims. */
const missed = ['huang07.total', 'huang07.total/downtime'];

describe('published migrations', () => {
  it.each(migrationRecords)('$id: $title, $use', (record) => {
    const row = rowOf(record, record.scenarios.map(moved));
    expect(row.verdict, `published ${String(row.published)} ${row.unit}, simulated ${String(row.simulated)} ${row.problem ?? ''}`).toBe(missed.includes(row.id) ? 'missed' : 'holds');
    if (row.verdict === 'missed') expect([row.use, row.note]).toEqual(['held out', expect.stringMatching(/\.$/)]);
  });

  it('each has an id of its own, and says how it was measured and read', () => {
    expect(new Set(migrationRecords.map(({ id }) => id)).size).toBe(migrationRecords.length);
    for (const { conditions, source, use, assumed } of migrationRecords) {
      expect(conditions.length * source.length).toBeGreaterThan(0);
      if (use !== 'fitted') expect(assumed).not.toBe('');
    }
  });

  it('take what foresight says where nobody shares cores and channel', () => {
    for (const scenario of new Set(migrationRecords.flatMap(({ scenarios }) => scenarios))) {
      const simulated = moved(scenario);
      if (typeof simulated === 'string') throw new Error(simulated);
      const foreseen = movedByForesight(scenario, simulated.model);
      // The VM computes a little less than all the time, and writes a little more between the last round and its stop.
      expect(Math.abs(simulated.totalNs / foreseen.totalNs - 1)).toBeLessThan(0.1);
      expect(Math.abs(simulated.rounds.length - foreseen.rounds.length)).toBeLessThanOrEqual(1);
      expect(simulated.converged).toBe(foreseen.converged);
    }
  });

  it('are all that parts of migrations say they were fitted to', async () => {
    const replayed = new Set(migrationRecords.map(({ id }) => id.split('/')[0]));
    for (const folder of readdirSync(plugins, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name)) {
      const { default: path } = await import(`../../../../plugins/${folder}/index.ts`) as { readonly default: DataPath<unknown> };
      const manifest = manifestOf(folder);
      for (const { id, testbed } of manifest.presets) {
        if (testbed === undefined) continue;
        const { origins } = path.describe(resolveConfig(manifest, { preset: id }).config, testbed);
        const fitted = origins.filter(({ parameter, kind }) => parameter.startsWith('migration.') && kind === 'fitted');
        expect(fitted.filter(({ record = '' }) => !replayed.has(record))).toEqual([]);
      }
    }
  });
});
