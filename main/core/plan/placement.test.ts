import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreOf, placeRanks, placeStreams, type RankSlot, type Room } from './placement.ts';
import { placementNames } from '../contract/index.ts';

const founding: Room = { hosts: 2, vmsPerHost: 4, vcpusPerVm: 2, cores: 8 };

/** Of the pairs of neighbours: how many cross hosts, cross VMs of one host, share a VM. */
function pairs(slots: readonly RankSlot[]): readonly [crossing: number, sameHost: number, sameVm: number] {
  const counts: [number, number, number] = [0, 0, 0];
  slots.slice(1).forEach((right, index) => {
    const left = slots[index];
    if (left?.host !== right.host) counts[0] += 1;
    else if (left.localVm !== right.localVm) counts[1] += 1;
    else counts[2] += 1;
  });
  return counts;
}

describe('placeRanks', () => {
  it.each([
    ['inter', [15, 0, 0]], ['hybrid', [7, 0, 8]], ['intra-block', [1, 6, 8]], ['intra-round-robin', [1, 14, 0]],
  ] as const)('lays the 16 ranks of the founding experiment: %s', (placement, counts) => {
    expect(pairs(placeRanks(placement, 16, founding))).toEqual(counts);
  });

  it('names host, VM and vCPU rank by rank', () => {
    const text = (placement: (typeof placementNames)[number]): string =>
      placeRanks(placement, 16, founding).map(({ host, localVm, vcpu }) => `${String(host)}${String(localVm)}${String(vcpu)}`).join(' ');
    expect(text('inter')).toBe('000 100 010 110 020 120 030 130 001 101 011 111 021 121 031 131');
    expect(text('hybrid')).toBe('000 001 100 101 010 011 110 111 020 021 120 121 030 031 130 131');
    expect(text('intra-block')).toBe('000 001 010 011 020 021 030 031 100 101 110 111 120 121 130 131');
    expect(text('intra-round-robin')).toBe('000 010 020 030 001 011 021 031 100 110 120 130 101 111 121 131');
  });

  it('gives every rank a vCPU and a core of its own as long as there is room', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(fc.property(fc.constantFrom(...placementNames), size, size, size, fc.double({ min: 0, max: 1, noNaN: true }), (placement, hosts, vmsPerHost, vcpusPerVm, share) => {
      const room: Room = { hosts, vmsPerHost, vcpusPerVm, cores: vmsPerHost * vcpusPerVm };
      const ranks = Math.max(1, Math.floor(share * hosts * room.cores));
      const slots = placeRanks(placement, ranks, room);
      expect(slots.length).toBe(ranks);
      for (const { host, localVm, vcpu } of slots) expect(host < hosts && localVm < vmsPerHost && vcpu < vcpusPerVm).toBe(true);
      expect(new Set(slots.map((slot) => `${String(slot.host)} ${String(coreOf(slot, room))}`)).size).toBe(ranks);
    }), { seed: 20_261_120, numRuns: 500 });
  });

  it('takes a list, and fills the vCPUs of each VM in order', () => {
    expect(placeRanks([{ host: 0, vm: 1 }, { host: 1, vm: 1 }, { host: 0, vm: 1 }], 3, founding))
      .toEqual([{ host: 0, localVm: 1, vcpu: 0 }, { host: 1, localVm: 1, vcpu: 0 }, { host: 0, localVm: 1, vcpu: 1 }]);
  });
});

describe('placeStreams', () => {
  it('pairs VM i of host 0 with VM i of host 1, senders first', () => {
    const slots = placeStreams(5, founding);
    expect(slots.slice(0, 5)).toEqual([0, 1, 2, 3, 0].map((localVm, index) => ({ host: 0, localVm, vcpu: index < 4 ? 0 : 1 })));
    expect(slots.slice(5)).toEqual(slots.slice(0, 5).map((slot) => ({ ...slot, host: 1 })));
    expect(slots.slice(0, 5).map((slot) => coreOf(slot, founding))).toEqual([0, 2, 4, 6, 1]);
  });
});
