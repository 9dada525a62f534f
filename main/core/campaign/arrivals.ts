import type { Tenant } from '../contract/index.ts';
import { createRandom } from '../engine/random.ts';
import { drawExponential } from './exponential.ts';

/** A job that arrives. */
export interface Arrival {
  /** Index of the tenant. */
  readonly tenant: number;
  /** Counts the tenant's jobs from 0. */
  readonly number: number;
  readonly ns: number;
}

/** Arrivals of all tenants in order of time, then of tenants. A tenant's draws do not depend on the others. */
export function arrivalsOf(tenants: readonly Tenant[], seed: number): readonly Arrival[] {
  const all = tenants.flatMap(({ arrivals }, tenant) => timesOf(arrivals, seed, tenant).map((ns, number): Arrival => ({ tenant, number, ns })));
  return all.sort((left, right) => left.ns - right.ns || left.tenant - right.tenant || left.number - right.number);
}

function timesOf(arrivals: Tenant['arrivals'], seed: number, tenant: number): readonly number[] {
  if (arrivals.kind === 'at') return [...arrivals.ns].sort((left, right) => left - right);
  const random = createRandom(seed, 1_000_000 + tenant);
  let ns = 0;
  return Array.from({ length: arrivals.count }, () => (ns += drawExponential(random, arrivals.meanNs)));
}
