import { expect, it } from 'vitest';
import { pathsOfValue } from './paths-of-value.ts';

it.each([
  ['sr-iov', ['sr-iov']],
  ['sr-iov (slow, segment 4)', ['sr-iov']],
  ['sr-iov (a & b) & vrdma', ['sr-iov', 'vrdma']],
  ['sr-iov (a + b) + inter-vm-shm', ['sr-iov', 'inter-vm-shm']],
  ['sr-iov + inter-vm-shm + sr-iov (slow) for VMs 0 and 3', ['sr-iov', 'inter-vm-shm']],
])('finds the paths that %s names', (label, ids) => {
  expect(pathsOfValue(label)).toEqual(ids);
});
