import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pingPong } from '../fixtures/experiments.ts';
import { startHost } from '../fixtures/host-process.ts';
import { expect, out, test } from '../fixtures/lab.ts';
import { runToEnd } from '../fixtures/run-to-end.ts';

test("the host's event loop stays below 50 ms at the 99th percentile during a batch", async ({ lab, page }) => {
  const probe = pathToFileURL(join(import.meta.dirname, '../fixtures/loop-delay.ts')).href;
  const host = startHost(join(out, 'main/web.js'), ['--workspace', lab.workspace], { execArgv: ['--import', probe] });
  const [, url = ''] = await host.line(/^LISTEN (\S+)$/m);
  await page.goto(url);
  host.child.send('start measuring');
  const batch = await runToEnd(page, pingPong('delays', { sizes: [1, 64, 1024, 4096, 16_384, 65_536], repetitions: 500, replicates: 20 }));
  expect(batch.done).toBe(240);
  const told = new Promise<{ readonly p99: number; readonly count: number }>((resolve) => { host.child.once('message', resolve as (message: unknown) => void); });
  host.child.send('stop measuring');
  const { p99, count } = await told;
  expect(count).toBeGreaterThan(100);
  expect(p99).toBeLessThan(50);
  expect(await host.stop()).toBe(0);
});
