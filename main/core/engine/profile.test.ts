import type { Stage } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import { action, createProfile } from './profile.ts';
import { delay, path, serve } from './testing/run-input.ts';

const base = { title: 'x', executor: 'device' } as const;
const ids = (profile: ReturnType<typeof createProfile>): string[] => profile.stages.map((s) => s.stage.id);

describe('a profile', () => {
  test('has the stages of send, receive and complete in order, with the library around them', () => {
    const model = path({ complete: [serve('ack', 'guest-kernel', { perUnitNs: 5 })] });
    const profile = createProfile(model, 'other-host', 2500, { send: serve('lib-send', 'guest-user', {}), receive: serve('lib-receive', 'guest-user', {}) });
    expect(ids(profile)).toEqual(['lib-send', 'post', 'wire', 'take', 'lib-receive', 'ack']);
    expect(profile.stages.map((s) => s.side)).toEqual(['sender', 'sender', 'sender', 'receiver', 'receiver', 'sender']);
    expect(profile.deliverAt).toBe(5);
    expect(profile.localDoneAt).toBe(1);
    expect([profile.segments, ...profile.segmentBytes]).toEqual([3, 1000, 1000, 500]);
  });

  test('is one empty segment for a message of no bytes', () => {
    const profile = createProfile(path(), 'other-host', 0, {});
    expect([profile.segments, ...profile.segmentBytes]).toEqual([1, 0]);
    expect([...profile.costs]).toEqual([100, 50, 80]);
  });

  test('takes the first branch whose size is enough, also inside a branch, and none beyond the last', () => {
    const choose: Stage = { ...base, kind: 'choose', id: 'size', branches: [
      { upToBytes: 10, stages: [delay('tiny', {})] },
      { upToBytes: 100, stages: [{ ...base, kind: 'choose', id: 'inner', branches: [{ upToBytes: 50, stages: [delay('small', {})] }, { upToBytes: 1e9, stages: [delay('middle', {}), delay('more', {})] }] }] },
    ] };
    const model = path({ send: [serve('post', 'guest-kernel', {}), choose], receive: [serve('take', 'guest-kernel', {})] });
    const of = (bytes: number): string[] => ids(createProfile(model, 'other-host', bytes, {})).slice(1, -1);
    expect([of(0), of(10), of(11), of(50), of(51), of(100), of(101)]).toEqual([['tiny'], ['tiny'], ['small'], ['small'], ['middle', 'more'], ['middle', 'more'], []]);
  });

  test('counts units of the size that the last split or merge left', () => {
    const count = (id: string): Stage => delay(id, { perUnitNs: 1 });
    const model = path({
      send: [serve('post', 'guest-kernel', { perUnitNs: 1 }), { ...base, kind: 'split', id: 'cut', bytes: 250 }, count('pieces'), { ...base, kind: 'merge', id: 'join', bytes: 500 }, count('joined')],
      receive: [count('frames-after'), serve('take', 'guest-kernel', { perUnitNs: 1, unit: 'frame' })],
    });
    const profile = createProfile(model, 'other-host', 1600, {});
    const cost = (id: string): number[] => [0, 1].map((s) => profile.costs[s * profile.stages.length + profile.stages.findIndex((x) => x.stage.id === id)]);
    expect([cost('post'), cost('pieces'), cost('joined'), cost('frames-after'), cost('take')]).toEqual([[1, 1], [4, 3], [2, 2], [2, 2], [2, 2]]);
  });

  test('of a zero-copy path keeps the send buffer until the message has ended', () => {
    expect(createProfile(path({ zeroCopy: true }), 'other-host', 1, {}).localDoneAt).toBe(-1);
  });

  test('serves on a core, in a driver domain or at resources, by executor', () => {
    const model = path({
      send: [serve('a', 'guest-user', {}), serve('b', 'guest-kernel', {}), serve('c', 'driver-domain', {}), serve('d', 'device', {}), serve('e', 'device', {}, ['r'])],
    });
    expect(createProfile(model, 'other-host', 1, {}).stages.slice(0, 5).map((s) => s.action)).toEqual([action.cpuUser, action.cpuKernel, action.driver, action.delay, action.serve]);
  });
});
