import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation, Program } from '../contract/index.ts';
import { buildProgram } from './build-workload.ts';
import { managerTags } from './manager-worker.ts';
import { requestsOfServers } from './request-response.ts';
import { callsOf, trafficOf } from './testing/traffic.ts';
import { workloadAndRanks } from './testing/random-workload.ts';

const host = { cores: 8, coreHz: 2e9 };

function everyOperation(program: Program, visit: (operation: Operation, rank: number, times: number) => void): void {
  program.ranks.forEach((list, rank) => {
    const walk = (operations: readonly Operation[], times: number): void => {
      for (const operation of operations) {
        visit(operation, rank, times);
        if (operation.op === 'loop') walk(operation.body, times * operation.count);
      }
    };
    walk(list, 1);
  });
}

describe('any workload on any number of ranks that it fits', () => {
  it('receives exactly what is sent, never from itself, and all members call the same collectives', () => {
    fc.assert(fc.property(workloadAndRanks(27), ([workload, ranks]) => {
      const program = buildProgram(workload, { ranks, host });
      expect(program.ranks.length).toBe(ranks);
      everyOperation(program, (operation, rank) => {
        const peer = operation.op === 'send' || operation.op === 'isend' || operation.op === 'put' || operation.op === 'get' ? operation.to
          : operation.op === 'receive' || operation.op === 'ireceive' ? operation.from : undefined;
        if (typeof peer === 'number') expect(peer !== rank && peer >= 0 && peer < ranks).toBe(true);
        if ('bytes' in operation) expect(Number.isSafeInteger(operation.bytes) && operation.bytes >= 0).toBe(true);
        if ('ns' in operation) expect(Number.isFinite(operation.ns) && operation.ns > 0).toBe(true);
        if (operation.op === 'start') expect(operation.timer).toBeLessThan(program.timers ?? 0);
      });
      const everybody = program.ranks.map((_, rank) => rank);
      [undefined, ...(program.communicators ?? []).keys()].forEach((comm) => {
        const members = comm === undefined ? everybody : program.communicators?.[comm] ?? [];
        expect(new Set(members.map((rank) => callsOf(program.ranks[rank] ?? [], comm))).size).toBe(1);
        everybody.filter((rank) => !members.includes(rank)).forEach((rank) => { expect(callsOf(program.ranks[rank] ?? [], comm)).toBe(''); });
      });
      // Who answers whom is decided while these two run.
      if (workload.kind === 'manager-worker' || workload.kind === 'request-response') return;
      for (const [key, { sent, received }] of trafficOf(program)) expect([key, sent]).toEqual([key, received]);
    }), { seed: 20_261_121, numRuns: 400 });
  });

  it('does not grow with iterations', () => {
    const size = (iterations: number): number => JSON.stringify(buildProgram({
      kind: 'stencil-3d', grid: '64x64x64', scaling: 'strong', iterations, decomposition: 'auto', periodic: true, haloWidth: 1, valuesPerCell: 1,
      compute: { flopsPerCell: 8, bytesPerCell: 24 }, overlap: true, reduceEvery: 10,
    }, { ranks: 27, host })).length;
    expect(size(1_000_000)).toBeLessThan(size(20) + 27 * 20);
  });
});

describe('programs that decide while they run', () => {
  it('request-response: servers answer as often as clients ask, shared out evenly', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200 }), (servers, clients, fanOut, requestsPerClient) => {
      fc.pre(fanOut <= servers);
      const workload = { kind: 'request-response', servers, fanOut, requestsPerClient, requestBytes: 100, size: 1000, serviceNs: 1, serviceVariation: 'none', thinkNs: 0 } as const;
      const program = buildProgram(workload, { ranks: servers + clients, host });
      const asked = Array.from({ length: servers }, () => 0);
      const answers = Array.from({ length: servers }, () => 0);
      everyOperation(program, (operation, rank, times) => {
        if (operation.op === 'isend' && typeof operation.to === 'number') asked[operation.to] = (asked[operation.to] ?? 0) + times;
        if (operation.op === 'send' && operation.to === 'source') answers[rank] = (answers[rank] ?? 0) + times;
      });
      expect(answers).toEqual(asked);
      expect(asked).toEqual(requestsOfServers(workload, clients));
      expect(asked.reduce((sum, count) => sum + count, 0)).toBe(clients * requestsPerClient * fanOut);
    }), { seed: 20_261_121 });
  });

  it('manager and workers: a task for every task, an end for every worker, and room for one worker to do them all', () => {
    const program = buildProgram({ kind: 'manager-worker', tasks: 7, taskNs: 1, variation: 'none', taskBytes: 10, resultBytes: 20, manageNs: 0 }, { ranks: 4, host });
    const sent = new Map<number, number>();
    everyOperation(program, (operation, rank, times) => {
      if (rank === 0 && operation.op === 'send') sent.set(operation.tag, (sent.get(operation.tag) ?? 0) + times);
    });
    expect([sent.get(managerTags.task), sent.get(managerTags.end)]).toEqual([7, 3]);
    expect(program.ranks[1]?.[1]).toMatchObject({ op: 'loop', count: 8 });
  });
});
