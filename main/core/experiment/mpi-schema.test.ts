import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { algorithms } from '../collectives/index.ts';
import { issueParts } from './schema-parts.ts';
import { mpiSchema } from './mpi-schema.ts';

const complaints = (collectives: unknown): readonly string[] => {
  const parsed = mpiSchema.safeParse({ collectives });
  return parsed.success ? [] : parsed.error.issues.flatMap(issueParts).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('mpi.collectives', () => {
  test('is not there unless it is written', () => expect(mpiSchema.parse({})).not.toHaveProperty('collectives'));

  test('takes the library, algorithms with segments and the cost of reducing', () => {
    expect(mpiSchema.parse({ collectives: { algorithms: { bcast: 'pipeline:64KiB', allreduce: 'ring' } } }).collectives)
      .toEqual({ library: 'open-mpi', algorithms: { bcast: 'pipeline:64KiB', allreduce: 'ring' }, reduceNsPerByte: 0.25 });
  });

  test('says what is meant where a name is wrong', () => {
    expect(complaints({ algorithms: { allreduce: 'recursive_doubling' } })[0]).toMatch(/^collectives\.algorithms\.allreduce: allreduce has no algorithm "recursive_doubling"\.\nDid you mean "recursive-doubling"\? Use one of linear, /);
    expect(complaints({ algorithms: { alreduce: 'ring' } })).toEqual(['collectives.algorithms.alreduce: "alreduce" is not known here.\nDid you mean "allreduce"?']);
    expect(complaints({ algorithms: { allreduce: 'ring:4KiB' } })[0]).toMatch(/ring of allreduce is not cut into segments\.\nUse one of/);
    expect(complaints({ algorithms: { bcast: 'pipeline:big' } })[0]).toMatch(/must be a name, or a name, a colon and a segment such as 64KiB/);
    expect(complaints({ library: 'mvapich' })[0]).toMatch(/mpich/);
  });

  test('is documented with all algorithms', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../experiments/README.md'), 'utf8').replaceAll('\\*', '');
    for (const [collective, known] of Object.entries(algorithms)) {
      expect(text).toContain(`\`${collective}\``);
      const row = text.split('\n').find((line) => line.startsWith('| `') && line.split('|')[1].includes(`\`${collective}\``));
      for (const name of Object.keys(known)) expect(row).toContain(name);
    }
  });
});
