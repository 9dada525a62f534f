// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { chordOf, keyCaps, type Command } from './command.ts';
import { listenForKeys, registerCommands } from './registry.ts';

const given: string[] = [];
const command = (id: string, keys: string, enabled?: () => boolean): Command =>
  ({ id, title: id, keys, group: 'View', enabled, run: () => { given.push(id); } });
const press = (key: string, modifiers: KeyboardEventInit = {}, target: EventTarget = document.body): void => {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true, ...modifiers }));
};

let stop: (() => void)[] = [];
afterEach(() => {
  for (const undo of stop) undo();
  stop = [];
  given.length = 0;
  document.body.replaceChildren();
});

test('chords and sequences give commands; typing keeps plain letters; disabled commands stay silent', () => {
  let allowed = false;
  stop = [
    registerCommands([command('home', 'G H'), command('palette', 'Mod+K'), command('redo', 'Shift+Mod+Z'), command('help', '?'), command('never', 'X', () => allowed)]),
    listenForKeys(window),
  ];
  press('g'); press('h');
  press('h');
  press('k', { ctrlKey: true });
  press('Z', { metaKey: true, shiftKey: true });
  press('?', { shiftKey: true });
  press('x');
  allowed = true;
  press('x');
  const field = document.createElement('input');
  document.body.append(field);
  press('x', {}, field);
  press('k', { ctrlKey: true }, field);
  expect(given).toEqual(['home', 'palette', 'redo', 'help', 'never', 'palette']);
});

test('keys are named alike in tables and events', () => {
  expect(chordOf(new KeyboardEvent('keydown', { key: 'Shift', shiftKey: true }))).toBeUndefined();
  expect(keyCaps('Shift+Mod+Z', false)).toEqual([['Shift', 'Ctrl', 'Z']]);
  expect(keyCaps('G H', true)).toEqual([['G'], ['H']]);
});
