/**
 * `npm run check`: types, lint, layers and the SDK's surface, two at a time. Each counts as one; `--report FILE` writes the counts
 * as JSON, `--update` writes the SDK's schemas and API report anew.
 */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

interface Check {
  readonly name: string;
  readonly args: readonly string[];
}

interface Outcome {
  readonly check: Check;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const root = resolve(import.meta.dirname, '../..');
const tool = (path: string): string => join(root, 'node_modules', path);

const checks: readonly Check[] = [
  // The longest first: the others fit beside it. No cache: what a file may do changes with the types it imports.
  { name: 'lint', args: [tool('eslint/bin/eslint.js'), '.', '--max-warnings=0'] },
  { name: 'types', args: [join(root, 'tools/checks/check-types.ts')] },
  { name: 'types of components', args: [tool('vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', 'renderer'] },
  { name: 'the SDK for authors', args: [join(root, 'tools/checks/check-sdk.ts'), ...process.argv.filter((argument) => argument === '--update')] },
  { name: 'layers', args: [join(root, 'tools/checks/print-layers.ts')] },
];

function runCheck(check: Check): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((settle) => {
    const child = spawn(process.execPath, check.args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', (error) => (output += `${error.message}\n`));
    child.once('close', (code) => {
      settle({ check, passed: code === 0, seconds: (performance.now() - startedAt) / 1000, output });
    });
  });
}

async function runAll(parallel: number): Promise<readonly Outcome[]> {
  const queue = [...checks];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const outcome = await runCheck(check);
      if (!outcome.passed || process.argv.includes('--update')) console.log(outcome.output.trimEnd());
      console.log(`${outcome.passed ? '✓' : '✗'} ${check.name} (${outcome.seconds.toFixed(1)} s)`);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return outcomes;
}

const outcomes = await runAll(2);
const failed = outcomes.filter((outcome) => !outcome.passed);
const at = process.argv.indexOf('--report');
const reportPath = at < 0 ? undefined : process.argv[at + 1];
if (reportPath !== undefined) {
  const notes = failed.map((outcome) => `check: ${outcome.check.name}`);
  await writeFile(reportPath, JSON.stringify({ passed: outcomes.length - failed.length, failed: failed.length, skipped: 0, notes }));
}
process.exitCode = failed.length > 0 ? 1 : 0;
