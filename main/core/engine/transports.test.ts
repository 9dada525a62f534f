import { describe, expect, it } from 'vitest';
import type { RunResult } from '../contract/index.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand, overPaths, pathRequests } from '../plan/index.ts';
import { simulate } from './simulation.ts';
import { resolveBuiltIn } from './testing/built-in-paths.ts';

/** Writes of 64 KiB over paravirtual RDMA to an adapter whose memory takes 20 us for each segment. */
function run(transport: string, bufferSegments: number): RunResult {
  const path = { id: 'vrdma', config: { transport, bufferSegments, payloadWriteNs: 20_000 } };
  const { experiment, findings } = parseExperiment(JSON.stringify({
    name: 'transports', cluster: { hosts: 2, nic: { mtuBytes: 9000, functions: 4 }, network: { kind: 'switch' } },
    replicates: 1, noise: { compute: 0, startSkewNs: 0, service: 0 },
    jobs: [{ ranks: 2, vms: { perHost: 1, vcpus: 2 }, paths: path, workload: { kind: 'verbs', benchmark: 'write_bw', size: 65_536, iterations: 20, window: 16 } }],
  }));
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const [entry] = expand(experiment, resolveBuiltIn(pathRequests(experiment))).entries;
  if (entry === undefined) throw new Error('Nothing was planned.');
  const outcome = simulate(overPaths(entry.input));
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result;
}

const time = (transport: string, bufferSegments: number): number => run(transport, bufferSegments).metrics.executionTime.value;

describe('a receive buffer that is full', () => {
  it.each(['roce', 'infiniband'])('pauses the sender over %s: some time is lost, nothing else', (transport) => {
    const ratio = time(transport, 1) / time(transport, 64);
    expect(ratio).toBeGreaterThan(1.02);
    expect(ratio).toBeLessThan(2);
  });

  it('loses segments over iWARP, which TCP finds out after a timeout', () => {
    expect(time('iwarp', 64)).toBeLessThan(200e6);
    expect(time('iwarp', 1)).toBeGreaterThan(200e6);
  });
});
