// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { ref } from 'vue';
import { lanesLeft, useTimeView } from './use-time-view.ts';

/** 1000 ns over 500 px of lanes. */
const open = () => useTimeView(() => 1000, ref(lanesLeft + 508));
const press = (view: ReturnType<typeof open>, key: string): boolean => {
  const event = new KeyboardEvent('keydown', { key, cancelable: true });
  view.onKey(event);
  return event.defaultPrevented;
};

test('pixels and times answer each other', () => {
  const view = open();
  expect([view.x(0), view.x(1000), view.time(lanesLeft + 250), view.time(0), view.time(9999)]).toEqual([lanesLeft, lanesLeft + 500, 500, 0, 1000]);
});

test('keys zoom about the middle, move within the run, and show all of it', () => {
  const view = open();
  expect(press(view, '+')).toBe(true);
  expect(view.view.value).toEqual({ fromNs: 250, toNs: 750 });
  for (let i = 0; i < 9; i++) press(view, 'ArrowRight');
  expect(view.view.value).toEqual({ fromNs: 500, toNs: 1000 });
  expect(view.whole.value).toBe(false);
  press(view, '0');
  expect(view.whole.value).toBe(true);
  expect(press(view, 'x')).toBe(false);
});

test('what is dragged over becomes the view, whichever way; a click changes nothing', () => {
  const view = open();
  view.drag.value = { from: lanesLeft + 300, to: lanesLeft + 100 };
  view.release();
  expect([view.view.value, view.drag.value]).toEqual([{ fromNs: 200, toNs: 600 }, undefined]);
  view.drag.value = { from: 100, to: 102 };
  view.release();
  expect(view.view.value).toEqual({ fromNs: 200, toNs: 600 });
});
