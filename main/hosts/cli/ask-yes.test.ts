import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askYes, isAnybodyThere } from './ask-yes.ts';

function terminal(): { readonly input: PassThrough; readonly output: PassThrough; seen(): string } {
  const output = new PassThrough();
  let seen = '';
  output.setEncoding('utf8').on('data', (text: string) => { seen += text; });
  return { input: new PassThrough(), output, seen: () => seen };
}

describe('askYes', () => {
  it.each([
    ['y\n', true], ['Y\n', true], ['yes\r\n', true], ['  YES  \n', true],
    ['n\n', false], ['\n', false], ['yep\n', false], ['y y\n', false], ['no\ny\n', false],
  ])('takes %j as %s', async (typed, yes) => {
    const on = terminal();
    const answer = askYes('Install it? [y/N] ', on);
    on.input.write(typed);
    expect(await answer).toBe(yes);
    expect(on.seen()).toContain('Install it? [y/N] ');
  });

  it('waits for the whole line', async () => {
    const on = terminal();
    const answer = askYes('Well? ', on);
    for (const key of ['y', 'e', 's']) on.input.write(key);
    let settled = false;
    void answer.then(() => { settled = true; });
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    on.input.write('\n');
    expect(await answer).toBe(true);
  });

  it('takes the end of the input for a no', async () => {
    const on = terminal();
    const answer = askYes('Well? ', on);
    on.input.end();
    expect(await answer).toBe(false);
  });

  it('takes Ctrl+C on a terminal for a no', async () => {
    const on = terminal();
    const answer = askYes('Well? ', { input: Object.assign(on.input, { isTTY: true, setRawMode: () => on.input }), output: Object.assign(on.output, { isTTY: true, columns: 80 }) });
    on.input.write('y\u0003');
    expect(await answer).toBe(false);
  });
});

describe('isAnybodyThere', () => {
  it.each([[true, true, true], [true, false, false], [false, true, false], [undefined, undefined, false]])('with terminals %s and %s says %s', (input, output, there) => {
    const on = terminal();
    expect(isAnybodyThere({ input: Object.assign(on.input, { isTTY: input }), output: Object.assign(on.output, { isTTY: output }) })).toBe(there);
  });
});
