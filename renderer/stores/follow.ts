import { useConnection } from './connection.ts';
import { isCancelled } from './problem.ts';
import type { Services } from '../../main/core/contract/index.ts';

/**
 * Reads a subscription until it ends, the signal aborts or the connection breaks. A subscription that broke with the
 * connection is not an error of its own: the banner says it already.
 */
export async function follow<T>(
  open: (services: Services, signal: AbortSignal) => AsyncIterable<T>,
  onValue: (value: T) => void,
  signal: AbortSignal,
): Promise<void> {
  const connection = useConnection();
  const { services } = connection;
  if (services === undefined) return;
  try {
    for await (const value of open(services, signal)) {
      if (signal.aborted) return;
      onValue(value);
    }
  } catch (error) {
    if (isCancelled(error) || signal.aborted || connection.services !== services || connection.status === 'lost') return;
    throw error;
  }
}
