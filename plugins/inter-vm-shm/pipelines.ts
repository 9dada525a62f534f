import { tcpReceive, tcpSend } from '@doorbell/sdk';
import type { Pipelines, Stage } from '@doorbell/sdk';
import type { InterVmShmConfig } from './config.ts';

/** In by one core and out by another: segments follow each other, so both copies of a long message run at once. */
export function sameHost(config: InterVmShmConfig): Pipelines {
  const inKernel = config.mechanism === 'xenloop';
  const executor = inKernel ? 'guest-kernel' : 'guest-user';
  const stack = { perByteNs: config.stackPerByteNs };
  return {
    send: [
      ...(inKernel ? [tcpSend({ ...stack, perSegmentNs: config.stackSendNs })] : []),
      { id: 'ring', title: 'Shared ring', executor, kind: 'ring', ring: 'segments', scope: 'rank', slots: config.ringSegments, onFull: 'block' },
      copy('copy-in', 'Copy in', executor, config.copyInPerSegmentNs, config),
      memory(config),
      {
        id: 'line-transfer', title: 'Cache line to the other core', executor: 'device', kind: 'delay',
        cost: { perUnitNs: config.lineTransferNs, unit: 'segment' },
      },
    ],
    receive: [
      {
        id: 'wake', title: inKernel ? 'Event channel' : 'Interrupt between VMs', executor: 'hypervisor', kind: 'notify', target: 'guest-vcpu',
        idleNs: config.wakeNs,
      },
      copy('copy-out', 'Copy out', executor, config.copyOutPerSegmentNs, config),
      { id: 'free', title: 'Give the segment back', executor, kind: 'release', ring: 'segments' },
      ...(inKernel ? [tcpReceive({ ...stack, perSegmentNs: config.stackReceiveNs })] : []),
    ],
  };
}

function copy(id: string, title: string, executor: Stage['executor'], perUnitNs: number, config: InterVmShmConfig): Stage {
  return { id, title, executor, kind: 'serve', copies: 1, cost: { perUnitNs, unit: 'segment', perByteNs: config.copyPerByteNs } };
}

/** All pairs of a host share its memory; one pair alone hardly notices, because the traffic passes while it copies. */
function memory(config: InterVmShmConfig): Stage {
  return {
    id: 'memory', title: 'Memory', executor: 'device', kind: 'serve', resources: ['memory'], cutThrough: true,
    cost: { perByteNs: (config.memoryTrafficPerByte * 1e9) / config.memoryBytesPerSecond },
  };
}
