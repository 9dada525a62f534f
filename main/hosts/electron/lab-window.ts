import { BrowserWindow, dialog } from 'electron';
import { appPage } from './app-origin.ts';
import { report } from './report.ts';

/** What a window must know of the app. */
export interface LabWindowOptions {
  readonly preload: string;
  /** Whether the app is ending, so that a window closes without a question. */
  isQuitting(): boolean;
  /** Called before the window closes; false keeps it open. */
  mayClose(window: BrowserWindow): Promise<boolean>;
}

/** Opens a window on the lab. */
export function openLabWindow(options: LabWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1360, height: 860, minWidth: 900, minHeight: 600, title: 'Doorbell', show: false,
    webPreferences: { preload: options.preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
  });
  let mayClose = false;
  let asking = false;
  window.on('close', (event) => {
    if (mayClose || options.isQuitting()) return;
    // The answer comes later than this event, so the window always stays at first.
    event.preventDefault();
    if (asking) return;
    asking = true;
    options.mayClose(window).then((yes) => {
      if (!yes || window.isDestroyed()) return;
      mayClose = true;
      window.close();
    }, (error: unknown) => { report('close-failed', { error: String(error) }); }).finally(() => { asking = false; });
  });
  window.once('ready-to-show', () => { window.show(); });
  window.webContents.on('render-process-gone', (_event, details) => {
    report('window-died', { reason: details.reason, exitCode: details.exitCode });
    if (details.reason !== 'clean-exit' && !options.isQuitting()) void offerReload(window, details.reason);
  });
  window.loadURL(appPage).catch((error: unknown) => { report('page-not-loaded', { error: String(error) }); });
  return window;
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error', buttons: ['Reload', 'Close'], defaultId: 0, cancelId: 1,
    message: 'The window stopped working.', detail: `Its process ended (${reason}). Batches and runs are not affected.`,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.reload();
  else window.close();
}
