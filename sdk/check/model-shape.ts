import type {
  Bootstrap, Capabilities, DriverDomain, Limits, MigrationModel, Origin, PathModel, Pipelines, Protocol, Resource,
} from '../model/path-model.ts';
import { list, object, variant } from './composite-shapes.ts';
import { shapeOf } from './shape-of.ts';
import { finite, flag, id, integer, number, oneOf, text } from './shape.ts';
import type { Shape } from './shape.ts';
import { scope, stage } from './stage-shape.ts';

const ns = number(0, 3.6e12);
const stages = list(stage, 0, 64);

const pipelines = shapeOf<Pipelines>('Pipelines', { send: stages, receive: stages }, { complete: stages, put: stages, get: stages });

const resource = shapeOf<Resource>('Resource', { id, title: text(80), scope }, {
  servers: integer(1, 4096),
  discipline: oneOf('fifo', 'round-robin', 'share', 'priority', 'rate-cap'),
  key: oneOf('rank', 'vm', 'function', 'connection'),
  rateBytesPerSecond: number(1),
});

const onExhausted = oneOf('fail', 'reconnect');
const reliability = variant('kind', {
  none: object({ kind: oneOf('none') }),
  timeout: object({ kind: oneOf('timeout'), rtoNs: number(1, 3.6e12), backoff: number(1, 16), retries: integer(0, 1000), onExhausted }),
  rnr: object({ kind: oneOf('rnr'), timerNs: number(1, 3.6e12), retries: integer(0, 1000), onExhausted }),
}, { what: 'a kind of reliability', problem: 'not allowed here' });

const protocol = shapeOf<Protocol>('Protocol', {
  eagerLimitBytes: integer(0),
  rendezvous: oneOf('rts-cts', 'rget', 'rput'),
  windowSegments: integer(1, 1 << 20),
  segmentBytes: integer(1, 1 << 24),
  framePayloadBytes: integer(1, 1 << 20),
  headerBytes: integer(0, 4096),
  minimumFrameBytes: integer(0, 1 << 16),
  reliability,
}, { unexpectedBytes: integer(0), windowBytes: integer(1), controlBytes: integer(1, 4096) });

const capabilities = shapeOf<Capabilities>('Capabilities', {
  osBypass: flag,
  hypervisorBypass: flag,
  zeroCopy: flag,
  steering: list(oneOf('mac', 'vntag', 'etag', 'vlan', 'ip', 'udp-port', 'ethertype'), 0, 7),
  isolation: list(oneOf('iommu', 'anti-spoof', 'queue-protection', 'driver-domain'), 0, 4),
  liveMigration: oneOf('unsupported', 'detach-reattach', 'transparent', 'not-applicable'),
  snapshot: oneOf('unsupported', 'supported', 'not-applicable'),
});

const migration = shapeOf<MigrationModel>('MigrationModel', {
  quiesceNs: ns, drainNs: ns, deviceStateBytes: integer(0), saveNs: ns, restoreNs: ns, reconnectPerQueuePairNs: ns,
  reconnectPerRegionNs: ns, announceNs: ns, dmaDirtyTracking: oneOf('tracked', 'hidden', 'pinned'),
}, { fallbackPath: id, peers: oneOf('retry', 'wait') });

const driverDomain = shapeOf<DriverDomain>('DriverDomain', {
  vcpus: integer(1, 4096), pinning: oneOf('floating', 'pinned'), weight: number(1, 65535), sliceNs: number(1, 3.6e12), switchNs: ns,
});

const origin = shapeOf<Origin>('Origin',
  { parameter: text(120), value: finite, unit: text(20), kind: oneOf('published', 'fitted', 'judgement'), note: text() },
  { record: text() },
);

/** The form of a path model; what its parts mean together is for the rules. */
export const modelShape: Shape = shapeOf<PathModel>('PathModel', {
  format: oneOf(1),
  id,
  title: text(80),
  guest: oneOf('vm', 'none'),
  resources: list(resource, 0, 32),
  protocol,
  capabilities,
  limits: shapeOf<Limits>('Limits', { mtuBytes: integer(64, 1 << 20), functionsPerNic: integer(1, 1 << 20), queueSetsPerFunction: integer(1, 1 << 20) }),
  origins: list(origin, 0, 256),
}, {
  otherHost: pipelines,
  sameHost: pipelines,
  sameVm: pipelines,
  driverDomain,
  migration,
  bootstrap: shapeOf<Bootstrap>('Bootstrap', { assignFunctionNs: ns, registerPerPageNs: ns, createQueueSetNs: ns, connectNs: ns }),
});
