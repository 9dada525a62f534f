import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Manifest } from '@doorbell/sdk';
import { describe, expect, it } from 'vitest';
import { builtInManifest, builtInModel, builtInPaths, resolveBuiltIn } from '../../engine/testing/built-in-paths.ts';
import { migrationRecords } from '../migration/records.ts';
import { statements } from '../statements.ts';
import { comparisons } from './comparisons.ts';
import { recordFacts, testbedOf } from './facts.ts';
import { otherUses } from './other-uses.ts';
import { publishedRecords } from './published-records.ts';
import { recordRequests, recordRows } from './record-rows.ts';
import { ofRecord, usesOf } from './record-uses.ts';
import { recordsDocument } from './records-document.ts';
import { comparisonRequests, replayComparisons } from './replay-comparisons.ts';

// As folders are read, so that rows come in the same order.
const manifests: readonly Manifest[] = [...builtInPaths].sort().map(builtInManifest);
const paths = {
  manifests,
  model: (path: string, preset: string, config: Readonly<Record<string, unknown>> = {}) => builtInModel(path, testbedOf(manifests, path, preset), config, preset),
};
const known = new Set(publishedRecords.map(({ id }) => id));

/** Missed, with the reason beside the comparison. A figure that comes or goes here is a change of what the project claims. */
const missed = [
  'nanos.t2.bridged.node1', 'nanos.t2.bridged.node4', 'nanos.t1.bridged.node1', 'nanos.t1.bridged.node2', 'nanos.t1.bridged.node3', 'nanos.t1.bridged.node4',
  'dong10.cpu', 'aist.coll2/allreduce',
  'zhang15.intra.gain/latency', 'zhang15.intra.gain/bandwidth', 'zhang14.shm/point-to-point', 'zhang14.shm/collectives', 'octo12.read', 'ec2.rtt', 'naddod.ratio',
];

describe('published comparisons', () => {
  const testbed = (path: string, preset: string) => testbedOf(manifests, path, preset);
  const rows = replayComparisons(resolveBuiltIn(comparisonRequests(testbed)), testbed);

  it.each(rows)('$id: $title, $use', ({ id, published, simulated, verdict, use, note, problem }) => {
    expect(verdict, `published ${String(published)}, simulated ${String(simulated)} ${problem ?? ''}`).toBe(missed.includes(id) ? 'missed' : 'holds');
    if (verdict === 'missed') expect([use === 'fitted', note]).toEqual([false, expect.stringMatching(/\.$/)]);
  });
});

describe('published facts', () => {
  it.each(recordFacts)('$record: $says', (fact) => {
    expect(fact.holds(paths)).toBe(true);
  });

  it('can fail: an adapter with other limits, a path with other abilities', () => {
    const others = { ...paths, model: (path: string, preset: string, config = {}) => {
      const model = paths.model(path, preset, config);
      return { ...model, capabilities: { ...model.capabilities, liveMigration: 'transparent' as const }, limits: { ...model.limits, functionsPerNic: 8 } };
    } };
    for (const record of ['palo.vdevices', 'patent.vnics', 'vrdmablog.features']) expect([record, recordFacts.find((fact) => fact.record === record)?.holds(others)]).toEqual([record, false]);
  });
});

describe('published records', () => {
  it('have an id of their own, and a use', () => {
    expect(known.size).toBe(publishedRecords.length);
    expect(publishedRecords.filter(({ id }) => usesOf(id, manifests).length === 0)).toEqual([]);
  });

  it('are all that anything says it uses', () => {
    const named = [
      ...comparisons.map(({ id }) => ofRecord(id)), ...recordFacts.map(({ record }) => record), ...Object.keys(otherUses),
      ...manifests.flatMap(({ measurements = [] }) => measurements.map(({ record }) => record)),
    ];
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    // Logs of migrations that were found later.
    expect(migrationRecords.map(({ id }) => ofRecord(id)).filter((id) => !known.has(id) && !['cloud-hypervisor.7799', 'proxmox.gigabit'].includes(id))).toEqual([]);
  });

  it('are not said to be impossible where something replays them', () => {
    for (const [id, use] of Object.entries(otherUses)) {
      expect([id, use.kind === 'not replayable' && usesOf(id, manifests).length > 1]).toEqual([id, false]);
      if (use.kind === 'statement') expect(statements.map((statement) => statement.id)).toEqual(expect.arrayContaining([...use.statements]));
      if (use.kind === 'test') expect(readFileSync(resolve(import.meta.dirname, '../../../..', use.file), 'utf8')).toMatch(/\bit\(/);
    }
  });

  it('stand in docs/records.md as they come out (node tools/write-records.ts writes it)', () => {
    const written = readFileSync(resolve(import.meta.dirname, '../../../../docs/records.md'), 'utf8');
    expect(recordsDocument(recordRows(paths, resolveBuiltIn(recordRequests(paths))))).toBe(written);
  }, 120_000);
});
