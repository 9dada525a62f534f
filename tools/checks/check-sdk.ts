/**
 * Whether the SDK's schemas and the report of its public surface are what the sources say, and every public name has a
 * docstring. With `--update` they are written anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { generatedFiles } from '../sdk/generated-files.ts';
import { lineDifference } from './line-difference.ts';

const root = resolve(import.meta.dirname, '../..');
const update = process.argv.includes('--update');
const { files, undocumented } = generatedFiles(root);
let problems = 0;

for (const [path, text] of files) {
  const committed = read(join(root, path));
  if (committed === text) continue;
  if (update) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`Wrote ${path}.`);
    continue;
  }
  problems += 1;
  console.log(`${path} is not what the sources of the SDK say (- kept, + from the sources):`);
  console.log(lineDifference(committed, text, 60).join('\n'));
  console.log('If authors are meant to see this change, run "npm run check -- --update" and look at the difference before you commit it.');
}
for (const name of undocumented) console.log(`${name} has no docstring: authors see nothing else of it. Say what it is, its unit and its default.`);
process.exitCode = problems + undocumented.length > 0 ? 1 : 0;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
