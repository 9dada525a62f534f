/** Handles of a rank's open requests by what traces call them: sender, receiver and tag, first in first out. */
export interface Requests {
  /** Open requests by their key. */
  readonly open: Map<number, number[]>;
  readonly free: number[];
  next: number;
  count: number;
  /** Some request has no handle, as there were too many. */
  overflow: boolean;
}

/** Handles above are for collectives. */
const mostHandles = 65_000;

/** None open. */
export const createRequests = (): Requests => ({ open: new Map(), free: [], next: 0, count: 0, overflow: false });

/** A handle for a further request; undefined when too many are open. */
export function openRequest(requests: Requests, key: number): number | undefined {
  const handle = requests.free.pop() ?? (requests.next < mostHandles ? requests.next++ : undefined);
  requests.count++;
  if (handle === undefined) {
    requests.overflow = true;
    return undefined;
  }
  const known = requests.open.get(key);
  if (known === undefined) requests.open.set(key, [handle]);
  else known.push(handle);
  return handle;
}

/** The handle of the oldest open request of this key, which stays open. */
export const oldestRequest = ({ open }: Requests, key: number): number | undefined => open.get(key)?.[0];

/** The oldest request of this key has been waited for. */
export function closeRequest(requests: Requests, key: number): void {
  const handles = requests.open.get(key);
  const handle = handles?.shift();
  if (handles === undefined || handle === undefined) return;
  if (handles.length === 0) requests.open.delete(key);
  requests.count--;
  if (requests.count === 0) closeAll(requests);
  else requests.free.push(handle);
}

/** All have been waited for. Handles begin anew, so that equal phases have equal handles. */
export function closeAll(requests: Requests): void {
  requests.open.clear();
  requests.free.length = 0;
  requests.next = 0;
  requests.count = 0;
  requests.overflow = false;
}
