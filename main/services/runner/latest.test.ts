import { expect, test } from 'vitest';
import { createLatest, minimumMs } from './latest.ts';

test('a watcher gets the present value, changes at a bearable rate, and the last one', async () => {
  let value = 0;
  const latest = createLatest(() => value);
  const seen: number[] = [];
  const begun = performance.now();
  const watching = (async () => { for await (const one of latest.watch()) seen.push(one); })();
  while (performance.now() - begun < 3.5 * minimumMs) {
    value += 1;
    latest.changed();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  value = 1_000_000;
  latest.end();
  await watching;
  const ms = performance.now() - begun;
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(1_000_000);
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.length).toBeLessThanOrEqual(ms / minimumMs + 3);
  expect(seen).toEqual([...seen].sort((left, right) => left - right));
});

test('an abort ends the watching at once, an end is the end for later watchers too', async () => {
  const latest = createLatest(() => 'value');
  const controller = new AbortController();
  const seen: string[] = [];
  const watching = (async () => { for await (const one of latest.watch(controller.signal)) seen.push(one); })();
  await new Promise((resolve) => setTimeout(resolve, 2 * minimumMs));
  controller.abort();
  await watching;
  expect(seen).toEqual(['value']);
  latest.end();
  const after: string[] = [];
  for await (const one of latest.watch()) after.push(one);
  expect(after).toEqual(['value']);
});
