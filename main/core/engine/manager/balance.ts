import { spentSoFar } from '../cpu.ts';
import type { World } from '../world.ts';
import { deviceOf } from './device.ts';
import { hostOf, isStuck, type ManagedVm, type Manager } from './manager.ts';
import { migrate } from './migrate.ts';
import type { Step } from './processes.ts';

/** How many looks a VM stays where it was moved to (judgement: load after a move must be seen before it is judged). */
const restingLooks = 3;

interface Load {
  /** By number of the VM: vCPU time that it wanted since the last look, ns. */
  readonly wantedNs: readonly number[];
  /** By host: the same over its cores. */
  readonly hosts: readonly number[];
}

/** A VM that would move, and where to. */
interface Move {
  readonly vm: ManagedVm;
  readonly to: number;
}

/** Looks at all hosts every so often and moves one VM at a time from the most to the least loaded. */
export function* balance(world: World, manager: Manager, everyNs: number, threshold: number): Step<void> {
  for (;;) {
    const before = manager.vms.map((vm) => wantedBy(world, vm));
    yield everyNs;
    if (isStuck(world, manager)) return;
    // While a VM moves or stands still, load is not what it will be.
    if (manager.vms.some(({ doing }) => doing !== 'nothing')) continue;
    const wantedNs = manager.vms.map((vm, i) => wantedBy(world, vm) - before[i]);
    const move = bestMove(world, manager, loadOf(world, manager, wantedNs, everyNs), everyNs, threshold);
    if (move !== undefined) yield* migrate(world, manager, move.vm, move.to, 'balance');
  }
}

/** vCPU time that the VM's ranks used, or would have used had they had a core, ns. A rank that polls uses its core. */
function wantedBy({ cpu, now, input }: World, { ranks }: ManagedVm): number {
  const spent = new Float64Array(8);
  let sum = 0;
  for (const rank of ranks) {
    spentSoFar(cpu, rank, now, spent);
    sum += spent[0] + spent[1] + spent[3] + (input.mpi.waiting === 'poll' ? spent[2] : 0);
  }
  return sum;
}

function loadOf(world: World, manager: Manager, wantedNs: readonly number[], ns: number): Load {
  const hosts = Array.from({ length: world.input.hosts }, () => 0);
  manager.vms.forEach((vm, i) => { if (vm.ranks.length > 0) hosts[hostOf(world, vm)] += wantedNs[i] / ns / world.input.platform.host.cores; });
  return { wantedNs, hosts };
}

/** The move that leaves the two hosts most alike, if it makes the fuller one less full by more than half of the threshold. */
function bestMove(world: World, manager: Manager, { wantedNs, hosts }: Load, everyNs: number, threshold: number): Move | undefined {
  const usable = hosts.map((_, host) => host).filter((host) => manager.failed[host] === 0 && manager.doomed[host] === 0);
  if (usable.length < 2) return undefined;
  const from = usable.reduce((most, host) => (hosts[host] > hosts[most] ? host : most));
  const to = usable.reduce((least, host) => (hosts[host] < hosts[least] ? host : least));
  if (hosts[from] - hosts[to] <= threshold) return undefined;
  let best: Move | undefined;
  // A smaller gain is not worth a migration, and the way back would be as good soon after.
  let lowest = hosts[from] - threshold / 2;
  for (const vm of manager.vms) {
    if (vm.ranks.length === 0 || hostOf(world, vm) !== from || (vm.movedNs >= 0 && world.now - vm.movedNs < restingLooks * everyNs)) continue;
    const share = wantedNs[vm.number] / everyNs / world.input.platform.host.cores;
    const fuller = Math.max(hosts[from] - share, hosts[to] + share);
    if (share <= 0 || fuller >= lowest || typeof deviceOf(world, manager, vm, to) === 'string') continue;
    lowest = fuller;
    best = { vm, to };
  }
  return best;
}
