import { ensureBuilt } from './build.mjs';
import { Interrupted, runCheck, runE2e, runUnit } from './checks.mjs';
import { explain, Problem } from './say.mjs';
import { ensureChromium } from './system-chromium.mjs';

/** @typedef {import('./test-report.mjs').Counts} Counts */

/**
 * @param {string} node
 * @returns {Promise<Counts>}
 */
async function build(node) {
  await ensureBuilt(node, { force: true });
  return { passed: 1, failed: 0, skipped: 0, notes: [] };
}

/**
 * A part that breaks down is one failure; the other parts still run.
 * @param {() => Promise<Counts>} work
 * @param {string} name
 * @returns {Promise<Counts>}
 */
async function guarded(work, name) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    if (error instanceof Problem) explain(error);
    else console.error(error);
    return { passed: 0, failed: 1, skipped: 0, notes: [`${name}: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/**
 * Runs everything, stops at nothing, and sums up; the last line on stdout is `N passed, N failed`.
 * @param {string} node
 * @param {readonly import('./arguments.mjs').Part[]} only
 * @returns {Promise<number>} exit code
 */
export async function testAll(node, only) {
  /** @type {Record<import('./arguments.mjs').Part, () => Promise<Counts>>} */
  const work = {
    check: () => runCheck(node),
    unit: () => runUnit(node),
    build: () => build(node),
    e2e: async () => {
      await ensureChromium();
      // Cheap when the build has just run; with --only e2e it has not.
      await ensureBuilt(node);
      return runE2e(node);
    },
  };
  /** @type {{ part: string, counts: Counts, seconds: number }[]} */
  const rows = [];
  for (const part of only) {
    console.log(`\n── ${part} ${'─'.repeat(60)}`);
    const startedAt = Date.now();
    const counts = await guarded(work[part], part).catch((error) => {
      if (error instanceof Interrupted) return undefined;
      throw error;
    });
    if (counts === undefined) {
      console.error(`\nInterrupted during ${part}.`);
      return 130;
    }
    rows.push({ part, counts, seconds: (Date.now() - startedAt) / 1000 });
  }
  console.log(`\n── summary ${'─'.repeat(57)}`);
  for (const { part, counts, seconds } of rows) {
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    console.log(`${part.padEnd(6)} ${`${counts.passed} passed, ${counts.failed} failed${skipped}`.padEnd(40)} ${seconds.toFixed(1)} s`);
  }
  for (const { counts } of rows) for (const note of counts.notes) console.log(`  ✗ ${note}`);
  const passed = rows.reduce((sum, row) => sum + row.counts.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.counts.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
