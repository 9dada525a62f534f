import { expect, test } from 'vitest';
import type { MigrationModel } from '@doorbell/sdk';
import { advance, createWorld } from '../simulation.ts';
import { path, runInput } from '../testing/run-input.ts';
import { movable, runUntil } from '../testing/vm-moves.ts';
import { holdVm, pauseVm, releaseVm, resumeVm } from './control.ts';

const migration: MigrationModel = {
  quiesceNs: 0, drainNs: 0, deviceStateBytes: 0, saveNs: 0, restoreNs: 0, reconnectPerQueuePairNs: 0, reconnectPerRegionNs: 0, announceNs: 0, dmaDirtyTracking: 'tracked',
};
const reliability = { kind: 'timeout', rtoNs: 1000, backoff: 2, retries: 3, onExhausted: 'fail' } as const;

/** VM 1 is away for `awayNs` while rank 0 has a message for it. */
function away(awayNs: number, peers: MigrationModel['peers']) {
  const model = { ...path({ protocol: { reliability } }), migration: { ...migration, ...(peers === undefined ? {} : { peers }) } };
  const world = createWorld(movable(runInput({ ranks: [[{ op: 'send', to: 1, bytes: 500, tag: 0 }], [{ op: 'receive', from: 0, bytes: 500, tag: 0 }]], model })));
  holdVm(world, 1);
  pauseVm(world, 1);
  runUntil(world, awayNs);
  resumeVm(world, 1);
  const released = releaseVm(world, 1);
  while (!advance(world, 1000));
  return { lostTries: released.lostTries, endedNs: world.ranks.finishedNs[1], failure: world.failure?.kind };
}

test('peers that know nothing lose their tries, and give up when there are no more', () => {
  // Sent at 0, and again at 1, 3 and 7 µs.
  expect(away(5000, undefined)).toEqual({ lostTries: 3, endedNs: 7000 + 230, failure: undefined });
  expect(away(5000, 'retry')).toEqual(away(5000, undefined));
  expect(away(8000, 'retry')).toMatchObject({ failure: 'protocol' });
});

test('peers that are told wait, lose nothing and go on at once, however long it took', () => {
  expect(away(5000, 'wait')).toEqual({ lostTries: 0, endedNs: 5000 + 230, failure: undefined });
  expect(away(8_000_000, 'wait')).toEqual({ lostTries: 0, endedNs: 8_000_000 + 230, failure: undefined });
});
