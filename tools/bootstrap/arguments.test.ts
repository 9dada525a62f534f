import { expect, test } from 'vitest';
import { parseArguments } from './arguments.mjs';
import { Problem } from './say.mjs';

test.each([
  [[], { name: 'lab', options: { web: false, pass: [] } }],
  [['start'], { name: 'lab', options: { web: false, pass: [] } }],
  [['start', '--web', '--port', '0'], { name: 'lab', options: { web: true, pass: ['--port', '0'] } }],
  [['start', '--workspace=/tmp/a b'], { name: 'lab', options: { web: false, pass: ['--workspace', '/tmp/a b'] } }],
  [['start', '--workspace'], { name: 'command-line', rest: ['--workspace'] }],
  [['start', '--help'], { name: 'command-line', rest: ['--help'] }],
  [['start', 'run', 'x.yaml', '--json'], { name: 'command-line', rest: ['run', 'x.yaml', '--json'] }],
  [['run', 'x.yaml', '--workspace', 'w'], { name: 'command-line', rest: ['run', 'x.yaml', '--workspace', 'w'] }],
  [['start', '--', 'run', 'x.yaml'], { name: 'command-line', rest: ['run', 'x.yaml'] }],
  [['start', 'test'], { name: 'command-line', rest: ['test'] }],
  [['ledger'], { name: 'command-line', rest: ['ledger'] }],
  [['ledger', '--json'], { name: 'command-line', rest: ['ledger', '--json'] }],
  [['unit', 'main/core', '-t', 'x'], { name: 'unit', rest: ['main/core', '-t', 'x'] }],
  [['build'], { name: 'build' }],
  [['test'], { name: 'test', only: ['check', 'unit', 'build', 'e2e'] }],
  [['test', '--only', 'unit', '--only=check'], { name: 'test', only: ['unit', 'check'] }],
])('%j', (argv, command) => {
  expect(parseArguments(argv)).toEqual(command);
});

test.each([[['test', '--only', 'units']], [['test', '--only']], [['test', 'unit']]])('%j is refused with the way out', (argv) => {
  try {
    parseArguments(argv);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).next).toContain('--only unit');
    expect((error as Problem).exitCode).toBe(2);
  }
});
