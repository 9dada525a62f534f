import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';

/** Bundles a script of the bench into one file of a fresh temporary folder, as the product's engine worker is, and answers its path. */
export async function bundled(script: string): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'doorbell-bench-')), `${basename(script, '.ts')}.mjs`);
  const bundle = await rolldown({ input: script, platform: 'node', logLevel: 'warn' });
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  return file;
}
