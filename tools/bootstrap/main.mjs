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
  try {
    return await run(parseArguments(argv));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    explain(error);
    return error.exitCode;
  }
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
      return (await runCheck(node)).failed > 0 ? 1 : 0;
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
