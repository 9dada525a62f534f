import type { Vms } from '../contract/index.ts';

/**
 * The VMs with another number of them on a host. VMs that share the host's cores out evenly, as they do by default, go on
 * doing so; others keep their vCPUs.
 */
export function vmsAt(vms: Vms, perHost: number, cores: number): Vms {
  if (perHost === vms.perHost) return vms;
  const even = (count: number): number => Math.max(1, Math.floor(cores / count));
  return { ...vms, perHost, vcpus: vms.vcpus === even(vms.perHost) ? even(perHost) : vms.vcpus };
}
