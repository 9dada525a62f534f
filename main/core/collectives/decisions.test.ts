import { describe, expect, test } from 'vitest';
import { collectiveNames, type CollectiveName, type CollectiveOperation } from '../contract/index.ts';
import { algorithms, checkCall, chooseAlgorithm, collectiveSchedule, defaultCollectives, messagesOf } from './index.ts';

const call = (collective: CollectiveName, bytes: number, more: Partial<CollectiveOperation> = {}): CollectiveOperation => ({ op: 'collective', collective, bytes, ...more });
const openMpi = (collective: CollectiveName, members: number, bytes: number, more: Partial<CollectiveOperation> = {}) => chooseAlgorithm(call(collective, bytes, more), members, defaultCollectives);
const mpich = (collective: CollectiveName, members: number, bytes: number, more: Partial<CollectiveOperation> = {}) => chooseAlgorithm(call(collective, bytes, more), members, { ...defaultCollectives, library: 'mpich' });

describe('Open MPI', () => {
  test.each<readonly [CollectiveName, number, number, string]>([
    ['barrier', 3, 0, 'recursive-doubling'], ['barrier', 4, 0, 'linear'], ['barrier', 8, 0, 'recursive-doubling'], ['barrier', 64, 0, 'bruck'], ['barrier', 256, 0, 'tree'], ['barrier', 4096, 0, 'bruck'],
    ['bcast', 2, 31, 'pipeline'], ['bcast', 2, 32, 'binary'], ['bcast', 7, 1_048_575, 'linear'], ['bcast', 7, 1_048_576, 'pipeline'], ['bcast', 31, 1_048_576, 'scatter-allgather'],
    ['bcast', 63, 2047, 'binomial'], ['bcast', 63, 2048, 'knomial'], ['bcast', 512, 16_384, 'split-binary'], ['bcast', 512, 32_768, 'knomial'],
    ['allreduce', 8, 8191, 'recursive-doubling'], ['allreduce', 8, 8192, 'rabenseifner'], ['allreduce', 3, 8192, 'recursive-doubling'], ['allreduce', 3, 16_384, 'ring'],
    ['allreduce', 127, 262_143, 'recursive-doubling'], ['allreduce', 127, 262_144, 'rabenseifner'], ['allreduce', 1024, 2047, 'reduce-bcast'], ['allreduce', 5000, 32_768, 'rabenseifner'],
    ['reduce', 2, 15, 'binary'], ['reduce', 2, 16, 'pipeline'], ['reduce', 300, 8192, 'in-order-binary'], ['reduce', 300, 16_384, 'binomial'],
    ['gather', 3, 1, 'linear-sync'], ['gather', 3, 4, 'binomial'], ['gather', 300, 4096, 'linear'], ['scatter', 70, 511, 'binomial'], ['scatter', 70, 512, 'linear-nb'],
    ['allgather', 2, 1, 'neighbor'], ['allgather', 16, 1 << 20, 'recursive-doubling'], ['allgather', 33, 65_535, 'neighbor'], ['allgather', 33, 65_536, 'ring'],
    ['alltoall', 32, 511, 'bruck'], ['alltoall', 32, 512, 'linear'], ['alltoall', 32, 524_288, 'linear-sync'], ['alltoall', 2, 4, 'pairwise'],
    ['alltoallv', 3, 0, 'pairwise'], ['alltoallv', 4, 0, 'linear'], ['alltoallv', 64, 0, 'pairwise'], ['alltoallv', 1024, 0, 'linear'],
    ['reduce-scatter', 4, 7, 'non-overlapping'], ['reduce-scatter', 4, 8, 'recursive-halving'], ['reduce-scatter', 63, 2048, 'butterfly'], ['reduce-scatter', 63, 524_288, 'ring'],
    ['scan', 9, 8, 'linear'], ['exscan', 9, 8, 'linear'],
  ])('%s of %i members and %i bytes: %s', (collective, members, bytes, name) => expect(openMpi(collective, members, bytes)).toBe(name));

  test('falls back where an algorithm cannot be done', () => {
    expect(openMpi('allgather', 12, 8)).toBe('bruck');
    expect(openMpi('reduce', 2, 0)).toBe('linear');
    expect(openMpi('gather', 8, 0, { counts: Array<number>(8).fill(5) })).toBe('linear');
    expect(openMpi('allgather', 4, 0, { counts: [0, 0, 0, 1024] })).toBe('neighbor');
    expect(openMpi('reduce-scatter', 4, 0, { counts: [2, 2, 2, 2] })).toBe('recursive-halving');
  });
});

