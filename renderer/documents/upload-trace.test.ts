import { describe, expect, it } from 'vitest';
import { fakeHost } from '../testing/fake-services.ts';
import { pieceBytes } from './send-pieces.ts';
import { formatOf, traceName, uploadTrace } from './upload-trace.ts';

describe('an upload of a trace', () => {
  it('sends all bytes in pieces and tells how far it is', async () => {
    const host = fakeHost({});
    const text = Array.from({ length: 200_000 }, (_, i) => `l${String(i)}: calc ${String(i % 97)}\n`).join('');
    expect(text.length).toBeGreaterThan(2 * pieceBytes);
    const parts: number[] = [];
    const name = await uploadTrace(host.services.traces, new File([text], 'my trace (1).goal'), (part) => {
      parts.push(part);
      return true;
    });
    expect(name).toBe('my-trace-1-.goal');
    expect(host.traces.get('my-trace-1-.goal')).toBe(text);
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect([parts.length, parts.at(-1)]).toEqual([Math.ceil(text.length / pieceBytes), 1]);
  });

  it('ends when it is told to, and nothing stays', async () => {
    const host = fakeHost({});
    expect(await uploadTrace(host.services.traces, new File(['x'.repeat(pieceBytes + 1)], 'a.goal'), () => false)).toBeUndefined();
    expect(host.traces.size).toBe(0);
  });

  it.each([['ring.goal', 'ring.goal', 'goal'], ['.hidden', 'hidden', 'goal'], ['…', 'trace.goal', 'goal'], ['lu.A.8.ti', 'lu.A.8.ti', 'ti'], [`${'x'.repeat(200)}.goal`, `${'x'.repeat(95)}.goal`, 'goal']])('names %s', (file, name, format) => {
    expect([traceName(file), formatOf(file)]).toEqual([name, format]);
  });
});
