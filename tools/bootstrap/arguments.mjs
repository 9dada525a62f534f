import { Problem } from './say.mjs';

/**
 * @typedef {{ web: boolean, pass: readonly string[] }} LabOptions `pass`: options handed on to the host
 * @typedef {'check' | 'unit' | 'build' | 'e2e'} Part
 * @typedef {{ name: 'lab', options: LabOptions }
 *   | { name: 'command-line', rest: readonly string[] }
 *   | { name: 'test', only: readonly Part[] }
 *   | { name: 'check' | 'unit' | 'e2e' | 'bench', rest: readonly string[] }
 *   | { name: 'build' }} Command
 */

/** @type {readonly Part[]} */
export const parts = ['check', 'unit', 'build', 'e2e'];

/** Options of the lab which take a value; they go to whichever host starts. */
const labValues = new Set(['--workspace', '--port']);

/**
 * The lab starts when there is nothing but options of the lab; anything else is for the command line.
 * @param {readonly string[]} argv
 * @returns {LabOptions | undefined}
 */
export function parseLabOptions(argv) {
  let web = false;
  /** @type {string[]} */
  const pass = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name = '', inline] = argument.split('=', 2);
    if (argument === '--web') {
      web = true;
    } else if (labValues.has(name) && inline !== undefined) {
      pass.push(name, inline);
    } else if (labValues.has(argument)) {
      const value = argv[index + 1];
      if (value === undefined) return undefined;
      pass.push(argument, value);
      index += 1;
    } else {
      return undefined;
    }
  }
  return { web, pass };
}

/**
 * @param {readonly string[]} rest
 * @returns {readonly Part[]}
 */
function parseOnly(rest) {
  /** @type {Part[]} */
  const only = [];
  for (let index = 0; index < rest.length; index += 1) {
    const argument = rest[index] ?? '';
    const value = argument === '--only' ? rest[(index += 1)] : argument.startsWith('--only=') ? argument.slice(7) : undefined;
    const part = parts.find((candidate) => candidate === value);
    if (part === undefined) {
      throw new Problem(
        `test does not understand ${rest.join(' ')}.`,
        'test takes only --only.',
        `Use --only ${parts.join(', --only ')}, or no option to run everything.`,
      );
    }
    only.push(part);
  }
  return only.length > 0 ? only : parts;
}

/**
 * `npm run x -- args` and `doorbell x args` arrive here alike.
 * @param {readonly string[]} argv
 * @returns {Command}
 */
export function parseArguments(argv) {
  const [first, ...rest] = argv;
  switch (first) {
    case 'test':
      return { name: 'test', only: parseOnly(rest) };
    case 'check':
    case 'unit':
    case 'e2e':
    case 'bench':
      return { name: first, rest };
    case 'build':
      return { name: first };
    default: {
      const given = first === 'start' ? rest : argv;
      // npm takes `--` away; whoever calls this file directly may not know.
      const forHost = given[0] === '--' ? given.slice(1) : given;
      const options = parseLabOptions(forHost);
      return options === undefined ? { name: 'command-line', rest: forHost } : { name: 'lab', options };
    }
  }
}
