import { describe, expect, it } from 'vitest';
import type { Operation, RankPlace } from '../../contract/index.ts';
import { incidentsFor, managedRun } from './testing/managed-run.ts';

/** Ranks that only compute, and meet at the end of each step. */
function steps(ranks: number, count: number, ns = 1_000_000): readonly (readonly Operation[])[] {
  return Array.from({ length: ranks }, (): readonly Operation[] => [{ op: 'loop', count, body: [{ op: 'compute', ns }, { op: 'collective', collective: 'barrier', bytes: 0 }] }]);
}

/** VMs of one rank each, on the given hosts and cores. */
function vmsOn(...places: readonly (readonly [host: number, core: number])[]): readonly RankPlace[] {
  return places.map(([host, core], vm) => ({ host, core, vm }));
}

const crowded = { ranks: steps(4, 200), places: vmsOn([0, 0], [0, 1], [0, 0], [1, 0]), hosts: 2, cores: 2, balance: { everyNs: 20_000_000, threshold: 0.4 } };

describe('load balancing', () => {
  it('moves one VM from the crowded host, once, and the run ends sooner', () => {
    const { balance: _, ...rest } = crowded;
    const left = incidentsFor(managedRun(rest), 'migration').result.metrics.executionTime.value;
    const { result, incidents } = incidentsFor(managedRun(crowded), 'migration');
    expect(incidents).toMatchObject([{ cause: 'balance', from: 0, to: 1, outcome: 'moved' }]);
    expect(result.metrics.executionTime.value).toBeLessThan(0.75 * left);
  });

  it('leaves hosts alone that differ by less than the threshold, or by a VM that would only change sides', () => {
    expect(incidentsFor(managedRun({ ...crowded, balance: { everyNs: 20_000_000, threshold: 1.5 } }), 'migration').incidents).toEqual([]);
    // Three VMs on two hosts of two cores: 1 and 0.5, whichever has two.
    const odd = { ...crowded, ranks: steps(3, 200), places: vmsOn([0, 0], [0, 1], [1, 0]), balance: { everyNs: 20_000_000, threshold: 0.2 } };
    expect(incidentsFor(managedRun(odd), 'migration').incidents).toEqual([]);
  });

  it('counts what is wanted, not who is placed: VMs that have ended want nothing', () => {
    const [short, ...long] = [steps(1, 1), ...steps(3, 200).map((body) => [body])].map(([body]) => body);
    const alone = long.map((): readonly Operation[] => [{ op: 'compute', ns: 200_000_000 }]);
    const input = managedRun({ ...crowded, ranks: [short.slice(0, 0), alone[0], short.slice(0, 0), alone[1]] });
    expect(incidentsFor(input, 'migration').incidents).toEqual([]);
  });

  it('never moves back and forth', () => {
    const many = { ...crowded, ranks: steps(7, 300), places: vmsOn([0, 0], [0, 1], [0, 0], [0, 1], [1, 0], [1, 1], [2, 0]), hosts: 3, balance: { everyNs: 10_000_000, threshold: 0.05 } };
    const { incidents } = incidentsFor(managedRun(many), 'migration');
    expect(incidents.length).toBeGreaterThan(0);
    expect(new Set(incidents.map(({ vm }) => vm)).size).toBe(incidents.length);
  });
});
