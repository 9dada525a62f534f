import { hasDisplay } from './display.mjs';
import { downloadElectron, findElectron } from './electron-binary.mjs';
import { runElectron } from './run-electron.mjs';
import { runWebHost } from './run-web-host.mjs';
import { say } from './say.mjs';

/**
 * Opens the lab: in Electron where that works, else in the browser, and then says why.
 * @param {string} node
 * @param {import('./arguments.mjs').LabOptions} options
 * @returns {Promise<number>} exit code
 */
export async function startLab(node, options) {
  if (options.web) return runWebHost(node, options.pass);
  /** @param {string} why */
  const inBrowser = (why) => {
    say(`The lab opens in the browser: ${why}.`);
    return runWebHost(node, options.pass);
  };
  if (!hasDisplay()) return inBrowser('there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)');
  let electron = findElectron();
  if (electron === undefined) {
    if ((process.env['DOORBELL_SKIP_ELECTRON'] ?? '') !== '') return inBrowser('DOORBELL_SKIP_ELECTRON is set');
    const downloaded = await downloadElectron(node);
    if (!downloaded.ok && downloaded.interrupted) return 130;
    if (!downloaded.ok) return inBrowser(`Electron's binary is missing, and ${downloaded.why}`);
    electron = findElectron();
    if (electron === undefined) return inBrowser("Electron's installer ended without leaving a binary");
  }
  const ended = await runElectron(electron, options.pass);
  if (ended.failedEarly === undefined) return ended.code;
  say(`Electron ended at once: ${ended.failedEarly.why}.`);
  if (ended.failedEarly.hint !== undefined) say(`  ${ended.failedEarly.hint}`);
  return inBrowser('Electron does not run here');
}
