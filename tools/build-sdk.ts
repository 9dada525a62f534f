// Packs the SDK to out/sdk/doorbell-sdk-<version>.tgz, beside out/plugins: what an author installs with npm.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packSdk } from './sdk/pack-sdk.ts';

const root = resolve(import.meta.dirname, '..');
const { name, bytes } = packSdk(root);
const out = join(root, 'out', 'sdk');
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await writeFile(join(out, name), bytes);
console.error(`Packed ${name}, ${bytes.length} bytes.`);
