import type { PathModel } from '@doorbell/sdk';
import { mostPerHost, mostPerVm, type Endpoint, type SteeringField } from './steering-keys.ts';

type Guest = PathModel['guest'];

/** A steering field as people write it, and what a rule by it names. */
export function aRule(field: SteeringField, guest: Guest): { readonly label: string; readonly article: string; readonly names: string; readonly place: string } {
  const label = { mac: 'MAC address', vntag: 'VNTag', etag: 'E-Tag', vlan: 'VLAN', ip: 'IP address', 'udp-port': 'UDP port', ethertype: 'Ethertype' }[field];
  const article = field === 'etag' || field === 'ip' || field === 'ethertype' ? 'an' : 'a';
  switch (field) {
    case 'udp-port': return { label, article, names: 'process', place: 'are one process' };
    case 'mac': case 'vntag': case 'etag': case 'vlan': return { label, article, names: 'vNIC', place: 'use one vNIC' };
    case 'ip': return { label, article, names: guest === 'vm' ? 'VM' : 'host', place: guest === 'vm' ? 'live in one VM' : 'live on one host' };
    case 'ethertype': return { label, article, names: 'NIC', place: 'use one NIC' };
  }
}

/** `MAC address, VLAN or UDP port`. */
export function listOf(fields: readonly SteeringField[], joint: 'or' | 'and' = 'or'): string {
  const labels = fields.map((field) => aRule(field, 'vm').label);
  return labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} ${joint} ${labels.at(-1) ?? ''}`;
}

/** Why a field is not sufficient for the ranks of `crowd`, which have it in common. */
export function reasonAgainst(field: SteeringField, crowd: readonly Endpoint[], guest: Guest): string {
  const { label, article, place } = aRule(field, guest);
  const ranks = crowd.map(({ rank }) => String(rank));
  const who = ranks.length > 4
    ? `${String(ranks.length)} processes (ranks ${ranks.slice(0, 3).join(', ')}, ...)`
    : `ranks ${ranks.slice(0, -1).join(', ')} and ${ranks.at(-1) ?? ''}`;
  return `${article} ${label} ${meaning(field, guest, 'names')}, and ${who} ${place}`;
}

/** Why some fields are not sufficient here, fields of one meaning together. */
export function reasonsAgainst(fields: readonly SteeringField[], guest: Guest): string {
  const groups = new Map<string, SteeringField[]>();
  for (const field of fields) {
    const { names } = aRule(field, guest);
    groups.set(names, [...groups.get(names) ?? [], field]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    return `${listOf(group, 'and')} ${meaning(first, guest, group.length > 1 ? 'name' : 'names')}, and several processes ${aRule(first, guest).place}`;
  }).join('; ');
}

function meaning(field: SteeringField, guest: Guest, verb: 'name' | 'names'): string {
  return field === 'ethertype' ? `${verb} all of the application's traffic on a NIC` : `${verb} a ${aRule(field, guest).names}`;
}

/** What to choose instead of fields that are not sufficient: fields that are, or another placement. */
export function waysOut(insufficient: readonly SteeringField[], sufficient: readonly SteeringField[], endpoints: readonly Endpoint[], guest: Guest): string {
  const ways = sufficient.length === 0 ? [] : [`steer by ${listOf(sufficient)}, where the path offers it`];
  const perVm = String(mostPerVm(endpoints));
  const perHost = String(mostPerHost(endpoints));
  for (const kind of new Set(insufficient.map((field) => aRule(field, guest).names))) {
    if (kind === 'vNIC' && guest === 'vm') ways.push(`give each process a vNIC of its own (vms.vnics: ${perVm} with rails: fixed)`);
    else if (kind === 'VM') ways.push('put each process into a VM of its own with one vNIC');
    else if (kind === 'NIC') ways.push(`give each process a NIC of its own (nic.perHost: ${perHost} with rails: fixed${guest === 'vm' ? ', and a vNIC on each' : ''})`);
    else ways.push('place one process on each host');
  }
  const text = ways.join(', or ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
