import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { summarise } from './harness/measure.ts';
import { report } from './harness/report.ts';

// A sweep of 200 runs in one worker process and in two, which are started and warmed up before: what the second one brings.
const count = 200;
const script = resolve(import.meta.dirname, 'harness/sweep-worker.ts');

type Reply = 'ready' | { readonly run: number; readonly sha256: string };

async function sweep(workers: number): Promise<{ readonly seconds: number; readonly hashes: readonly string[] }> {
  const children = Array.from({ length: workers }, () => fork(script));
  await Promise.all(children.map((child) => new Promise<void>((ready) => { child.once('message', () => { ready(); }); })));
  const round = (runs: number): Promise<readonly string[]> => new Promise((done) => {
    const hashes: string[] = [];
    let next = 0;
    let open = 0;
    for (const child of children) {
      child.removeAllListeners('message');
      const give = (): void => {
        if (next < runs) {
          open++;
          child.send(next++);
        } else if (open === 0) {
          done(hashes);
        }
      };
      child.on('message', (reply: Reply) => {
        if (reply === 'ready') return;
        hashes[reply.run] = reply.sha256;
        open--;
        give();
      });
      give();
    }
  });
  await round(20 * workers);
  const begun = performance.now();
  const hashes = await round(count);
  const seconds = (performance.now() - begun) / 1000;
  for (const child of children) child.disconnect();
  return { seconds, hashes };
}

const times: [number[], number[]] = [[], []];
let first: readonly string[] | undefined;
for (let repeat = 0; repeat < 3; repeat++) {
  for (const workers of [1, 2]) {
    const { seconds, hashes } = await sweep(workers);
    first ??= hashes;
    if (hashes.join() !== first.join()) throw new Error('Two processes gave other bytes than one.');
    times[workers - 1].push(seconds);
  }
}
const rows = times.map((seconds, i) => ({ name: `${count} runs in ${i + 1} worker process${i === 0 ? '' : 'es'}`, timing: summarise(seconds), counts: { runs: count } }));
console.log(`Two worker processes are ${(rows[0].timing.medianSeconds / rows[1].timing.medianSeconds).toFixed(2)} times as fast as one.`);
report('sweep', rows);
