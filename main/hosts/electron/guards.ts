import { app, session } from 'electron';
import { isAppAddress } from './app-origin.ts';

/** What every page of this app is refused, whoever made it: other addresses, new windows, webviews, permissions. */
export function installGuards(): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { readonly url: string; preventDefault(): void }) => {
      if (!isAppAddress(event.url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => { event.preventDefault(); });
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** The only permission: copying a figure or a table, for the app's own page. Call once the app is ready. */
export function refusePermissions(): void {
  const allowed = (permission: string, address: string): boolean => permission === 'clipboard-sanitized-write' && isAppAddress(address);
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) => { callback(allowed(permission, details.requestingUrl)); });
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin));
  session.defaultSession.setDevicePermissionHandler(() => false);
}
