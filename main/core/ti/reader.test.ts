import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { seeded } from '../engine/testing/property.ts';
import { createTiReader, tiOperations, tiProgram, type TiReading, type TiTrace } from './index.ts';

function read(text: string, reading: TiReading = {}): TiTrace {
  const reader = createTiReader(reading);
  reader.write(text);
  const result = reader.end();
  if (!result.ok) throw new Error(`${result.error.line}:${result.error.column}: ${result.error.message}`);
  return result.trace;
}

const operationsOf = (text: string, rank = 0, reading: TiReading = {}): readonly Operation[] => tiProgram(read(text, reading), 1).ranks[rank];

function complaint(text: string, reading: TiReading = {}): string {
  const reader = createTiReader(reading);
  reader.write(text);
  const result = reader.end();
  return result.ok ? 'fine' : `${result.error.line}:${result.error.column}: ${result.error.message}`;
}

describe('a time-independent trace', () => {
  test('says what every rank does, in one text for all', () => {
    const trace = read('# ring\n0 init\n1 init\r\n\n0 compute 1e3\n 0\tsend  1 0 1e6 0\n1 recv 0 0 1e6 0\n1 compute 2.5\n0 finalize\n1 finalize\n');
    expect(trace.ranks).toBe(2);
    expect(tiProgram(trace, 2).ranks).toEqual([
      [{ op: 'compute', ns: 2000 }, { op: 'send', to: 1, tag: 0, bytes: 8_000_000 }],
      [{ op: 'receive', from: 0, tag: 0, bytes: 8_000_000 }, { op: 'compute', ns: 5 }],
    ]);
    expect([...tiOperations(trace, 1, 2)]).toEqual(tiProgram(trace, 2).ranks[1]);
  });

  test('counts in bytes, or in doubles after `init 1`, unless a datatype is named', () => {
    const text = (init: string) => `0 ${init}\n0 send 1 0 10\n0 send 1 0 10 1\n1 init\n1 recv 0 0 10\n1 recv 0 0 40\n`;
    expect(operationsOf(text('init')).map((operation) => 'bytes' in operation && operation.bytes)).toEqual([10, 40]);
    expect(operationsOf(text('init 1')).map((operation) => 'bytes' in operation && operation.bytes)).toEqual([80, 40]);
  });

  test('may be old: without tags, with p before ranks, with capitals', () => {
    expect(operationsOf('p0 Isend p1 100\np0 waitAll\np1 recv p0 100\n')).toEqual([{ op: 'isend', to: 1, tag: 0, bytes: 100, request: 0 }, { op: 'waitall' }]);
    expect(operationsOf('0 allReduce 4 5\n1 allReduce 4 5\n')).toEqual([{ op: 'collective', collective: 'allreduce', bytes: 4 }, { op: 'compute', ns: 5 }]);
  });

  test('names requests by sender, receiver and tag, first in first out', () => {
    const text = '0 irecv 1 7 10\n0 irecv 1 7 20\n0 isend 1 7 5\n0 wait 1 0 7\n0 test 1 0 7\n0 wait 0 1 7\n0 wait 1 0 7\n0 wait 1 0 7\n1 init\n';
    expect(operationsOf(text)).toEqual([
      { op: 'ireceive', from: 1, tag: 7, bytes: 10, request: 0 }, { op: 'ireceive', from: 1, tag: 7, bytes: 20, request: 1 },
      { op: 'isend', to: 1, tag: 7, bytes: 5, request: 2 }, { op: 'wait', request: 0 }, { op: 'test', request: 1 }, { op: 'wait', request: 2 }, { op: 'wait', request: 1 },
    ]);
  });

  test('waits at the end for what was left open', () => {
    expect(operationsOf('0 isend 1 0 5\n0 finalize\n1 recv 0 0 5\n').at(-1)).toEqual({ op: 'waitall' });
  });

  test('probes before a receive of unknown size', () => {
    expect(operationsOf('0 recv 1 3 -1\n1 send 0 3 9\n').map(({ op }) => op)).toEqual(['probe', 'receive']);
  });

  test('keeps a sendRecv in one piece', () => {
    expect(operationsOf('0 sendRecv 10 1 20 1 6 6\n1 sendRecv 20 0 10 0 6 6\n')).toEqual([
      { op: 'ireceive', from: 1, bytes: 20, tag: 0, request: 0 }, { op: 'send', to: 1, bytes: 10, tag: 0 }, { op: 'wait', request: 0 },
    ]);
  });

  test('has collectives with roots, counts and computation', () => {
    const one = (action: string) => operationsOf(`0 ${action}\n1 ${action}\n2 init\n`);
    expect(one('barrier')).toEqual([{ op: 'collective', collective: 'barrier', bytes: 0 }]);
    expect(one('bcast 10 2 0')).toEqual([{ op: 'collective', collective: 'bcast', bytes: 80, root: 2 }]);
    expect(one('reduce 10 1e3 1 1')).toEqual([{ op: 'collective', collective: 'reduce', bytes: 40, root: 1 }, { op: 'compute', ns: 1000 }]);
    expect(one('alltoall 4 4 1 1')).toEqual([{ op: 'collective', collective: 'alltoall', bytes: 16 }]);
    expect(one('gather 4 8 0 1 0')).toEqual([{ op: 'collective', collective: 'gather', bytes: 64, root: 0 }]);
    expect(one('gather 4 8 1 1 0')).toEqual([{ op: 'collective', collective: 'gather', bytes: 16, root: 1 }]);
    expect(one('gatherv 1 1 2 3 1 1 1')).toEqual([{ op: 'collective', collective: 'gather', bytes: 0, counts: [4, 8, 12], root: 1 }]);
    expect(one('allgatherv 1 1 2 3')).toEqual([{ op: 'collective', collective: 'allgather', bytes: 0, counts: [1, 2, 3] }]);
    expect(one('allgatherv 1 1 2 3 1 0 0 1 3')).toEqual([{ op: 'collective', collective: 'allgather', bytes: 0, counts: [8, 16, 24] }]);
    expect(one('scatterv 1 2 3 1')).toEqual([{ op: 'collective', collective: 'scatter', bytes: 0, counts: [1, 2, 3], root: 0 }]);
    expect(one('reducescatter 5 6 7 100 1')).toEqual([{ op: 'collective', collective: 'reduce-scatter', bytes: 72, counts: [20, 24, 28] }, { op: 'compute', ns: 100 }]);
    expect(one('alltoallv 9 1 2 3 9 4 5 6 1 0')).toEqual([{ op: 'collective', collective: 'alltoallv', bytes: 0, counts: [4, 8, 12], receiveCounts: [32, 40, 48] }]);
    expect(one('sleep 1e-6')).toEqual([{ op: 'compute', ns: 1000 }]);
    expect(one('comm_split 1')).toEqual([]);
  });

  test('is told from rank to rank where each has a text of its own', () => {
    const reader = createTiReader({ ranks: 2 });
    reader.write('0 send 1 0 1', 0);
    reader.write('0', 0);
    reader.write('1 recv 0 0 10', 1);
    const result = reader.end();
    if (!result.ok) throw new Error(result.error.message);
    expect(tiProgram(result.trace, 1).ranks).toEqual([[{ op: 'send', to: 1, tag: 0, bytes: 10 }], [{ op: 'receive', from: 0, tag: 0, bytes: 10 }]]);
  });

  test.each([
    ['0 compute 1\n0 sned 1 0 5\n', '2:3: "sned" is not an action of a time-independent trace. Did you mean "send"?'],
    ['0 send 1 0 x\n', '1:12: "x" must be a count: a number such as 1024 or 1e6.'],
    ['0 send 1 0 -5\n', '1:12: a count cannot be -5.'],
    ['0 bcast\n', '1:8: bcast needs a count here, but the line ends.'],
    ['0 send 1 0 5 99\n', '1:14: "99" is no datatype: they are numbers from 0 (double) to 59, 6 is a byte.'],
    ['0 compute 1\n  x send\n', '2:3: A line begins with the number of its rank, such as `0 compute 1e6`.'],
    ['0\n', '1:2: What rank 0 does is missing.'],
    ['0 send 5 0 1\n1 init\n', '1:3: There is no rank 5: the trace has ranks 0 to 1.'],
    ['0 init\n1 init\n1 alltoallv 1 2 3 4\n', '3:20: alltoallv needs the count of rank 0 here, but the line ends.'],
    ['0 wait 1 2 3\n2 init\n', '1:3: Rank 0 cannot wait for a message from rank 1 to rank 2: it is neither.'],
    ['# nothing\n', '1:1: The trace is empty: no line says what a rank does.'],
  ])('%j is wrong', (text, message) => expect(complaint(text)).toBe(message));

  test('of another rank in a rank\'s own text is wrong', () => {
    const reader = createTiReader({ ranks: 2 });
    expect(reader.write('0 init\n', 0)).toBe(true);
    expect(reader.write('1 init\n0 compute 5\n', 1)).toBe(false);
    expect(reader.end()).toEqual({ ok: false, error: { rank: 1, line: 2, column: 1, message: 'This is the text of rank 1, but the line is of rank 0.' } });
  });

  test('may have actions that nobody knows, when these are to be skipped', () => {
    const trace = read('0 compute 1\n0 dance 5\n0 dance 5\n0 sing\n', { skipUnknown: true });
    expect(trace.skipped).toBe(3);
    expect(tiProgram(trace, 1).ranks).toEqual([[{ op: 'compute', ns: 1 }]]);
  });

  test('reads the same however it is cut, as text or as bytes', () => {
    const text = '0 init 1\n0 isend 1 2 3\n0 compute 12.5\n0 compute 1e2\n0 waitall\n1 init 1\n1 irecv 0 2 3\n1 wait 0 1 2\n1 gatherv 1 2 3\n0 gatherv 1 2 3';
    const whole = tiProgram(read(text), 1);
    fc.assert(fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), fc.boolean(), (cuts, asBytes) => {
      const reader = createTiReader();
      const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
      for (let i = 0; i + 1 < places.length; i++) {
        const piece = text.slice(places[i], places[i + 1]);
        reader.write(asBytes ? new Uint8Array(Buffer.from(piece)) : piece);
      }
      const result = reader.end();
      if (!result.ok) throw new Error(result.error.message);
      expect(tiProgram(result.trace, 1)).toEqual(whole);
    }), seeded(50));
  });

  test('keeps lines that repeat once', () => {
    const trace = read(Array.from({ length: 1000 }, () => '0 isend 1 0 8\n0 irecv 1 0 8\n0 compute 5\n0 waitall\n').join('') + '1 init\n');
    expect(trace.operations.length).toBe(3);
    expect(trace.flops.length).toBe(1);
    expect(trace.codes[0].length).toBe(4000);
  });
});
