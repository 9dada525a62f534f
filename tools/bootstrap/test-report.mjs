/**
 * @typedef {{ passed: number, failed: number, skipped: number, notes: readonly string[] }} Counts
 *   `notes`: what failed, one line each
 */

/** On a build server nothing may be left out silently. */
const strict = () => (process.env['CI'] ?? '') !== '';

/**
 * A tool that ended without a report has failed, whatever its exit code says.
 * @param {number} code
 * @param {string} name
 * @returns {Counts}
 */
export function failedWithoutReport(code, name) {
  return { passed: 0, failed: 1, skipped: 0, notes: [`${name}: ended without a report (exit code ${code})`] };
}

/**
 * @param {Counts} counts
 * @param {number} code
 * @param {string} name
 * @returns {Counts}
 */
function settle(counts, code, name) {
  const { passed, skipped } = counts;
  let { failed } = counts;
  const notes = [...counts.notes];
  if (strict() && skipped > 0) {
    failed += skipped;
    notes.push(`${name}: ${skipped} skipped, which counts as failed when CI is set`);
  }
  if (failed === 0 && code !== 0) {
    failed += 1;
    notes.push(`${name}: exit code ${code} although no test failed (an error outside of tests)`);
  }
  if (failed === 0 && passed === 0) {
    failed += 1;
    notes.push(`${name}: no test ran`);
  }
  return { passed, failed, skipped, notes };
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {number | undefined}
 */
function numberAt(value, key) {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = /** @type {Record<string, unknown>} */ (value)[key];
  return typeof found === 'number' ? found : undefined;
}

/**
 * @param {unknown} report of vitest's JSON reporter
 * @param {number} code its exit code
 * @returns {Counts}
 */
export function countVitest(report, code) {
  const passed = numberAt(report, 'numPassedTests');
  const failed = numberAt(report, 'numFailedTests');
  if (passed === undefined || failed === undefined) return failedWithoutReport(code, 'unit');
  const skipped = (numberAt(report, 'numPendingTests') ?? 0) + (numberAt(report, 'numTodoTests') ?? 0);
  /** @type {string[]} */
  const notes = [];
  const files = /** @type {{ testResults?: readonly { name: string, status?: string, message?: string, assertionResults?: readonly { status: string, fullName: string }[] }[] }} */ (report);
  let brokenFiles = 0;
  for (const file of files.testResults ?? []) {
    const failures = (file.assertionResults ?? []).filter((test) => test.status === 'failed');
    for (const test of failures) notes.push(`unit: ${test.fullName}`);
    // A file that does not even load has no tests that could fail.
    if (file.status === 'failed' && failures.length === 0) {
      brokenFiles += 1;
      notes.push(`unit: ${file.name} does not run`);
    }
  }
  return settle({ passed, failed: failed + brokenFiles, skipped, notes }, code, 'unit');
}

/**
 * @param {unknown} report of Playwright's JSON reporter
 * @param {number} code its exit code
 * @returns {Counts}
 */
export function countPlaywright(report, code) {
  const stats = typeof report === 'object' && report !== null && 'stats' in report ? report.stats : undefined;
  const expected = numberAt(stats, 'expected');
  const unexpected = numberAt(stats, 'unexpected');
  if (expected === undefined || unexpected === undefined) return failedWithoutReport(code, 'e2e');
  const flaky = numberAt(stats, 'flaky') ?? 0;
  /** @type {string[]} */
  const notes = [];
  /**
   * @typedef {{ title: string, specs?: readonly { title: string, ok: boolean }[], suites?: readonly Suite[] }} Suite
   * @param {Suite} suite
   */
  const visit = (suite) => {
    for (const spec of suite.specs ?? []) if (!spec.ok) notes.push(`e2e: ${suite.title}: ${spec.title}`);
    for (const inner of suite.suites ?? []) visit(inner);
  };
  for (const suite of /** @type {{ suites?: readonly Suite[] }} */ (report).suites ?? []) visit(suite);
  const counts = { passed: expected, failed: unexpected + flaky, skipped: numberAt(stats, 'skipped') ?? 0, notes };
  return settle(counts, code, 'e2e');
}
