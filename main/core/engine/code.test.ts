import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { compile, op, type Code } from './code.ts';
import { seeded } from './testing/property.ts';

const { operations } = fc.letrec<{ readonly operations: readonly Operation[]; readonly operation: Operation }>((tie) => ({
  operations: fc.array(tie('operation'), { maxLength: 4, depthIdentifier: 'loop' }),
  operation: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'loop' },
    fc.record({ op: fc.constant('compute' as const), ns: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ op: fc.constant('loop' as const), count: fc.integer({ min: 0, max: 3 }), body: tie('operations') }),
  ),
}));

/** The compute phases that operations mean. */
function unrolled(list: readonly Operation[]): number[] {
  return list.flatMap((o) => (o.op === 'loop' ? Array.from({ length: Math.max(0, o.count) }, () => unrolled(o.body)).flat() : o.op === 'compute' ? [o.ns] : []));
}

/** The compute phases that code runs through, as a rank does. */
function executed(code: Code): number[] {
  const phases: number[] = [];
  const counters = new Float64Array(code.counters);
  for (let at = 0; ;) {
    const i = at++;
    switch (code.op[i]) {
      case op.compute: phases.push(code.x[i]); break;
      case op.loop: counters[code.a[i]] = code.x[i]; break;
      case op.again: if (--counters[code.b[i]] > 0) at = code.a[i]; break;
      default: return phases;
    }
  }
}

test('compiled loops run as often as they are written', () => {
  fc.assert(fc.property(operations, (list) => {
    expect(executed(compile(list))).toEqual(unrolled(list));
  }), seeded(300));
});

test('code is as long as the program is written, not as it runs', () => {
  const body: readonly Operation[] = [{ op: 'loop', count: 1e6, body: [{ op: 'compute', ns: 1 }] }];
  expect(compile([{ op: 'loop', count: 1e6, body }]).op.length).toBe(6);
});

test('every operation keeps its numbers', () => {
  const code = compile([
    { op: 'send', to: 3, bytes: 1e10, tag: 7 }, { op: 'send', to: 4, bytes: 5, tag: 8, stream: true }, { op: 'isend', to: 5, bytes: 6, tag: 9 },
    { op: 'receive', from: 'any', bytes: 1, tag: 'any' }, { op: 'ireceive', from: 2, bytes: 1, tag: 4 }, { op: 'waitall' }, { op: 'pack', ns: 1.5 },
  ]);
  expect([...code.op]).toEqual([op.send, op.stream, op.isend, op.receive, op.ireceive, op.waitall, op.pack, op.end]);
  expect([...code.a]).toEqual([3, 4, 5, -1, 2, 0, 0, 0]);
  expect([...code.b]).toEqual([7, 8, 9, -1, 4, 0, 0, 0]);
  expect([...code.x]).toEqual([1e10, 5, 6, 1, 1, 0, 1.5, 0]);
});
