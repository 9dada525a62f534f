import { kvmRecords } from './kvm-records.ts';
import type { MigrationRecord } from './record.ts';
import { vfioRecords } from './vfio-records.ts';
import { xenRecords } from './xen-records.ts';

/** Every published figure of a live migration that is replayed. */
export const migrationRecords: readonly MigrationRecord[] = [...kvmRecords, ...xenRecords, ...vfioRecords];
