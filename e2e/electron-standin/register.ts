import { registerHooks } from 'node:module';

// Preloaded into the main process: the built files import `electron`, and get the stand-in.
Object.defineProperty(process.versions, 'electron', { value: '45.4.1' });
Object.defineProperty(process, 'type', { value: 'browser' });
const standin = { url: new URL('electron.ts', import.meta.url).href, format: 'module-typescript', shortCircuit: true };
registerHooks({ resolve: (specifier, context, next) => (specifier === 'electron' ? standin : next(specifier, context)) });
