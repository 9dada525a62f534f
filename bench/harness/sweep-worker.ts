import { simulate } from '../../main/core/engine/index.ts';
import { canonicalJson, sha256 } from '../../main/core/plan/index.ts';
import { changed, entriesOf, sample } from './samples.ts';

// Simulates the runs of a sweep that its parent asks for, one after the other, and answers each with its result's hash.
const runs = sweepRuns();
process.on('message', (run: number) => {
  const outcome = simulate(runs[run]);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  process.send?.({ run, sha256: sha256(canonicalJson(outcome.result)) });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

/** 200 runs: advection of 16 ranks over two paths, each with 100 seeds. */
function sweepRuns() {
  const document = changed(sample('nanos-2010-advection'), { path: ['native', 'sr-iov'], placement: ['inter'], distribution: ['1xNx1'] }, { steps: 2 }, 100);
  return entriesOf(document).map(({ input }) => {
    if (!('program' in input)) throw new Error('A sweep over paths has programs.');
    return input;
  });
}
