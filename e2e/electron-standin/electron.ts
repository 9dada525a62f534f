import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, CustomScheme, ForkOptions, Session } from 'electron';
import { createLink } from './link.ts';
import { MessagePortMain } from './message-port-main.ts';
import { strict } from './strict.ts';

// Electron's main process as far as Doorbell uses it, in plain Node. Windows are pages of the display at the other end.
const userData = join(process.env.XDG_CONFIG_HOME ?? '', 'doorbell');
const link = createLink((message) => process.send?.(message), (listener) => process.on('message', listener));
const windows = new Map<number, BrowserWindowModel>();
const ports = new Map<string, MessagePortMain>();
const state = { ready: false, quitting: false };

const event = (fields: object = {}) => ({ ...fields, defaultPrevented: false, preventDefault() { this.defaultPrevented = true; } });
/** Whether nobody objected. */
function permits(emitter: EventEmitter, name: string, fields?: object): boolean {
  const made = event(fields);
  emitter.emit(name, made);
  return !made.defaultPrevented;
}
function only(when: 'before' | 'after', what: string): void {
  if (state.ready !== (when === 'after')) throw new Error(`${what} can be used only ${when} app is ready`);
}

export const app = strict('app', Object.assign(new EventEmitter(), {
  whenReady: () => new Promise<void>((resolve) => { if (state.ready) resolve(); else app.once('ready', resolve); }),
  enableSandbox: () => { only('before', 'app.enableSandbox'); },
  getPath(name: string): string { if (name === 'userData') return userData; throw new Error(`app.getPath('${name}') is not modelled by the stand-in`); },
  /** A lock file with the owner's pid, who is told by a signal when somebody comes second. */
  requestSingleInstanceLock(): boolean {
    const lock = join(userData, 'standin-lock');
    mkdirSync(userData, { recursive: true });
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      process.kill(Number(readFileSync(lock, 'utf8')), 'SIGUSR2');
      return false;
    }
    process.on('exit', () => { rmSync(lock); });
    process.on('SIGUSR2', () => app.emit('second-instance', event(), [], process.cwd(), undefined));
    return true;
  },
  quit(): void {
    if (state.quitting || !permits(app, 'before-quit')) return;
    state.quitting = true;
    for (const window of [...windows.values()]) window.close();
    state.quitting = windows.size === 0 && permits(app, 'will-quit');
    if (state.quitting) app.exit(0);
  },
  exit(code = 0): void { app.emit('quit', event(), code); process.exit(code); },
}));
setImmediate(() => { state.ready = true; app.emit('ready', event()); });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => { app.quit(); });
process.on('disconnect', () => { process.exit(1); });

type Check = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
type Ask = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
// Electron grants what no handler refuses.
const permission: { check: Check; ask: Ask } = { check: () => true, ask: (_contents, _permission, callback) => { callback(true); } };
export const session = strict('session', { defaultSession: strict('session.defaultSession', {
  setPermissionCheckHandler(handler: Check) { permission.check = handler; },
  setPermissionRequestHandler(handler: Ask) { permission.ask = handler; },
  setDevicePermissionHandler() { /* No page of the display has devices. */ },
}) });
link.answer<{ name: never; url: string }>('permission', ({ name, url }) => new Promise<boolean>((resolve) => {
  const details = { requestingUrl: url, isMainFrame: true };
  if (permission.check(null, name, url, details)) permission.ask(null as never, name, resolve, details);
  else resolve(false);
}));

const privileged = new Set<string>();
const schemes = new Map<string, (request: Request) => Response | Promise<Response>>();
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: CustomScheme[]) { only('before', 'registerSchemesAsPrivileged'); for (const { scheme } of list) privileged.add(scheme); },
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>) {
    only('after', 'protocol');
    if (!privileged.has(scheme)) throw new Error(`${scheme}: has no privileges, so its pages have no origin`);
    schemes.set(scheme, handler);
  },
});
link.answer<{ url: string; method: string }>('request', async ({ url, method }) => {
  const response = await schemes.get(new URL(url).protocol.slice(0, -1))?.(new Request(url, { method }));
  return response && { status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) };
});

export const dialog = strict('dialog', {
  // Specs put their own function here, as they would with Electron itself.
  showMessageBox: (): Promise<never> => Promise.reject(new Error('a message box was shown and no spec answers it')),
  showErrorBox(title: string, content: string): void { process.stderr.write(`${title}: ${content}\n`); },
});
export const Menu = strict('Menu', { buildFromTemplate: (template: readonly object[]) => strict('menu', { items: template }), setApplicationMenu: () => undefined });

