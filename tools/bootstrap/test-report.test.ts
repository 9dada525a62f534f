import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countPlaywright, countVitest } from './test-report.mjs';

beforeEach(() => vi.stubEnv('CI', ''));
afterEach(() => vi.unstubAllEnvs());

const unit = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test('a good report is counted', () => {
  expect(countVitest(unit, 0)).toEqual({ passed: 5, failed: 0, skipped: 0, notes: [] });
});

test('failed tests are named', () => {
  const report = {
    ...unit,
    numFailedTests: 1,
    testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'adds up' }] }],
  };
  expect(countVitest(report, 1)).toMatchObject({ passed: 5, failed: 1, notes: ['unit: adds up'] });
});

test('a file that does not load is a failure', () => {
  const report = { ...unit, testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] };
  expect(countVitest(report, 1)).toMatchObject({ failed: 1, notes: ['unit: a.test.ts does not run'] });
});

test('no report, no test, or an exit code without a failed test is a failure', () => {
  expect(countVitest(undefined, 0).failed).toBe(1);
  expect(countVitest({}, 0).failed).toBe(1);
  expect(countVitest({ ...unit, numPassedTests: 0 }, 0).failed).toBe(1);
  expect(countVitest(unit, 1).failed).toBe(1);
  expect(countPlaywright(undefined, 0).failed).toBe(1);
});

test('skipped tests fail on a build server only', () => {
  const report = { ...unit, numPendingTests: 2, numTodoTests: 1 };
  expect(countVitest(report, 0)).toMatchObject({ failed: 0, skipped: 3 });
  vi.stubEnv('CI', 'true');
  expect(countVitest(report, 0)).toMatchObject({ failed: 3, skipped: 3 });
});

test('end-to-end tests: what failed is found in nested suites, and a flaky test has failed', () => {
  const report = {
    stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 },
    suites: [{ title: 'a.spec.ts', suites: [{ title: 'on web', specs: [{ title: 'opens', ok: false }, { title: 'closes', ok: true }] }] }],
  };
  expect(countPlaywright(report, 1)).toEqual({ passed: 3, failed: 2, skipped: 0, notes: ['e2e: on web: opens'] });
});
