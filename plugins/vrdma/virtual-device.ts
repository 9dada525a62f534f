import type { PathModel } from '@doorbell/sdk';
import type { VrdmaConfig } from './config.ts';

/** What the hypervisor's own device makes possible, and what its router takes. */
export function virtualDevice(config: VrdmaConfig): Pick<PathModel, 'capabilities' | 'migration' | 'driverDomain'> {
  // Packets name a queue pair, and iWARP's connections have ports in TCP: no rule in the adapter has to tell processes apart.
  const steering = [] as const;
  if (config.virtualisation === 'none') {
    return { capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: true, steering, isolation: ['queue-protection'], liveMigration: 'unsupported', snapshot: 'unsupported',
    } };
  }
  const isDirect = config.dataPath === 'direct';
  return {
    capabilities: {
      osBypass: true, hypervisorBypass: isDirect, zeroCopy: true, steering,
      isolation: isDirect ? ['iommu', 'queue-protection'] : ['iommu', 'queue-protection', 'driver-domain'],
      liveMigration: 'transparent', snapshot: 'supported',
    },
    migration: {
      quiesceNs: config.quiesceNs, drainNs: config.drainNs, deviceStateBytes: config.deviceStateBytes, saveNs: config.saveNs, restoreNs: config.restoreNs,
      reconnectPerQueuePairNs: config.reconnectPerQueuePairNs, reconnectPerRegionNs: config.reconnectPerRegionNs, announceNs: config.announceNs,
      // The adapter writes past the hypervisor, unless the router saw the work request.
      dmaDirtyTracking: isDirect ? 'hidden' : 'tracked',
      // The hypervisors of both ends share the control path: the peers' virtual devices are told to hold back.
      peers: 'wait',
    },
    ...(isDirect ? {} : { driverDomain: router(config) }),
  };
}

/** A router that spins has its cores for itself; one that sleeps takes what is free. */
function router({ router, routerVcpus }: VrdmaConfig): NonNullable<PathModel['driverDomain']> {
  return { vcpus: routerVcpus, pinning: router === 'spinning' ? 'pinned' : 'floating', weight: 256, sliceNs: 1_000_000, switchNs: 1500 };
}
