import { existsSync, readdirSync } from 'node:fs';
import { inProject } from './project.mjs';
import { run } from './run.mjs';
import { Problem } from './say.mjs';

/**
 * Runs the benchmarks of bench/, or those whose name contains one of the given words. Each is a file that Node can run.
 * @param {string} node
 * @param {readonly string[]} words
 * @returns {Promise<number>}
 */
export async function bench(node, words) {
  const folder = inProject('bench');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bench.ts')).sort() : [];
  const chosen = words.length === 0 ? files : files.filter((name) => words.some((word) => name.includes(word)));
  if (chosen.length === 0) {
    throw new Problem(
      words.length === 0 ? 'There is no benchmark.' : `No benchmark is called ${words.join(' or ')}.`,
      files.length === 0 ? 'bench/ has no file that ends with .bench.ts.' : `There are: ${files.join(', ')}.`,
      'Name a part of a file name, or nothing to run them all.',
    );
  }
  for (const name of chosen) {
    console.log(`── ${name}`);
    const ended = await run(node, [inProject('bench', name)], { stdio: ['ignore', 'inherit', 'inherit'] });
    if (ended.code !== 0) return ended.code;
  }
  return 0;
}
