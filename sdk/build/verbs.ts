import type { Pipelines } from '../model/path-model.ts';
import type { Stage } from '../model/stage.ts';

/** What verbs cost: the library that posts and polls, and the adapter. Of one message, where no unit says otherwise. */
export interface VerbsCost {
  /** The library fills a work request, ns of its core. */
  readonly postNs: number;
  /** It writes the doorbell register, a short payload with it, ns of its core. */
  readonly doorbellNs: number;
  /** From the core to the adapter, ns. */
  readonly doorbellFlightNs: number;
  /** Largest payload that goes with the doorbell, bytes. */
  readonly inlineBytes: number;
  /** The adapter reads a work request that did not come with the doorbell, ns. */
  readonly workRequestReadNs: number;
  /** Round trip for the first bytes of the payload, ns. */
  readonly payloadReadNs: number;
  /** The adapter makes packets of a work request; with `messageNs` it has several at hand at once, ns. */
  readonly transmitNs: number;
  /** The adapter takes up no other message in the same direction for so long: what bounds the rate of short ones, ns. Default: all of `transmitNs`. */
  readonly messageNs?: number;
  /** It finds the queue pair of a packet and a receive request, ns. */
  readonly receiveNs: number;
  /** PCI Express and adapter, each direction, ns per byte. */
  readonly adapterPerByteNs: number;
  /** Added to a DMA by the IOMMU, ns. */
  readonly translationNs: number;
  /** Latency of the DMA write of the payload, ns. */
  readonly payloadWriteNs: number;
  /** The completion entry behind it, ns. */
  readonly completionWriteNs: number;
  /** The library sees the completion, ns of its core. */
  readonly pollNs: number;
  /** From the end of the delivery until the sender's adapter knows of it, ns. */
  readonly acknowledgeNs: number;
  /** Pins and maps a buffer that is not in the registration cache, ns. */
  readonly registrationNs: number;
  /** Buffers of one process that stay registered. */
  readonly registeredRegions: number;
  /** Above it buffers are used in place, and so registered, bytes. */
  readonly eagerLimitBytes: number;
}

/** Where a path adds to verbs: the stages are put on the side of who does it. */
export interface VerbsAdditions {
  /** Who posts, behind the doorbell write: a shadow queue, a trap, a relay. */
  readonly posted?: readonly Stage[];
  /** The adapter that sends the data, behind the fetch: whose function is it? */
  readonly fetched?: readonly Stage[];
  /** The adapter that receives them, in front of its engine: a bounded buffer. */
  readonly arrived?: readonly Stage[];
  /** Behind its engine. */
  readonly landed?: readonly Stage[];
  /** Behind the completion write: what frees the buffer. */
  readonly written?: readonly Stage[];
  /** In front of the poll of who waits for the completion. */
  readonly polled?: readonly Stage[];
}

type Side = 'sender' | 'receiver';

/**
 * Verbs on a reliable connection: messages, and writes and reads in which the target's process takes no part. `wire` is what
 * lies between the two adapters; none where traffic turns around in one. `engines` names the declared resources that serve
 * each direction.
 */
export function verbsPipelines(
  cost: VerbsCost, wire: readonly Stage[], engines: { readonly transmit: string; readonly receive: string }, additions: VerbsAdditions = {},
): Pipelines {
  const { posted, fetched, polled } = additions;
  const out = [...fetch(cost), ...on('sender', fetched), ...transmit(cost, engines.transmit), ...wire];
  const seen = (side: Side): readonly Stage[] => [...on(side, polled), poll(cost, side)];
  return {
    send: [...post(cost), ...on('sender', posted), flight(cost), ...out],
    receive: [...land(cost, engines.receive, additions), ...seen('receiver')],
    complete: acknowledgement(cost),
    put: [
      ...post(cost), ...on('sender', posted), flight(cost), ...out, ...land(cost, engines.receive, additions), ...acknowledgement(cost), ...seen('sender'),
    ],
    // Who reads is the receiver of the data: it posts, the target's adapter answers, and it sees the completion.
    get: [
      ...on('receiver', [...post(cost), ...posted ?? [], flight(cost)]),
      delay('request', 'Read request', cost.transmitNs + (cost.messageNs ?? 0) + cost.receiveNs, 'receiver'),
      ...requestOver(wire),
      translation(cost, 'sender', 'read'),
      delay('target-read', 'Read at the target', cost.payloadReadNs, 'sender'),
      ...on('sender', fetched), ...transmit(cost, engines.transmit),
      ...wire,
      ...land(cost, engines.receive, additions),
      ...seen('receiver'),
    ],
  };
}

