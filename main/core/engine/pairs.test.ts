import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { resultFor } from './testing/outcomes.ts';
import { delay, onCores, path, runInput, serve } from './testing/run-input.ts';

const send = (to: number): Operation => ({ op: 'send', to, bytes: 1, tag: 0 });
const receive = (from: number): Operation => ({ op: 'receive', from, bytes: 1, tag: 0 });
const compute = (ns: number): Operation => ({ op: 'compute', ns });

/** 500 ns of kernel and 300 of the library on the receiver's side, 200 and 400 on the sender's, and a stage between the two of each. */
const library = { sendOverheadNs: 200, receiveOverheadNs: 300, progress: 'in-call' as const };
const model = path({ send: [serve('transmit', 'guest-kernel', { perUnitNs: 400 }), delay('wire', { perUnitNs: 1000 })], receive: [serve('accept', 'guest-kernel', { perUnitNs: 500 })] });

const waitingAt = (stage: string, ranks: readonly (readonly Operation[])[], places = onCores(0, 1, 2), floating = false): number =>
  resultFor(runInput({ ranks, model, mpi: library, places, cores: 3, ...(floating ? { floating } : {}) })).stages.find((row) => row.stage === stage)?.waitingNs ?? -1;

describe('two stages of one core', () => {
  test('take one event and the time of both', () => {
    const { ranks, stages, counts } = resultFor(runInput({ ranks: [[send(1)], [receive(0)]], model, mpi: library, places: onCores(0, 1), cores: 2 }));
    expect(ranks.map(({ finishedNs }) => finishedNs)).toEqual([600, 2400]);
    expect(stages.filter(({ visits }) => visits > 0).map(({ stage, serviceNs, waitingNs }) => [stage, serviceNs, waitingNs])).toEqual([
      ['mpi-send', 200, 0], ['transmit', 400, 0], ['wire', 1000, 0], ['accept', 500, 0], ['mpi-receive', 300, 0],
    ]);
    // Starts of both ranks, both halves of the way, and the arrival in between.
    expect(counts.events).toBe(5);
  });

  test('are cut when kernel work arrives before the library would have its turn', () => {
    // Arrivals at 1600 and 1900: the second one's kernel work goes before the first one's library.
    const late = [[send(2)], [compute(300), send(2)], [receive(0), receive(1)]];
    expect(waitingAt('accept', late)).toBe(200);
    expect(waitingAt('mpi-receive', late)).toBe(500 + 300);
  });

  test('are not cut when it arrives after', () => {
    // Arrivals at 1600 and 2200, within the library's work from 2100 to 2400.
    const later = [[send(2)], [compute(600), send(2)], [receive(0), receive(1)]];
    expect(waitingAt('accept', later)).toBe(200);
    expect(waitingAt('mpi-receive', later)).toBe(0);
  });

  test('are no pair while the rank is outside of the library', () => {
    const busy = [[send(1)], [compute(5000), receive(0)]];
    expect(waitingAt('mpi-receive', busy, onCores(0, 1))).toBe(5000 + 500 - 2100);
  });

  test('keep their border where a turn on a shared core ends within', () => {
    const long = path({ send: [serve('transmit', 'guest-kernel', { perUnitNs: 4e6 }), serve('again', 'guest-kernel', { perUnitNs: 4e6 })], receive: [serve('accept', 'guest-kernel', { perUnitNs: 500 })] });
    const { ranks, stages } = resultFor(runInput({ ranks: [[send(2)], [compute(20e6)], [receive(0)]], model: long, places: onCores(0, 0, 1), cores: 2 }));
    // Turns of 6 ms: the second stage runs from 4 to 6 and from 12 to 14.
    expect(ranks[0].finishedNs).toBe(14e6);
    expect(stages.filter(({ side, visits, stage }) => side === 'sender' && visits > 0 && stage !== 'mpi-send').map(({ stage, serviceNs, waitingNs }) => [stage, serviceNs, waitingNs])).toEqual([['transmit', 4e6, 0], ['again', 4e6, 6e6]]);
  });
});
