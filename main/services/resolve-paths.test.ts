import { describe, expect, test } from 'vitest';
import type { PathRequest, ResolvedPath } from '../core/contract/index.ts';
import { parseExperiment } from '../core/experiment/index.ts';
import { pathRequests } from '../core/plan/index.ts';
import { testModel } from '../core/plan/testing/test-models.ts';
import { resolvePaths } from './resolve-paths.ts';

const migration = {
  quiesceNs: 1, drainNs: 1, deviceStateBytes: 0, saveNs: 1, restoreNs: 1, reconnectPerQueuePairNs: 0, reconnectPerRegionNs: 0, announceNs: 1,
  dmaDirtyTracking: 'tracked', fallbackPath: 'xen-bridged',
} as const;

/** Describes sr-iov, whose model names xen-bridged; that path has no preset called same-nic. */
function resolveTwo(asked: string[][]): Parameters<typeof resolvePaths>[0] {
  return (requests: readonly PathRequest[]) => {
    asked.push(requests.map(({ choice: { id, preset = '' } }) => `${id} ${preset}`.trim()));
    const able = requests.filter(({ choice }) => choice.id === 'sr-iov' || choice.preset === undefined);
    const models = able.map(({ key, choice: { id } }): ResolvedPath => {
      const model = testModel(id);
      return { key, plugin: { id, version: '1.0.0', sha256: '' }, model: id === 'sr-iov' ? { ...model, capabilities: { ...model.capabilities, liveMigration: 'detach-reattach' }, migration } : model };
    });
    const findings = able.length < requests.length ? [{ severity: 'error' as const, path: 'sweep', message: 'There is no such preset.' }] : [];
    return Promise.resolve({ models, findings });
  };
}

async function resolved(events: string): Promise<{ readonly asked: readonly string[][]; readonly ids: readonly string[]; readonly findings: number }> {
  const { experiment } = parseExperiment(`name: moving\njobs:\n  - paths: { id: sr-iov, preset: same-nic }\n    workload: { kind: ping-pong }\n${events}`);
  if (experiment === undefined) throw new Error('The text has errors.');
  const asked: string[][] = [];
  const { models, findings } = await resolvePaths(resolveTwo(asked), experiment, pathRequests(experiment));
  return { asked, ids: models.map(({ model }) => model.id), findings: findings.length };
}

describe('resolvePaths', () => {
  test('asks for what stands in while VMs move, once models have named it; what cannot be described of it is no error', async () => {
    expect(await resolved('events: [{ kind: migrate, atNs: 1 s, vm: 0, to: 1 }]')).toEqual({
      asked: [['sr-iov same-nic'], ['xen-bridged same-nic', 'xen-bridged']], ids: ['sr-iov', 'xen-bridged'], findings: 0,
    });
  });

  test('asks once where nothing moves', async () => {
    expect(await resolved('')).toEqual({ asked: [['sr-iov same-nic']], ids: ['sr-iov'], findings: 0 });
    expect((await resolved('events: [{ kind: snapshot, atNs: 1 s }]')).asked).toHaveLength(1);
  });
});
