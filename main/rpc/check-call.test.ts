import { describe, expect, test } from 'vitest';
import { serviceShape } from '../core/contract/index.ts';
import { serviceArguments } from '../core/contract/service-arguments.ts';
import { checkCall } from './check-call.ts';

function refusal(service: string, method: string, values: readonly unknown[]) {
  const checked = checkCall(service, method, values);
  return checked.ok ? undefined : checked.failure;
}

describe('checkCall', () => {
  test('every method of the shape has arguments and the other way round', () => {
    const names = (table: object) => Object.entries(table).flatMap(([service, methods]) => Object.keys(methods as object).map((method) => `${service}.${method}`)).sort();
    expect(names(serviceArguments)).toEqual(names(serviceShape));
  });

  test.each([
    ['constructor', 'name'], ['__proto__', 'toString'], ['app', 'constructor'], ['app', '__proto__'], ['runs', 'hasOwnProperty'],
    ['toString', 'call'], ['', ''], ['app', 'shutdown'], ['batches', 'length'],
  ])('%s.%s names nothing', (service, method) => {
    expect(refusal(service, method, [])?.name).toBe('UnknownMethod');
  });

  test('a bad field is named with its path', () => {
    const good = 'a'.repeat(64);
    expect(refusal('compare', 'compute', [{ fingerprints: [good, good, '../..'], by: 'path' }])).toEqual({
      name: 'BadArguments',
      message: 'compare.compute: request.fingerprints[2]: must be a fingerprint: 64 hexadecimal digits',
      findings: [{ severity: 'error', path: 'request.fingerprints[2]', message: 'must be a fingerprint: 64 hexadecimal digits' }],
    });
    expect(refusal('runs', 'mark', [good, { starred: true, tags: [], note: '', colour: 'red' }])?.message).toContain('runs.mark: mark: Unrecognized key: "colour"');
  });

  test('missing and surplus arguments are refused', () => {
    expect(refusal('experiments', 'save', ['name'])?.findings?.[0]?.path).toBe('text');
    expect(refusal('app', 'info', [1])?.message).toBe('app.info: takes 0 arguments, not 1');
  });

  test.each(['../secret', 'a/b', 'A', '', 'a'.repeat(101), 'con\u0000', '.', 5, undefined])('experiment name %j is refused', (name) => {
    expect(refusal('experiments', 'read', [name])?.name).toBe('BadArguments');
  });
});
