import type { World } from '../world.ts';
import type { Manager } from './manager.ts';
import type { Step } from './processes.ts';

/** Piece in which state goes to and from storage, bytes: who uses it at once takes turns. */
const pieceBytes = 4 * 1_048_576;

/** Writes or reads state: the storage takes `storageBytesPerSecond` from all hosts together, over a network of its own. */
export function* useStorage(world: World, manager: Manager, bytes: number): Step<void> {
  const { storageBytesPerSecond } = manager.input.settings.snapshot;
  for (let left = bytes; left > 0; left -= pieceBytes) {
    manager.storageFreeNs = Math.max(world.now, manager.storageFreeNs) + (Math.min(left, pieceBytes) * 1e9) / storageBytesPerSecond;
    yield manager.storageFreeNs - world.now;
  }
}