describe('MPICH', () => {
  test.each<readonly [CollectiveName, number, number, string]>([
    ['barrier', 5, 0, 'dissemination'], ['bcast', 8, 12_287, 'binomial'], ['bcast', 8, 12_288, 'scatter-allgather'], ['bcast', 7, 1 << 20, 'binomial'], ['bcast', 9, 12_288, 'scatter-allgather-ring'],
    ['bcast', 8, 524_287, 'scatter-allgather'], ['bcast', 8, 524_288, 'scatter-allgather-ring'],
    ['allreduce', 8, 2048, 'recursive-doubling'], ['allreduce', 8, 2056, 'rabenseifner'], ['allreduce', 1024, 2056, 'recursive-doubling'], ['reduce', 8, 2048, 'binomial'], ['reduce', 8, 2056, 'rabenseifner'],
    ['allgather', 8, 65_535, 'recursive-doubling'], ['allgather', 8, 65_536, 'ring'], ['allgather', 10, 8191, 'bruck'], ['allgather', 10, 8192, 'ring'],
    ['alltoall', 8, 256, 'bruck'], ['alltoall', 8, 257, 'scattered'], ['alltoall', 7, 256, 'scattered'], ['alltoall', 8, 32_768, 'scattered'], ['alltoall', 8, 32_769, 'pairwise-exchange'],
    ['reduce-scatter', 8, 524_287, 'recursive-halving'], ['reduce-scatter', 8, 524_288, 'pairwise'], ['gather', 3, 1, 'binomial'], ['scatter', 3, 1, 'binomial'], ['alltoallv', 9, 0, 'scattered'],
    ['scan', 9, 8, 'recursive-doubling'], ['exscan', 9, 8, 'recursive-doubling'],
  ])('%s of %i members and %i bytes: %s', (collective, members, bytes, name) => expect(mpich(collective, members, bytes)).toBe(name));
});

test('both libraries only choose algorithms that there are', () => {
  for (const library of ['open-mpi', 'mpich'] as const) {
    for (const collective of collectiveNames) {
      for (const members of [2, 3, 5, 9, 17, 33, 65, 129, 257, 513, 1025, 2049, 5000]) {
        for (let bytes = 1; bytes < 1 << 23; bytes *= 2) expect(Object.keys(algorithms[collective])).toContain(chooseAlgorithm(call(collective, bytes), members, { ...defaultCollectives, library }));
      }
    }
  }
});

test('a call\'s algorithm wins over the settings, and these over the library', () => {
  const settings = { ...defaultCollectives, algorithms: { bcast: 'chain' } };
  expect(chooseAlgorithm(call('bcast', 8), 8, settings)).toBe('chain');
  expect(chooseAlgorithm(call('bcast', 8, { algorithm: 'linear' }), 8, settings)).toBe('linear');
});

