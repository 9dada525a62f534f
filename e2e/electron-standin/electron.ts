import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, CustomScheme, ForkOptions, Session } from 'electron';
import { createLink } from './link.ts';
import { MessagePortMain } from './message-port-main.ts';
import { strict } from './strict.ts';

// Electron's main process as far as Doorbell uses it, in plain Node. Windows are pages of the display at the other end.
const { XDG_CONFIG_HOME: appData = '' } = process.env;
const userData = join(appData, 'doorbell');
const link = createLink((message) => process.send?.(message), (listener) => process.on('message', listener));
const windows = new Map<number, BrowserWindowModel>();
const ports = new Map<string, MessagePortMain>();
let ready = false;
let quitting = false;

function event<Fields extends object>(fields: Fields) {
  return { ...fields, defaultPrevented: false, preventDefault() { this.defaultPrevented = true; } };
}

/** Whether nobody objected. */
function permits(emitter: EventEmitter, name: string, fields: object = {}): boolean {
  const made = event(fields);
  emitter.emit(name, made);
  return !made.defaultPrevented;
}

function onlyBefore(what: string): void {
  if (ready) throw new Error(`${what} must be called before app is ready`);
}

function onlyAfter(what: string): void {
  if (!ready) throw new Error(`${what} cannot be used before app is ready`);
}

export const app = strict('app', Object.assign(new EventEmitter(), {
  whenReady: () => new Promise<void>((resolve) => { if (ready) resolve(); else app.once('ready', resolve); }),
  enableSandbox: () => { onlyBefore('app.enableSandbox'); },
  getPath(name: string): string {
    if (name === 'userData') return userData;
    throw new Error(`app.getPath('${name}') is not modelled by the stand-in`);
  },
  /** A lock file with the owner's pid; whoever comes second leaves its arguments where the first one watches. */
  requestSingleInstanceLock(): boolean {
    const lock = join(userData, 'standin-lock');
    const mail = join(userData, 'standin-mail');
    mkdirSync(mail, { recursive: true });
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      writeFileSync(`${mail}-${process.pid}`, JSON.stringify(process.argv));
      renameSync(`${mail}-${process.pid}`, join(mail, String(process.pid)));
      return false;
    }
    process.on('exit', () => { rmSync(lock, { force: true }); });
    watch(mail, () => {
      for (const name of readdirSync(mail)) {
        const argv = JSON.parse(readFileSync(join(mail, name), 'utf8')) as string[];
        rmSync(join(mail, name));
        app.emit('second-instance', event({}), argv, process.cwd(), undefined);
      }
    });
    return true;
  },
  quit(): void {
    if (quitting || !permits(app, 'before-quit')) return;
    quitting = true;
    for (const window of [...windows.values()]) window.close();
    quitting = windows.size === 0 && permits(app, 'will-quit');
    if (quitting) app.exit(0);
  },
  exit(code = 0): void {
    app.emit('quit', event({}), code);
    process.exit(code);
  },
}));
setImmediate(() => { ready = true; app.emit('ready', event({})); });
process.on('SIGTERM', () => { app.quit(); });
process.on('SIGINT', () => { app.quit(); });
process.on('disconnect', () => { process.exit(1); });

type PermissionCheck = Parameters<Session['setPermissionCheckHandler']>[0];
type PermissionRequest = Parameters<Session['setPermissionRequestHandler']>[0];
let checkPermission: PermissionCheck = null;
let requestPermission: PermissionRequest = null;
export const session = strict('session', { defaultSession: strict('session.defaultSession', {
  setPermissionCheckHandler(handler: PermissionCheck) { checkPermission = handler; },
  setPermissionRequestHandler(handler: PermissionRequest) { requestPermission = handler; },
  setDevicePermissionHandler() { /* No page of the display has devices. */ },
}) });
// Electron grants what no handler refuses.
link.answer<{ id: number; permission: string; url: string }>('permission', ({ id, permission, url }) => new Promise<boolean>((resolve) => {
  const contents = windows.get(id)?.webContents;
  const values = [contents, permission, url, { requestingUrl: url, isMainFrame: true }] as unknown as Parameters<NonNullable<PermissionCheck>>;
  if (checkPermission?.(...values) === false) resolve(false);
  else if (requestPermission) requestPermission(...[contents, permission, resolve, { requestingUrl: url, isMainFrame: true }] as unknown as Parameters<NonNullable<PermissionRequest>>);
  else resolve(true);
}));

const privileged = new Set<string>();
const schemes = new Map<string, (request: Request) => Response | Promise<Response>>();
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: CustomScheme[]) { onlyBefore('protocol.registerSchemesAsPrivileged'); for (const { scheme } of list) privileged.add(scheme); },
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>) {
    onlyAfter('protocol');
    if (!privileged.has(scheme)) throw new Error(`${scheme}: has no privileges, so pages of it have no origin`);
    schemes.set(scheme, handler);
  },
});
link.answer<{ url: string; method: string }>('request', async ({ url, method }) => {
  const response = await schemes.get(new URL(url).protocol.slice(0, -1))?.(new Request(url, { method }));
  return response && { status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) };
});

export const dialog = strict('dialog', {
  // Specs put their own functions here, as they would with Electron itself.
  showMessageBox: (): Promise<never> => Promise.reject(new Error('a message box was shown and no spec answers it')),
  showErrorBox(title: string, content: string): void { process.stderr.write(`${title}: ${content}\n`); },
});

export const Menu = strict('Menu', { buildFromTemplate: (template: readonly object[]) => strict('menu', { items: template }), setApplicationMenu: () => undefined });

