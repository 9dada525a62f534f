import { tcpProtocol } from '../build/protocol.ts';
import { tcpReceive, tcpSend } from '../build/tcp.ts';
import { wireResources, wireStages } from '../build/wire.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';

/** A plain testbed for tests: 10 Gbit/s, jumbo frames, back to back. */
export const samplePlatform: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'sample', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['checksum', 'tso'] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};

const protocol = tcpProtocol(samplePlatform);

/** A correct model that uses most of what a model can have: the tests break it piece by piece. */
export const sampleModel: PathModel = {
  format: 1,
  id: 'sample',
  title: 'Sample',
  guest: 'vm',
  otherHost: {
    send: [
      tcpSend({ perSegmentNs: 9000, perByteNs: 0.5 }),
      { id: 'ring', title: 'Ring', executor: 'guest-kernel', kind: 'ring', ring: 'transmit', scope: 'vm', slots: 16, onFull: 'block' },
      { id: 'kick', title: 'Kick', executor: 'hypervisor', kind: 'notify', target: 'driver-domain', idleNs: 5000 },
      { id: 'backend', title: 'Backend', executor: 'driver-domain', kind: 'serve', cost: { table: [[0, 1000], [1024, 2000], [65536, 60000]] } },
      { id: 'free', title: 'Free', executor: 'driver-domain', kind: 'release', ring: 'transmit' },
      { id: 'steer', title: 'Steer', executor: 'device', kind: 'steer', by: 'mac', direction: 'send', where: 'hardware', onMiss: 'engine' },
      { id: 'dma', title: 'DMA', executor: 'device', kind: 'serve', resources: ['engine'], cost: { perByteNs: 0.5 } },
      ...wireStages(samplePlatform, protocol),
    ],
    receive: [
      {
        id: 'by-size', title: 'By size', executor: 'device', kind: 'choose',
        branches: [
          { upToBytes: 256, stages: [{ id: 'inline', title: 'Inline', executor: 'device', kind: 'delay', cost: { perUnitNs: 100 } }] },
          { upToBytes: Number.MAX_SAFE_INTEGER, stages: [{ id: 'copy', title: 'Copy', executor: 'device', kind: 'delay', cost: { perUnitNs: 900 } }] },
        ],
      },
      { id: 'moderate', title: 'Moderate', executor: 'device', kind: 'batch', count: 8, timeoutNs: 1000 },
      tcpReceive({ perSegmentNs: 6000, perByteNs: 0.5 }),
    ],
  },
  sameHost: {
    send: [tcpSend({ perSegmentNs: 9000, perByteNs: 0.5 }), { id: 'bridge', title: 'Bridge', executor: 'driver-domain', kind: 'serve', cost: { perByteNs: 0.6 } }],
    receive: [tcpReceive({ perSegmentNs: 6000, perByteNs: 0.5 })],
  },
  sameVm: {
    send: [{ id: 'shared-memory', title: 'Shared memory', executor: 'guest-user', kind: 'serve', cost: { perByteNs: 0.3 } }],
    receive: [{ id: 'copy-out', title: 'Copy out', executor: 'guest-user', kind: 'serve', cost: { perByteNs: 0.3 } }],
  },
  resources: [{ id: 'engine', title: 'Engine', scope: 'nic' }, ...wireResources(samplePlatform)],
  driverDomain: { vcpus: 1, pinning: 'floating', weight: 256, sliceNs: 30e6, switchNs: 3000 },
  protocol,
  capabilities: {
    osBypass: false, hypervisorBypass: false, zeroCopy: false, steering: ['mac'], isolation: ['driver-domain'],
    liveMigration: 'transparent', snapshot: 'supported',
  },
  migration: {
    quiesceNs: 1e6, drainNs: 1e6, deviceStateBytes: 4096, saveNs: 1e5, restoreNs: 1e7, reconnectPerQueuePairNs: 0,
    reconnectPerRegionNs: 0, announceNs: 1e6, dmaDirtyTracking: 'tracked',
  },
  limits: { mtuBytes: 9000, functionsPerNic: 8, queueSetsPerFunction: 1 },
  origins: [
    { parameter: 'backend.table', value: 60000, unit: 'ns', kind: 'published', record: 'sample.record', note: 'A sample.' },
    { parameter: 'protocol.windowSegments', value: 16, unit: 'segments', kind: 'judgement', note: 'A sample.' },
  ],
};
