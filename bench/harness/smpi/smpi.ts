import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { PeerWorkload } from '../../../main/core/engine/loggops/testing/peer-workloads.ts';

/** SimGrid SMPI on this machine, ready to run the peers' workloads. */
export interface Smpi {
  readonly version: string;
  /** Wall-clock seconds of `iterations`, start of the simulator included; `undefined` when it takes longer than `mostSeconds`. */
  seconds(workload: PeerWorkload, iterations: number, mostSeconds: number): number | undefined;
}

/** Private full-duplex links of 10 Gb/s to a switch that does not block. */
const platform = `<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
  <cluster id="c" prefix="node-" suffix="" radical="0-1023" speed="1Gf" bw="1.25GBps" lat="1us"/>
</platform>
`;

/** Compiles the workloads with `smpicc`; `undefined` where SimGrid is not installed. */
export function findSmpi(): Smpi | undefined {
  const found = spawnSync('smpirun', ['-version'], { encoding: 'utf8' });
  if (found.error !== undefined || spawnSync('smpicc', ['--version']).error !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'doorbell-smpi-'));
  const program = join(folder, 'workloads');
  execFileSync('smpicc', ['-O2', resolve(import.meta.dirname, 'workloads.c'), '-o', program, '-lm'], { stdio: 'ignore' });
  writeFileSync(join(folder, 'cluster.xml'), platform);
  writeFileSync(join(folder, 'hosts'), Array.from({ length: 1024 }, (_, host) => `node-${host}\n`).join(''));
  return {
    version: /\d+(\.\d+)+/.exec(`${found.stdout}${found.stderr}`)?.[0] ?? 'unknown',
    seconds({ pattern, ranks, bytes, calculateNs }, iterations, mostSeconds) {
      const before = performance.now();
      const { status, error } = spawnSync('smpirun', [
        '-no-privatize', '-np', String(ranks), '-platform', join(folder, 'cluster.xml'), '-hostfile', join(folder, 'hosts'),
        '--cfg=smpi/simulate-computation:no', '--log=root.thresh:critical', program, pattern, String(iterations), String(bytes), String(calculateNs),
      ], { stdio: 'ignore', timeout: mostSeconds * 1000 });
      return status === 0 && error === undefined ? (performance.now() - before) / 1000 : undefined;
    },
  };
}