export const ipcMain = strict('ipcMain', new EventEmitter());
interface FromPage { readonly id: number; readonly url: string; readonly context: number; readonly channel: string; readonly message: unknown; readonly ports: readonly number[] }
link.answer<FromPage>('ipc', ({ id, url, context, channel, message, ports: numbers }) => {
  const made = numbers.map((number) => {
    const key = `${id}/${context}/${number}/`;
    const to = (what: string, data?: unknown) => { link.ask(what, { id, context, number, data }).catch(() => ports.get(key)?.end()); };
    const port = new MessagePortMain({ post: (data) => { to('port-message', data); }, close: () => { to('port-close'); } });
    ports.set(key, port);
    return strict('MessagePortMain', port);
  });
  const senderFrame = strict('WebFrameMain', { url, parent: null });
  ipcMain.emit(channel, strict('IpcMainEvent', { sender: windows.get(id)?.webContents, senderFrame, ports: made }), message);
});
link.answer<{ key: string; data: unknown }>('port-message', ({ key, data }) => { ports.get(key)?.receive(data); });
link.answer<{ prefix: string }>('ports-gone', ({ prefix }) => {
  for (const [key, port] of ports) if (key.startsWith(prefix)) { ports.delete(key); port.end(); }
});

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'deny' | 'allow' };
class WebContentsModel extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: OpenHandler): void { this.openHandler = handler; }
}
link.answer<{ id: number; url: string }>('will-navigate', ({ id, url }) => { const { webContents } = windows.get(id) ?? {}; return !webContents || permits(webContents, 'will-navigate', { url }); });
link.answer<{ id: number; url: string }>('window-open', ({ id, url }) => windows.get(id)?.webContents.openHandler({ url }).action);

let nextWindow = 1;
class BrowserWindowModel extends EventEmitter {
  static getAllWindows(): BrowserWindowModel[] { return [...windows.values()]; }
  readonly id = nextWindow++;
  readonly webContents = strict('webContents', new WebContentsModel());
  state = { visible: true, focused: false, minimized: false, destroyed: false };
  opened: Promise<unknown>;

  constructor({ width, height, show, webPreferences = {} }: BrowserWindowConstructorOptions) {
    super();
    onlyAfter('BrowserWindow');
    if (webPreferences.sandbox === false || webPreferences.contextIsolation === false || webPreferences.nodeIntegration) throw new Error('a page without isolation is not modelled by the stand-in');
    this.state.visible = show !== false;
    this.opened = link.ask('open', { id: this.id, width, height, preload: webPreferences.preload === undefined ? '' : readFileSync(webPreferences.preload, 'utf8') });
    const self = strict('BrowserWindow', this);
    windows.set(this.id, self);
    app.emit('web-contents-created', event({}), this.webContents);
    return self;
  }

  async loadURL(url: string): Promise<void> {
    await this.opened;
    await link.ask('load', { id: this.id, url });
    if (!this.state.destroyed) this.emit('ready-to-show');
  }

  show(): void { this.state.visible = true; this.focus(); }
  focus(): void { this.state.focused = this.state.visible && !this.state.minimized; }
  minimize(): void { this.state = { ...this.state, minimized: true, focused: false }; }
  restore(): void { this.state.minimized = false; }
  isMinimized(): boolean { return this.state.minimized; }
  isVisible(): boolean { return this.state.visible; }
  isFocused(): boolean { return this.state.focused; }
  isDestroyed(): boolean { return this.state.destroyed; }
  close(): void { if (!this.state.destroyed && permits(this, 'close')) this.destroy(); }

  destroy(): void {
    this.state.destroyed = true;
    windows.delete(this.id);
    link.ask('close', { id: this.id }).catch(() => undefined);
    this.emit('closed');
    if (windows.size > 0 || quitting) return;
    if (app.listenerCount('window-all-closed') === 0) app.quit();
    else app.emit('window-all-closed');
  }
}
export const BrowserWindow = strict('BrowserWindow', BrowserWindowModel);

export const utilityProcess = strict('utilityProcess', {
  fork(path: string, args: readonly string[] = [], { serviceName = 'Node Utility Process', env, cwd, execArgv = [] }: ForkOptions = {}) {
    onlyAfter('utilityProcess');
    const child = fork(path, args, { env: env as NodeJS.ProcessEnv | undefined, cwd, execArgv: [...execArgv, '--import', new URL('parent-port.ts', import.meta.url).href], serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
    const model = Object.assign(new EventEmitter(), {
      pid: child.pid,
      postMessage(message: unknown) { const copy: unknown = structuredClone(message); if (child.connected) child.send(copy as object, () => undefined); },
      kill: () => child.kill('SIGTERM'),
    });
    child.on('spawn', () => model.emit('spawn'));
    child.on('message', (message) => model.emit('message', message));
    child.on('exit', (code, signal) => {
      const exitCode = code ?? constants.signals[signal ?? 'SIGKILL'];
      model.pid = undefined;
      model.emit('exit', exitCode);
      if (exitCode !== 0) app.emit('child-process-gone', event({}), { type: 'Utility', reason: signal ? 'killed' : 'abnormal-exit', exitCode, serviceName: 'node.mojom.NodeService', name: serviceName });
    });
    return strict('UtilityProcess', model);
  },
});

// What Playwright's ElectronApplication.evaluate does.
link.answer<{ source: string; value: unknown }>('evaluate', ({ source, value }) => {
  const evaluated: unknown = (0, eval)(`(${source})`);
  return (evaluated as (electron: object, value: unknown) => unknown)({ app, BrowserWindow, dialog, ipcMain, session, utilityProcess }, value);
});
