import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inProject, stateDirectory, tools } from './project.mjs';
import { run } from './run.mjs';
import { findChromium } from './system-chromium.mjs';
import { countPlaywright, countVitest, failedWithoutReport } from './test-report.mjs';

/** @typedef {import('./test-report.mjs').Counts} Counts */

/** Interrupted tests are neither passed nor failed: the whole command ends. */
export class Interrupted extends Error {}

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
async function runTool(node, args, env) {
  const ended = await run(node, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  if (ended.interrupted) throw new Interrupted(`exit code ${ended.code}`);
  if (ended.error !== undefined) process.stderr.write(`${ended.error.message}\n`);
  return ended.code;
}

/** @param {string} name */
function freshReport(name) {
  const path = join(stateDirectory, 'reports', name);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  return path;
}

/**
 * @param {string} path
 * @returns {unknown}
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Types, lint, layers and the SDK's surface, each counted as one.
 * @param {string} node
 * @param {readonly string[]} rest `--update` writes what the checks can write
 * @returns {Promise<Counts>}
 */
export async function runCheck(node, rest = []) {
  const report = freshReport('check.json');
  const code = await runTool(node, [inProject('tools/checks/check.ts'), '--report', report, ...rest]);
  const counts = /** @type {Counts | undefined} */ (readReport(report));
  return counts ?? failedWithoutReport(code, 'check');
}

/**
 * @param {string} node
 * @param {readonly string[]} rest handed to vitest
 * @returns {Promise<Counts>}
 */
export async function runUnit(node, rest = []) {
  const report = freshReport('unit.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool(node, [tools.vitest, 'run', ...reporters, ...rest]);
  return countVitest(readReport(report), code);
}

/**
 * @param {string} node
 * @param {readonly string[]} rest handed to Playwright
 * @returns {Promise<Counts>}
 */
export async function runE2e(node, rest = []) {
  const configuration = ['e2e/playwright.config.ts', 'playwright.config.ts'].map((path) => inProject(path)).find((path) => existsSync(path));
  if (configuration === undefined) {
    process.stderr.write('There is no e2e/playwright.config.ts.\n');
    return failedWithoutReport(1, 'e2e');
  }
  const chromium = findChromium();
  if (chromium === undefined) {
    process.stderr.write(
      'No chromium was found, so the end-to-end tests cannot run.\n' +
        'Install it (Debian: apt install chromium fonts-dejavu-core), or say where one is with CHROMIUM_PATH.\n',
    );
    // Somebody without a browser may still run the rest; a build server may not.
    const ci = (process.env['CI'] ?? '') !== '';
    return { passed: 0, failed: ci ? 1 : 0, skipped: 1, notes: ['e2e: no chromium'] };
  }
  const report = freshReport('e2e.json');
  const code = await runTool(node, [tools.playwright, 'test', '--config', configuration, '--reporter=list,json', ...rest], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return countPlaywright(readReport(report), code);
}
