import { ipcMain } from 'electron';
import type { IpcMainEvent } from 'electron';
import type { Services } from '../../core/contract/index.ts';
import { messagePortMainChannel, serve } from '../../rpc/index.ts';
import { isAppAddress } from './app-origin.ts';
import { report } from './report.ts';

/** Serves every port that a page of the app sends; ports of anybody else are closed. */
export function acceptConnections(services: Services): void {
  ipcMain.on('doorbell:connect', (event) => {
    const [port] = event.ports;
    if (!port) return;
    if (!isOwnPage(event)) {
      report('foreign-sender', { url: event.senderFrame?.url ?? 'a frame that is gone' });
      port.close();
      return;
    }
    serve(messagePortMainChannel(port), services);
  });
}

/** The top frame of a window that shows the app's page. */
function isOwnPage({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppAddress(senderFrame.url);
}
