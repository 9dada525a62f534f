import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, VmMemory, Workload } from '../contract/index.ts';
import { workloadAndRanks } from '../workloads/testing/random-workload.ts';
import { memoryOf, systemBytes } from './memory-of.ts';

const mib = 1_048_576;
const host = { cores: 8, coreHz: 2e9 };

function job(ranks: number, memoryMiB: number, memory?: Partial<VmMemory>): Pick<Job, 'ranks' | 'vms'> {
  return { ranks, vms: { perHost: 1, vcpus: 4, memoryMiB, vnics: 1, pinning: 'pinned', weight: 256, ...(memory === undefined ? {} : { memory }) } };
}

const stencil: Workload = {
  kind: 'stencil-3d', grid: '256x256x256', scaling: 'strong', iterations: 10, decomposition: 'auto', periodic: false, haloWidth: 1, valuesPerCell: 1,
  compute: { flopsPerCell: 8, bytesPerCell: 24 }, overlap: false, reduceEvery: 0,
};

describe('memory of a VM', () => {
  it('a stencil of 256³ doubles on 8 ranks, 4 a VM: two fields of 64 MiB, 16 MiB a rank written in 2²¹ cells at 8 ns', () => {
    const memory = memoryOf(job(8, 8192), stencil, 4, host);
    // Each rank has 128³ cells, of which three faces in two directions leave and arrive: 12 of 128 KiB.
    expect(memory.registeredBytes).toBe(4 * 12 * 128 * 1024);
    expect(memory.workingSetBytes).toBe(4 * 32 * mib + 4 * mib);
    expect(memory.touchedBytes).toBe(systemBytes + 4 * (32 * mib + 12 * 128 * 1024));
    expect(memory.writeBytesPerSecond).toBe(1e9);
  });

  it.each<[string, Workload, number, number]>([
    // 134,217,728 complex doubles: 3.5 arrays of 2 GiB over 64 ranks.
    ['NAS FT C', { kind: 'nas', benchmark: 'FT', class: 'C' }, 64, 3.5 * 32],
    // 11.1 × 10⁶ off-diagonal values estimated as 150,000 × 16².
    ['NAS CG C', { kind: 'nas', benchmark: 'CG', class: 'C' }, 1, (150_000 * (256 * 12 + 40)) / mib],
    ['NAS LU A', { kind: 'nas', benchmark: 'LU', class: 'A' }, 4, (3 * 5 * 64 * 64 * 64 * 8) / 4 / mib],
    ['FFT 128³', { kind: 'fft', grid: '128x128x128', iterations: 1, decomposition: 'slab' }, 4, 16],
    ['OSU bandwidth', { kind: 'osu', benchmark: 'bw', size: mib, iterations: 1, warmup: 0, window: 64 }, 2, 128],
    ['OSU latency', { kind: 'osu', benchmark: 'latency', size: mib, iterations: 1, warmup: 0, window: 64 }, 2, 2],
  ])('%s holds what its arrays take', (_, workload, ranks, expectedMib) => {
    expect((memoryOf(job(ranks, 65_536), workload, 1, host).touchedBytes - systemBytes) / mib).toBeCloseTo(expectedMib, 0);
  });

  it('micro-benchmarks write nothing but their buffers', () => {
    const memory = memoryOf(job(2, 1024), { kind: 'ping-pong', size: 4096, repetitions: 1, layer: 'raw' }, 1, host);
    expect(memory).toMatchObject({ writeBytesPerSecond: 0, registeredBytes: 8192 });
  });

  it('the job\'s own words win, and what they leave open fits them', () => {
    const own = { touchedBytes: 10 * mib, writeBytesPerSecond: 5 };
    expect(memoryOf(job(8, 8192, own), stencil, 4, host)).toEqual({ bytes: 8192 * mib, ...own, workingSetBytes: 10 * mib, registeredBytes: 4 * 12 * 128 * 1024 });
    expect(memoryOf(job(2, 1024, { workingSetBytes: 700 * mib }), { kind: 'ping-pong', size: 1, repetitions: 1, layer: 'raw' }, 1, host).touchedBytes).toBe(700 * mib);
  });

  it('any workload: parts are whole, not negative, and fit the VM', () => {
    fc.assert(fc.property(workloadAndRanks(16), fc.integer({ min: 64, max: 4096 }), fc.integer({ min: 0, max: 16 }), ([workload, ranks], memoryMiB, ranksPerVm) => {
      const { bytes, touchedBytes, workingSetBytes, writeBytesPerSecond, registeredBytes } = memoryOf(job(ranks, memoryMiB), workload, ranksPerVm, host);
      expect(touchedBytes).toBeLessThanOrEqual(bytes);
      for (const part of [workingSetBytes, registeredBytes]) expect(part).toBeLessThanOrEqual(touchedBytes);
      for (const part of [touchedBytes, workingSetBytes, writeBytesPerSecond, registeredBytes]) {
        expect(Number.isSafeInteger(part) && part >= 0).toBe(true);
      }
    }), { seed: 20_261_125 });
  });
});