export const ipcMain = strict('ipcMain', new EventEmitter());
interface Sent { readonly id: number; readonly url: string; readonly context: number; readonly channel: string; readonly message: unknown; readonly ports: readonly number[] }
link.answer<Sent>('ipc', ({ id, url, context, channel, message, ports: numbers }) => {
  const made = numbers.map((number) => {
    const to = (what: string, data?: unknown) => void link.ask('port', { what, id, context, number, data });
    const port = new MessagePortMain({ post: (data) => { to('port-message', data); }, close: () => { to('port-close'); } });
    ports.set(`${id}/${context}/${number}/`, port);
    return strict('MessagePortMain', port);
  });
  const senderFrame = strict('WebFrameMain', { url, parent: null });
  ipcMain.emit(channel, strict('IpcMainEvent', { sender: windows.get(id)?.webContents, senderFrame, ports: made }), message);
});
link.answer<{ key: string; data: unknown }>('port-message', ({ key, data }) => { ports.get(key)?.receive(data); });
link.answer<{ key: string }>('ports-gone', ({ key }) => { for (const [name, port] of ports) if (name.startsWith(key)) { ports.delete(name); port.end(); } });

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'deny' | 'allow' };
class WebContentsModel extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: OpenHandler): void { this.openHandler = handler; }
}
link.answer<{ id: number; url: string }>('will-navigate', ({ id, url }) => permits(windows.get(id)?.webContents ?? new EventEmitter(), 'will-navigate', { url }));
link.answer<{ id: number; url: string }>('window-open', ({ id, url }) => windows.get(id)?.webContents.openHandler({ url }).action);

class BrowserWindowModel extends EventEmitter {
  static last = 0;
  static getAllWindows(): BrowserWindowModel[] { return [...windows.values()]; }
  readonly id = BrowserWindowModel.last += 1;
  readonly webContents = strict('webContents', new WebContentsModel());
  shown = { visible: true, focused: false, minimized: false, destroyed: false };
  opened: Promise<unknown>;

  constructor({ width, height, show, webPreferences = {} }: BrowserWindowConstructorOptions) {
    super();
    only('after', 'BrowserWindow');
    const { sandbox, contextIsolation, nodeIntegration, preload } = webPreferences;
    if (sandbox === false || contextIsolation === false || nodeIntegration) throw new Error('a page without isolation is not modelled by the stand-in');
    this.shown.visible = show !== false;
    this.opened = link.ask('open', { id: this.id, width, height, preload: preload === undefined ? '' : readFileSync(preload, 'utf8') });
    const self = strict('BrowserWindow', this);
    windows.set(this.id, self);
    app.emit('web-contents-created', event(), this.webContents);
    return self;
  }

  async loadURL(url: string): Promise<void> {
    await this.opened;
    await link.ask('load', { id: this.id, url });
    if (!this.shown.destroyed) this.emit('ready-to-show');
  }

  show(): void { this.shown.visible = true; this.focus(); }
  focus(): void { this.shown.focused = this.shown.visible && !this.shown.minimized; }
  minimize(): void { this.shown = { ...this.shown, minimized: true, focused: false }; }
  restore(): void { this.shown.minimized = false; }
  isMinimized(): boolean { return this.shown.minimized; }
  isVisible(): boolean { return this.shown.visible; }
  isFocused(): boolean { return this.shown.focused; }
  isDestroyed(): boolean { return this.shown.destroyed; }
  close(): void { if (!this.shown.destroyed && permits(this, 'close')) this.destroy(); }
  destroy(): void {
    this.shown.destroyed = true;
    windows.delete(this.id);
    void link.ask('close', { id: this.id });
    this.emit('closed');
    if (windows.size === 0 && !state.quitting && !app.emit('window-all-closed')) app.quit();
  }
}
export const BrowserWindow = strict('BrowserWindow', BrowserWindowModel);

export const utilityProcess = strict('utilityProcess', {
  fork(path: string, args: readonly string[] = [], { serviceName = 'Node Utility Process', cwd, execArgv = [] }: ForkOptions = {}) {
    only('after', 'utilityProcess');
    const shim = ['--import', new URL('parent-port.ts', import.meta.url).href];
    const child = fork(path, args, { cwd, execArgv: [...execArgv, ...shim], serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
    const model = Object.assign(new EventEmitter(), {
      pid: child.pid,
      postMessage(message: unknown) { const copy = structuredClone(message) as object; if (child.connected) child.send(copy, () => undefined); },
      kill: () => child.kill('SIGTERM'),
    });
    for (const name of ['spawn', 'message']) child.on(name, (value: unknown) => model.emit(name, value));
    child.on('exit', (code, signal) => {
      const exitCode = code ?? constants.signals[signal ?? 'SIGKILL'];
      model.pid = undefined;
      model.emit('exit', exitCode);
      if (exitCode !== 0) app.emit('child-process-gone', event(), { type: 'Utility', reason: signal ? 'killed' : 'abnormal-exit', exitCode, name: serviceName });
    });
    return strict('UtilityProcess', model);
  },
});

// What Playwright's ElectronApplication.evaluate does.
link.answer<{ source: string; value: unknown }>('evaluate', ({ source, value }) => {
  const run = (0, eval)(`(${source})`) as (electron: object, value: unknown) => unknown;
  return run({ app, BrowserWindow, dialog, ipcMain, session, utilityProcess }, value);
});
