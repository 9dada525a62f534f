import { wireStages } from '@doorbell/sdk';
import type { Pipelines, Platform, Protocol, Stage } from '@doorbell/sdk';
import type { PassthroughConfig } from './config.ts';

type Side = 'sender' | 'receiver';

/** What two VMs do to each other: messages, and reads and writes in which the target's process takes no part. */
export function pipelines(config: PassthroughConfig, platform: Platform, protocol: Protocol): Pipelines {
  const wire = wireStages(platform, protocol);
  return {
    send: [...post(config), ...fetch(config), ...transmit(config), ...wire],
    receive: [...land(config, 'receiver'), poll(config, 'receiver')],
    complete: completion(config),
    put: [...post(config), ...fetch(config), ...transmit(config), ...wire, ...land(config, 'receiver'), ...completion(config), poll(config, 'sender')],
    get: get(config, wire),
  };
}

/** The process fills a work request and rings the doorbell; what lies in unregistered memory is registered first. */
function post(config: PassthroughConfig): readonly Stage[] {
  return [
    {
      id: 'registration', title: 'Memory registration', executor: 'guest-user', kind: 'choose',
      branches: [
        { upToBytes: config.eagerLimitBytes, stages: [] },
        {
          upToBytes: Number.MAX_SAFE_INTEGER,
          stages: [{
            id: 'register', title: 'Register memory', executor: 'guest-user', kind: 'cache', key: 'region',
            entries: config.registeredRegions, missNs: config.registrationNs, invalidate: 'never',
          }],
        },
      ],
    },
    onCore('post', 'Post work request', config.postNs),
    onCore('doorbell', 'Doorbell', config.doorbellNs),
    delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs, 'sender'),
  ];
}

/** What is short comes with the doorbell; else the adapter reads the work request and the payload from memory. */
function fetch(config: PassthroughConfig): readonly Stage[] {
  return [{
    id: 'fetch', title: 'Fetch', executor: 'device', kind: 'choose',
    branches: [
      { upToBytes: config.inlineBytes, stages: [] },
      {
        upToBytes: Number.MAX_SAFE_INTEGER,
        stages: [
          delay('work-request-read', 'Work request read', config.workRequestReadNs, 'sender'),
          translation(config, 'sender', 'read'),
          delay('payload-read', 'Payload read', config.payloadReadNs, 'sender'),
        ],
      },
    ],
  }];
}

function transmit(config: PassthroughConfig): readonly Stage[] {
  return [{
    id: 'transmit', title: 'Adapter, transmit', executor: 'device', kind: 'serve', resources: ['adapter-transmit'],
    cost: { perUnitNs: config.transmitNs, unit: 'operation', perByteNs: config.adapterPerByteNs },
  }];
}

/** The adapter takes what the wire brought, as it arrives, and writes payload and completion to memory. */
function land(config: PassthroughConfig, side: Side): readonly Stage[] {
  return [
    {
      id: 'receive', title: 'Adapter, receive', executor: 'device', kind: 'serve', resources: ['adapter-receive'], side, cutThrough: true,
      cost: { perByteNs: config.adapterPerByteNs },
    },
    delay('receive-processing', 'Adapter, receive processing', config.receiveNs, side),
    translation(config, side, 'write'),
    delay('payload-write', 'Payload write', config.payloadWriteNs, side),
    delay('completion-write', 'Completion write', config.completionWriteNs, side),
  ];
}

/** The acknowledgement of a reliable connection comes back and the sender's completion is written. */
function completion(config: PassthroughConfig): readonly Stage[] {
  return [delay('acknowledge', 'Acknowledgement', config.acknowledgeNs, 'sender')];
}

/**
 * RDMA read: the request goes over, the target's adapter reads memory without its CPU, and the data come back. Who reads is the
 * receiver of the data.
 */
function get(config: PassthroughConfig, wire: readonly Stage[]): readonly Stage[] {
  return [
    ...post(config).map((stage) => ({ ...stage, side: 'receiver' as const })),
    delay('request', 'Request to the target', config.transmitNs + config.receiveNs + config.acknowledgeNs, 'receiver'),
    translation(config, 'sender', 'read'),
    delay('target-read', 'Read at the target', config.payloadReadNs, 'sender'),
    ...transmit(config),
    ...wire,
    ...land(config, 'receiver'),
    poll(config, 'receiver'),
  ];
}

function translation(config: PassthroughConfig, side: Side, what: 'read' | 'write'): Stage {
  return delay(`${what}-translation`, `IOMMU translation, ${what}`, config.translationNs, side);
}

function poll(config: PassthroughConfig, side: Side): Stage {
  return { ...onCore('poll', 'Poll completion queue', config.pollNs), side };
}

function onCore(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'guest-user', kind: 'serve', cost: { perUnitNs: ns, unit: 'operation' } };
}

function delay(id: string, title: string, ns: number, side: Side): Stage {
  return { id, title, executor: 'device', kind: 'delay', side, cost: { perUnitNs: ns, unit: 'operation' } };
}