/** The process fills a work request and rings the doorbell; what lies in unregistered memory is registered first. */
function post(cost: VerbsCost): readonly Stage[] {
  return [
    {
      id: 'registration', title: 'Memory registration', executor: 'guest-user', kind: 'choose',
      branches: [
        { upToBytes: cost.eagerLimitBytes, stages: [] },
        {
          upToBytes: Number.MAX_SAFE_INTEGER,
          stages: [{
            id: 'register', title: 'Register memory', executor: 'guest-user', kind: 'cache', key: 'region',
            entries: cost.registeredRegions, missNs: cost.registrationNs, invalidate: 'never',
          }],
        },
      ],
    },
    onCore('post', 'Post work request', cost.postNs),
    onCore('doorbell', 'Doorbell', cost.doorbellNs),
  ];
}

function flight(cost: VerbsCost): Stage {
  return delay('doorbell-flight', 'Doorbell flight', cost.doorbellFlightNs, 'sender');
}

/** What is short comes with the doorbell; else the adapter reads the work request and the payload from memory. */
function fetch(cost: VerbsCost): readonly Stage[] {
  return [{
    id: 'fetch', title: 'Fetch', executor: 'device', kind: 'choose',
    branches: [
      { upToBytes: cost.inlineBytes, stages: [] },
      {
        upToBytes: Number.MAX_SAFE_INTEGER,
        stages: [
          delay('work-request-read', 'Work request read', cost.workRequestReadNs, 'sender'),
          translation(cost, 'sender', 'read'),
          delay('payload-read', 'Payload read', cost.payloadReadNs, 'sender'),
        ],
      },
    ],
  }];
}

function transmit(cost: VerbsCost, engine: string): readonly Stage[] {
  const { transmitNs, messageNs = transmitNs } = cost;
  return [
    ...(cost.messageNs === undefined ? [] : [delay('transmit-processing', 'Adapter, transmit processing', transmitNs, 'sender')]),
    {
      id: 'transmit', title: 'Adapter, transmit', executor: 'device', kind: 'serve', resources: [engine],
      cost: { perUnitNs: messageNs, unit: 'operation', perByteNs: cost.adapterPerByteNs },
    },
  ];
}

/** The adapter takes what the wire brought, as it arrives, and writes payload and completion to memory. */
function land(cost: VerbsCost, engine: string, { arrived, landed, written }: VerbsAdditions): readonly Stage[] {
  return [
    ...on('receiver', arrived),
    {
      id: 'receive', title: 'Adapter, receive', executor: 'device', kind: 'serve', resources: [engine], side: 'receiver', cutThrough: true,
      cost: { perByteNs: cost.adapterPerByteNs },
    },
    delay('receive-processing', 'Adapter, receive processing', cost.receiveNs, 'receiver'),
    ...on('receiver', landed),
    translation(cost, 'receiver', 'write'),
    delay('payload-write', 'Payload write', cost.payloadWriteNs, 'receiver'),
    delay('completion-write', 'Completion write', cost.completionWriteNs, 'receiver'),
    ...on('receiver', written),
  ];
}

/** The acknowledgement of a reliable connection comes back and the sender's completion is written. */
function acknowledgement(cost: VerbsCost): readonly Stage[] {
  return [delay('acknowledge', 'Acknowledgement', cost.acknowledgeNs, 'sender')];
}

/** A request is too short to keep anybody waiting: it passes cables and switches, no queues. */
function requestOver(wire: readonly Stage[]): readonly Stage[] {
  return on('receiver', wire.filter(({ kind }) => kind === 'delay').map((stage) => ({ ...stage, id: `request-${stage.id}`, title: `Read request: ${stage.title.toLowerCase()}` })));
}

function translation(cost: VerbsCost, side: Side, what: 'read' | 'write'): Stage {
  return delay(`${what}-translation`, `IOMMU translation, ${what}`, cost.translationNs, side);
}

function poll(cost: VerbsCost, side: Side): Stage {
  return { ...onCore('poll', 'Poll completion queue', cost.pollNs), side };
}

function onCore(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'guest-user', kind: 'serve', cost: { perUnitNs: ns, unit: 'operation' } };
}

/** Every segment is delayed alike: a delay holds nothing, so one that only the first had would let the others overtake it. */
function delay(id: string, title: string, ns: number, side: Side): Stage {
  return { id, title, executor: 'device', kind: 'delay', side, cost: { perUnitNs: ns, unit: 'segment' } };
}

function on(side: Side, stages: readonly Stage[] = []): readonly Stage[] {
  return stages.map((stage) => ({ ...stage, side }));
}
