import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});
