import { expect, test } from 'vitest';
import { appPage, isAppAddress } from './app-origin.ts';

test('only addresses of the app itself are its own', () => {
  for (const address of [appPage, 'app://doorbell/', 'app://doorbell', 'app://doorbell/index.html?x#/runs']) expect(isAppAddress(address), address).toBe(true);
  for (const address of [
    'https://doorbell/', 'app://doorbell.example.org/', 'app://evil/doorbell', 'app://user@doorbell/', 'app://user:word@doorbell/', 'app://doorbell:80/',
    'app:doorbell', 'file:///doorbell', 'about:blank', 'data:text/html,app://doorbell/', 'javascript:alert(1)', '', 'doorbell',
  ]) expect(isAppAddress(address), address).toBe(false);
});
