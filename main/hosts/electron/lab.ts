import { app } from 'electron';
import type { BrowserWindow } from 'electron';
import type { RunningServices } from '../../services/create-services.ts';
import { askBeforeClose } from './ask-before-close.ts';
import { openLabWindow } from './lab-window.ts';

/** How often the app looks whether background batches have ended, ms. */
const backgroundPollMs = 1000;

/**
 * The app's one window. Closed during a batch it may leave the app running without a window; a later `show` opens a new
 * one, which finds the batch where it is. An app without window and without batches ends.
 */
export function createLab(options: { readonly preload: string; readonly running: RunningServices; isQuitting(): boolean }): { show(): void } {
  let window: BrowserWindow | undefined;

  function show(): void {
    if (!window) {
      window = openLabWindow({
        preload: options.preload,
        isQuitting: () => options.isQuitting(),
        mayClose: (closing) => askBeforeClose(closing, options.running),
      });
      window.on('closed', () => { window = undefined; });
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  function quitWhenIdle(): void {
    if (window) return;
    if (options.running.runningBatches().length === 0) app.quit();
    else setTimeout(quitWhenIdle, backgroundPollMs);
  }

  // Without this listener Electron would quit at once.
  app.on('window-all-closed', quitWhenIdle);
  app.on('second-instance', show);
  app.on('activate', show);
  return { show };
}
