import { protocol } from 'electron';
import { createAssets, plain } from '../assets.ts';
import { appScheme, isAppAddress } from './app-origin.ts';

/** Must be called before the app is ready: the page's scheme is a secure origin with paths, as https is. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Answers the app's addresses with the renderer's files, through the same function as the web host. */
export function handleAppScheme(rendererDirectory: string): void {
  const assets = createAssets(rendererDirectory);
  protocol.handle(appScheme, async (request) => (isAppAddress(request.url) ? assets(request) : plain(404, 'There is no such host.')));
}
