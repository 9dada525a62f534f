import { nonConvergenceNames, recoveryNames, type ManagerSettings } from '../contract/index.ts';
import { count, number, oneOf, quantity, record } from './schema-parts.ts';

const time = (min = 0) => quantity('nanoseconds', { min, max: 1e15 });

const migration = record({
  link: oneOf(['shared', 'separate']).default('shared'),
  channel: oneOf(['tcp', 'rdma']).default('tcp'),
  bitsPerSecond: quantity('bitsPerSecond', { min: 1e6, max: 1e13 }).optional(),
  setupNs: time().default(200e6),
  downtimeLimitNs: time().default(300e6),
  maxRounds: count(1000).default(30),
  onNonConvergence: oneOf(nonConvergenceNames).default('stop'),
});

const snapshot = record({
  mode: oneOf(['stop', 'copy-on-write']).default('stop'),
  storageBytesPerSecond: quantity('bytesPerSecond', { min: 1e3, max: 1e15 }).default(1e9),
  everyNs: time(1e6).optional(),
});

const recovery = record({
  kind: oneOf(recoveryNames).default('reactive'),
  detectNs: time().default(3e9),
  restartNs: time().default(5e9),
  spareHost: count(1023, 0).optional(),
});

const balance = record({
  everyNs: time(1e6).default(1e9),
  threshold: number({ min: 0.01, max: 1024 }).default(0.5),
});

/**
 * How VMs are moved, saved and restarted. Defaults and where they come from:
 * - `migration`: over the application's links by TCP, which is what QEMU does unless told otherwise; a downtime of 300 ms
 *   at most (QEMU's `downtime-limit`); 30 rounds, then the VM is stopped (Xen's limit, and what Xen does then); 200 ms of
 *   set-up (judgement: a process with the VM's memory map is made on the target and connected to);
 * - `snapshot`: VMs stand still while they are saved, as `virsh save` and `xl save` do; storage of 1 GB/s (judgement: a file
 *   server behind one 10 Gb/s link);
 * - `recovery`: reactive; noticed after 3 s (Corosync's token timeout); 5 s until VMs run again, without reading their state
 *   (judgement: the decision, and processes that are made anew);
 * - `balance`, where it is there: looked at every second, a difference of half a host's cores (judgements; cluster managers
 *   look every few minutes, which no run of seconds would see).
 */
export const managerSchema = record({
  migration: migration.prefault({}),
  snapshot: snapshot.prefault({}),
  recovery: recovery.prefault({}),
  balance: balance.optional(),
});

/** Settings of a manager that a document says nothing about. */
export const defaultManager: ManagerSettings = managerSchema.parse({});
