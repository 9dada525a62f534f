import { parseArgs } from 'node:util';
import { app, dialog } from 'electron';
import { bundlePackage } from '../services/authoring/bundle-package.ts';
import { createServices } from '../services/create-services.ts';
import { handleAppScheme, registerAppScheme } from './electron/app-protocol.ts';
import { acceptConnections } from './electron/connections.ts';
import { installGuards, refusePermissions } from './electron/guards.ts';
import { createLab } from './electron/lab.ts';
import { installMenu } from './electron/menu.ts';
import { report } from './electron/report.ts';
import { utilityWorker } from './electron/utility-worker.ts';
import { builtLocations } from './locations.ts';
import { version } from './version.ts';
import { workspaceFolder } from './workspace-folder.ts';

async function start(): Promise<void> {
  await app.whenReady();
  const locations = builtLocations(import.meta.dirname);
  refusePermissions();
  installMenu(process.platform);
  handleAppScheme(locations.renderer);
  const running = await createServices({
    workspace: workspaceFolder(workspaceArgument(), process.env, app.getPath('userData')),
    host: 'electron',
    spawnWorker: utilityWorker(locations.entries),
    samplesDirectory: locations.samples,
    pluginsDirectory: locations.plugins,
    bundlePlugin: bundlePackage,
    version,
  });
  acceptConnections(running.services);

  let quitting: 'no' | 'asked' | 'closing' | 'closed' = 'no';
  app.on('before-quit', () => { if (quitting === 'no') quitting = 'asked'; });
  app.on('will-quit', (event) => {
    if (quitting === 'closed') return;
    // Workers end before the app does; then it quits again, for good.
    event.preventDefault();
    if (quitting === 'closing') return;
    quitting = 'closing';
    running.close().catch((error: unknown) => { report('services-not-closed', { error: String(error) }); }).finally(() => {
      quitting = 'closed';
      app.quit();
    });
  });
  createLab({ preload: locations.preload, running, isQuitting: () => quitting !== 'no' }).show();
}

/** Electron and Chromium have arguments of their own, so unknown ones pass. */
function workspaceArgument(): string | undefined {
  const { values } = parseArgs({ args: process.argv.slice(1), options: { workspace: { type: 'string' } }, strict: false, allowPositionals: true });
  return typeof values.workspace === 'string' ? values.workspace : undefined;
}

registerAppScheme();
app.enableSandbox();
installGuards();
app.on('child-process-gone', (_event, details) => {
  if (details.reason !== 'clean-exit') report('process-died', { type: details.type, name: details.name, reason: details.reason, exitCode: details.exitCode });
});
if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    dialog.showErrorBox('Doorbell cannot start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else {
  // The first instance hears of this one and shows its window.
  app.quit();
}
