import type { Capabilities, MigrationModel } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';

/** Options that describe one way of moving; all of them are parts of one migration model. */
const optionsOf: Readonly<Record<SrIovConfig['migration'], readonly (keyof SrIovConfig)[]>> = {
  reattach: ['quiesceNs', 'drainNs', 'saveNs', 'restoreNs', 'reconnectPerQueuePairNs', 'reconnectPerRegionNs', 'announceNs', 'fallback'],
  device: ['deviceQuiesceNs', 'deviceDrainNs', 'deviceStateBytes', 'deviceSaveNs', 'deviceRestoreNs', 'imagePerQueuePairNs', 'imagePerRegionNs', 'routeNs'],
};

/** Names of the options that the other way of moving has. */
export function otherMeans(migration: SrIovConfig['migration']): readonly string[] {
  return optionsOf[migration === 'device' ? 'reattach' : 'device'];
}

/** A function whose state the NIC hands out can move with its VM, and be saved with it. */
export function movability({ migration }: SrIovConfig): Pick<Capabilities, 'liveMigration' | 'snapshot'> {
  return migration === 'device' ? { liveMigration: 'transparent', snapshot: 'supported' } : { liveMigration: 'detach-reattach', snapshot: 'unsupported' };
}

export function migrationOf(config: SrIovConfig): MigrationModel {
  if (config.migration === 'device') {
    return {
      quiesceNs: config.deviceQuiesceNs, drainNs: config.deviceDrainNs, deviceStateBytes: config.deviceStateBytes, saveNs: config.deviceSaveNs,
      restoreNs: config.deviceRestoreNs, reconnectPerQueuePairNs: config.imagePerQueuePairNs, reconnectPerRegionNs: config.imagePerRegionNs,
      // The NIC logs the pages that it writes.
      announceNs: config.routeNs, dmaDirtyTracking: 'tracked',
    };
  }
  return {
    quiesceNs: config.quiesceNs, drainNs: config.drainNs, deviceStateBytes: 0, saveNs: config.saveNs, restoreNs: config.restoreNs,
    reconnectPerQueuePairNs: config.reconnectPerQueuePairNs, reconnectPerRegionNs: config.reconnectPerRegionNs, announceNs: config.announceNs,
    // While memory is copied no function writes it: it was detached before.
    dmaDirtyTracking: 'tracked', fallbackPath: config.fallback,
  };
}
