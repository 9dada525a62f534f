import { formatBytes, formatLongTime } from './units.ts';

type Value = string | number;

const counted: Readonly<Record<string, readonly [one: string, many: string]>> = {
  vmsPerHost: ['VM per host', 'VMs per host'], vnics: ['vNIC per VM', 'vNICs per VM'], nics: ['NIC per host', 'NICs per host'], uplinks: ['uplink', 'uplinks'],
};

/** A factor's value as people write it: `16 ranks`, `64 KiB`, `1×1×N`, `inter`. */
export function factorLabel(name: string, value: Value): string {
  if (name === 'size' && typeof value === 'number') return formatBytes(value);
  if (name === 'ranks' || name === 'hosts') return `${value} ${value === 1 ? name.slice(0, -1) : name}`;
  if (name === 'distribution') return String(value).replaceAll('x', '×');
  if (['path', 'tool', 'placement', 'benchmark', 'collective', 'algorithm'].includes(name)) return String(value);
  if (name === 'events') return `${value} events`;
  if (name === 'onNonConvergence') return value === 'stop' ? 'stop anyway' : value === 'none' ? 'no events' : String(value);
  if (name === 'recovery') return value === 'none' ? 'no recovery' : `${value} recovery`;
  if (name === 'scheduler') return value === 'backfill' ? 'EASY backfill' : value === 'fifo' ? 'FIFO' : String(value);
  if (name === 'sharing') return value === 'exclusive' ? 'exclusive hosts' : value === 'shared' ? 'shared hosts' : String(value);
  if (name === 'mtbf' && typeof value === 'number') return `MTBF ${formatLongTime(value)}`;
  if (name === 'jobs') return value === 'all' ? 'all jobs' : `${value} alone`;
  if (name === 'layer') return value === 'mpi' ? 'MPI' : String(value);
  const words = counted[name];
  if (words !== undefined) return `${value} ${value === 1 ? words[0] : words[1]}`;
  return `${name} ${value}`;
}

/** All factors of a cell in one line; `all runs` where nothing differs. */
export function cellLabel(factors: Readonly<Record<string, Value>>): string {
  const parts = Object.entries(factors).map(([name, value]) => factorLabel(name, value));
  return parts.length === 0 ? 'all runs' : parts.join(' · ');
}
