import { existsSync } from 'node:fs';
import { inProject, root } from './project.mjs';
import { run } from './run.mjs';
import { Problem } from './say.mjs';

/**
 * Where the user stands: npm changes to the project's folder before it runs a script, and file names are meant from where
 * the command was typed.
 */
export function userDirectory(env = process.env, cwd = process.cwd()) {
  const typedIn = env['INIT_CWD'];
  return env['npm_lifecycle_event'] !== undefined && typedIn !== undefined && cwd === root && existsSync(typedIn) ? typedIn : cwd;
}

/**
 * Hands everything to the command line; its stdout is ours, untouched.
 * @param {string} node
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export async function runCommandLine(node, args) {
  const script = inProject('out/main/cli.js');
  if (!existsSync(script)) {
    throw new Problem('The command line was not built.', `${script} does not exist.`, 'Run `npm run build` and read what it says.', 1);
  }
  const ended = await run(node, [script, ...args], { cwd: userDirectory(), foreground: process.stdin.isTTY });
  return ended.code;
}
