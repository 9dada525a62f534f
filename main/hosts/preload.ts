import { ipcRenderer } from 'electron';

// The page asks for a connection, and gets one end of a channel whose other end goes to the main process. contextBridge
// does not carry ports, so it is posted to the page's own window. Nothing else of Electron reaches the page.
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || event.origin !== location.origin || !isRequest(event.data)) return;
  const { port1, port2 } = new MessageChannel();
  ipcRenderer.postMessage('doorbell:connect', undefined, [port1]);
  window.postMessage({ doorbell: 'port' }, location.origin, [port2]);
});

function isRequest(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'doorbell' in data && data.doorbell === 'connect';
}
