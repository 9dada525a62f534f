import { parseArguments } from './arguments.mjs';
import { bench } from './bench.mjs';
import { ensureBuilt } from './build.mjs';
import { runCheck, runE2e, runUnit } from './checks.mjs';
import { runCommandLine } from './command-line.mjs';
import { ensureInstalled } from './install.mjs';
import { explain, Problem } from './say.mjs';
import { startLab } from './start-lab.mjs';
import { testAll } from './test-all.mjs';

/**
 * Runs one command.
 * @param {readonly string[]} argv what follows `doorbell.mjs`
 * @returns {Promise<number>} the exit code: 0 done, 1 something failed, 2 wrong use or something is missing
 */
export async function main(argv) {
  endWithNpm();
  try {
    return await run(parseArguments(argv));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    explain(error);
    return error.exitCode;
  }
}

/**
 * npm starts us through a shell, and a signal to npm alone ends npm and the shell but never arrives here. We notice by our
 * parent, and end as if the signal had come.
 */
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}

/**
 * @param {import('./arguments.mjs').Command} command
 * @returns {Promise<number>}
 */
async function run(command) {
  const node = await ensureInstalled();
  switch (command.name) {
    case 'lab':
      await ensureBuilt(node);
      return startLab(node, command.options);
    case 'command-line':
      await ensureBuilt(node);
      return runCommandLine(node, command.rest);
    case 'build':
      await ensureBuilt(node, { force: true });
      return 0;
    case 'check':
      return (await runCheck(node, command.rest)).failed > 0 ? 1 : 0;
    case 'unit':
      return (await runUnit(node, command.rest)).failed > 0 ? 1 : 0;
    case 'e2e':
      await ensureBuilt(node);
      return (await runE2e(node, command.rest)).failed > 0 ? 1 : 0;
    case 'test':
      return testAll(node, command.only);
    case 'bench':
      return bench(node, command.rest);
  }
}
