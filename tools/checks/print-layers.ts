/** Checks the layers of the project itself, and prints what breaks a rule. */
import { resolve } from 'node:path';
import { checkLayers } from './check-layers.ts';
import { readSourceTree } from './source-tree.ts';

const tree = await readSourceTree(resolve(import.meta.dirname, '../..'));
const violations = checkLayers(tree);
for (const { path, line, message } of violations) console.log(`${path}:${line}: ${message}`);
console.log(`${violations.length} violations in ${tree.size} files`);
process.exitCode = violations.length > 0 ? 1 : 0;
