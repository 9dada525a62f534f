import { describe, expect, it } from 'vitest';
import { channelBytesPerSecond } from './channel-rate.ts';

describe('rate of the channel', () => {
  it.each([
    ['rdma', 32e9, 26e9 / 8], ['rdma', 100e9, 81.25e9 / 8], ['tcp', 1e9, (1e9 * 1448) / 1538 / 8], ['tcp', 10e9, (10e9 * 1448) / 1538 / 8], ['tcp', 200e9, 2e9],
  ] as const)('%s on %d bit/s', (channel, link, rate) => {
    expect(channelBytesPerSecond({ channel }, link)).toBeCloseTo(rate, 3);
  });

  it('is what the settings say, but never above the link', () => {
    expect(channelBytesPerSecond({ channel: 'tcp', bitsPerSecond: 5e8 }, 1e9)).toBe(62.5e6);
    expect(channelBytesPerSecond({ channel: 'tcp', bitsPerSecond: 5e10 }, 1e9)).toBe(125e6);
  });
});