/** Messages and bytes that all members send together. */
function totals(collective: CollectiveName, algorithm: string, members: number, bytes: number): readonly [messages: number, bytes: number] {
  let [messages, sent] = [0, 0];
  for (let member = 0; member < members; member++) {
    const walk = (operations: ReturnType<typeof collectiveSchedule>, times: number): void => {
      for (const operation of operations) {
        if (operation.op === 'loop') walk(operation.body, times * operation.count);
        if (operation.op === 'send' || operation.op === 'isend') sent += times * operation.bytes;
      }
    };
    const schedule = collectiveSchedule(call(collective, bytes, { algorithm }), member, members, defaultCollectives);
    messages += messagesOf(schedule);
    walk(schedule, 1);
  }
  return [messages, sent];
}

test.each([[8, 4096], [64, 65_536], [256, 1 << 20]])('messages and bytes of %i members and %i bytes are those of the textbooks', (p, n) => {
  const log = Math.log2(p);
  expect(totals('barrier', 'dissemination', p, 0)).toEqual([p * log, 0]);
  expect(totals('bcast', 'binomial', p, n)).toEqual([p - 1, (p - 1) * n]);
  expect(totals('bcast', 'pipeline:1KiB', p, n)).toEqual([(p - 1) * n / 1024, (p - 1) * n]);
  // Scatter: half of the vector at each of log p levels, summed; then each gets what it lacks.
  expect(totals('bcast', 'scatter-allgather-ring', p, n)[1]).toBe((n * log) / 2 + (p - 1) * n);
  expect(totals('bcast', 'scatter-allgather', p, n)[1]).toBe((n * log) / 2 + (p - 1) * n);
  expect(totals('reduce', 'binomial', p, n)).toEqual([p - 1, (p - 1) * n]);
  expect(totals('reduce', 'rabenseifner', p, n)[1]).toBe((p - 1) * n + (n * log) / 2);
  expect(totals('allreduce', 'recursive-doubling', p, n)).toEqual([p * log, p * log * n]);
  expect(totals('allreduce', 'ring', p, n)).toEqual([2 * p * (p - 1), 2 * (p - 1) * n]);
  expect(totals('allreduce', 'rabenseifner', p, n)).toEqual([2 * p * log, 2 * (p - 1) * n]);
  expect(totals('gather', 'linear', p, n)).toEqual([p - 1, (p - 1) * n]);
  expect(totals('gather', 'binomial', p, n)).toEqual([p - 1, (p * log * n) / 2]);
  for (const algorithm of ['ring', 'bruck', 'recursive-doubling', 'neighbor']) expect(totals('allgather', algorithm, p, n)[1]).toBe(p * (p - 1) * n);
  expect(totals('allgather', 'neighbor', p, n)[0]).toBe((p * p) / 2);
  for (const algorithm of ['linear', 'pairwise', 'linear-sync', 'scattered', 'pairwise-exchange']) expect(totals('alltoall', algorithm, p, n)).toEqual([p * (p - 1), p * (p - 1) * n]);
  expect(totals('alltoall', 'bruck', p, n)).toEqual([p * log, (p * p * log * n) / 2]);
  for (const algorithm of ['ring', 'pairwise', 'recursive-halving']) expect(totals('reduce-scatter', algorithm, p, n)[1]).toBe((p - 1) * n);
  expect(totals('scan', 'linear', p, n)).toEqual([p - 1, (p - 1) * n]);
});

test('a ring takes no room', () => {
  expect(collectiveSchedule(call('allreduce', 65_536 * 8, { algorithm: 'ring' }), 7, 65_536, defaultCollectives)).toHaveLength(2);
});

test('calls that cannot be are refused', () => {
  expect(checkCall(call('bcast', 8, { root: 9 }), 4)).toBe('bcast has member 9 as its root, but members are 0 to 3.');
  expect(checkCall(call('gather', 8, { counts: [1, 2] }), 4)).toBe('gather has 2 counts, but its communicator has 4 members.');
  expect(checkCall(call('bcast', 1.5), 4)).toMatch(/whole number/);
  expect(() => collectiveSchedule(call('bcast', 8, { algorithm: 'magic' }), 0, 4)).toThrow('bcast has no algorithm "magic".');
});
