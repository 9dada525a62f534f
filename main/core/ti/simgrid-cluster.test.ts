import { describe, expect, test } from 'vitest';
import { loggopsOfCluster, readSimgridCluster, simgridQuantity } from './simgrid-cluster.ts';

const platform = (attributes: string) => `<?xml version='1.0'?>\n<!DOCTYPE platform SYSTEM "x">\n<!-- <cluster id="old"/> -->\n<platform version="4.1">\n<cluster id='c' ${attributes}/></platform>`;

describe('a SimGrid platform of one cluster', () => {
  test('is read with its units', () => {
    expect(readSimgridCluster(platform('radical="0-15,20,30-31" core="4" speed="1Gf" bw="10Gbps" lat="1us"')))
      .toEqual({ hosts: 19, cores: 4, flopsPerSecond: 1e9, bytesPerSecond: 1.25e9, latencySeconds: 1e-6 });
    expect(readSimgridCluster(platform('radical="0-1" speed="2e9" bw="125MBps" lat="50us" bb_bw="2.25GBps" bb_lat="500us" loopback_bw="1GBps"')))
      .toEqual({ hosts: 2, cores: 1, flopsPerSecond: 2e9, bytesPerSecond: 1.25e8, latencySeconds: 5e-5, backbone: { bytesPerSecond: 2.25e9, latencySeconds: 5e-4 } });
    expect([simgridQuantity('98.095Mf', 'speed'), simgridQuantity('41.279125MBps', 'bandwidth'), simgridQuantity('1KiBps', 'bandwidth'), simgridQuantity('8bps', 'bandwidth'), simgridQuantity('0.5ms', 'time')])
      .toEqual([98_095_000, 41_279_125, 1024, 1, 5e-4]);
  });

  test('becomes latency and time per byte of the LogGOPS model', () => {
    const cluster = { hosts: 2, cores: 1, flopsPerSecond: 1e9, bytesPerSecond: 1.25e9, latencySeconds: 1e-6 };
    expect(loggopsOfCluster(cluster)).toEqual({ L: 2000, o: 0, g: 0, G: 0.8, O: 0, S: 65_535 });
    expect(loggopsOfCluster({ ...cluster, backbone: { bytesPerSecond: 1e9, latencySeconds: 5e-7 } })).toMatchObject({ L: 2500, G: 1 });
  });

  test.each([
    ['<platform/>', 'It must have one <cluster>, and it has 0.'],
    [platform('speed="1Gf" bw="1GBps" lat="1us"'), 'needs a radical such as 0-15'],
    [platform('radical="0-3" bw="1GBps" lat="1us"'), 'Its <cluster> has no speed.'],
    [platform('radical="0-3" speed="fast" bw="1GBps" lat="1us"'), 'Its speed is "fast"; it must be a speed such as 1Gf.'],
    [platform('radical="0-3" speed="1Gf" bw="0GBps" lat="1us"'), 'Its bw is "0GBps"; it must be a bandwidth such as 1.25GBps.'],
    [platform('radical="3-0" speed="1Gf" bw="1GBps" lat="1us"'), 'needs a radical'],
  ])('is refused where it is wrong, case %#', (xml, words) => expect(readSimgridCluster(xml)).toContain(words));
});
