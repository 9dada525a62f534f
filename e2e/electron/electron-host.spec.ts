import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ElectronDriver } from '../fixtures/electron-driver.ts';
import { batchEnd, batchState, startBatch } from '../fixtures/run-to-end.ts';
import { callService } from '../fixtures/call-service.ts';
import { pingPong } from '../fixtures/experiments.ts';
import { expect, out, test } from '../fixtures/lab.ts';
import type { Lab, RunningLab } from '../fixtures/lab.ts';

/** Buttons of the question that a window asks when it is closed during a batch. */
const answers = { background: 0, cancel: 1, stay: 2 } as const;

async function startElectron(lab: Lab): Promise<{ readonly running: RunningLab; readonly electron: ElectronDriver; readonly page: Page }> {
  const running = await lab.start();
  if (!running.electron) throw new Error('this host is not Electron');
  return { running, electron: running.electron, page: await running.page() };
}

/** Counts message boxes and answers them. */
async function answerQuestions(electron: ElectronDriver, response: number): Promise<() => Promise<number>> {
  await electron.evaluate(({ dialog, app }, button) => {
    let asked = 0;
    dialog.showMessageBox = (() => { asked += 1; return Promise.resolve({ response: button, checkboxChecked: false }); });
    app.on('asked' as never, ((tell: (count: number) => void) => { tell(asked); }) as never);
  }, response);
  return () => electron.evaluate(({ app }) => new Promise<number>((resolve) => { app.emit('asked', resolve); }), undefined);
}

const windowCount = (electron: ElectronDriver): Promise<number> => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, undefined);
const closeWindow = (electron: ElectronDriver): Promise<void> => electron.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.close(); }, undefined);

async function runningBatch(page: Page, repetitions: number): Promise<string> {
  const batch = await startBatch(page, pingPong('long', { repetitions }));
  // Often: on a busy machine a batch can end between two looks a second apart.
  await expect.poll(async () => (await batchState(page, batch))?.running, { intervals: [50] }).toBeGreaterThan(0);
  return batch;
}

test('the page cannot leave the app', async ({ lab }) => {
  const { page, electron } = await startElectron(lab);
  const before = page.url();
  await page.evaluate(() => { location.href = 'https://example.org/'; });
  await page.evaluate(() => { const link = document.createElement('a'); link.href = 'https://example.org/'; document.body.append(link); link.click(); });
  await page.evaluate(() => { const form = document.createElement('form'); form.action = 'https://example.org/'; document.body.append(form); form.submit(); });
  expect(await callService(page, 'app', 'info')).toMatchObject({ host: 'electron' });
  expect(page.url()).toBe(before);
  expect(await windowCount(electron)).toBe(1);
  lab.errors.expect(/Content Security Policy|ERR_ABORTED/);
});

test('the page opens no windows', async ({ lab }) => {
  const { page, electron } = await startElectron(lab);
  await page.evaluate(() => { window.open('https://example.org/'); window.open('about:blank'); window.open(location.href); });
  await expect.poll(() => page.context().pages().length).toBe(1);
  expect(await windowCount(electron)).toBe(1);
});

test('the page gets no permissions', async ({ lab }) => {
  const { page } = await startElectron(lab);
  const states = await page.evaluate(() => Promise.all((['geolocation', 'notifications', 'camera', 'microphone', 'midi'] as const)
    .map(async (name) => (await navigator.permissions.query({ name: name })).state)));
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied', 'denied']);
  expect(await page.evaluate(() => navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'given', (error: Error) => error.name))).toMatch(/NotAllowedError|NotFoundError/);
});

test('a page of somebody else gets no connection', async ({ lab }) => {
  // The preload cannot post a port to a page without an origin.
  lab.errors.expect(/target origin/);
  const { page, electron, running } = await startElectron(lab);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('data:text/html,<title>foreign</title>'), undefined);
  await expect.poll(() => page.title()).toBe('foreign');
  await page.evaluate(() => { postMessage({ doorbell: 'connect' }, '*'); });
  await expect.poll(() => running.output()).toMatch(/"what":"foreign-sender","url":"data:/);
});

test('a port sent by a foreign frame is closed', async ({ lab }) => {
  const { electron, running } = await startElectron(lab);
  const outcomes = await electron.evaluate(({ ipcMain }, senders) => senders.map((senderFrame) => {
    let outcome = 'kept';
    const port = { on: () => undefined, start: () => { outcome = 'served'; }, close: () => { outcome = 'closed'; }, postMessage: () => undefined };
    ipcMain.emit('doorbell:connect', { senderFrame, ports: [port] });
    return outcome;
  }), [
    { url: 'app://doorbell/index.html', parent: null },
    { url: 'https://example.org/', parent: null },
    { url: 'app://doorbell.example.org/', parent: null },
    { url: 'app://user@doorbell/', parent: null },
    { url: 'app://doorbell/index.html', parent: {} },
    { url: 'about:blank', parent: null },
    null,
  ]);
  expect(outcomes).toEqual(['served', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed']);
  expect(running.output()).toContain('foreign-sender');
});

test('a second start shows the first window and ends', async ({ lab }) => {
  const { electron } = await startElectron(lab);
  await electron.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.minimize(); }, undefined);
  expect(await electron.startSecond()).toBe(0);
  await expect.poll(() => electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return { minimized: window?.isMinimized(), visible: window?.isVisible(), focused: window?.isFocused() };
  }, undefined)).toEqual({ minimized: false, visible: true, focused: true });
  expect(await windowCount(electron)).toBe(1);
});

test('a window closed without a batch closes unasked, and the app ends', async ({ lab }) => {
  const { electron } = await startElectron(lab);
  // The box has no answer here: a question would be an error.
  closeWindow(electron).catch(() => undefined);
  expect(await electron.exit).toBe(0);
});

test('a window closed during a batch asks, and stays when told so', async ({ lab }) => {
  const { electron, page } = await startElectron(lab);
  const asked = await answerQuestions(electron, answers.stay);
  const batch = await runningBatch(page, 1_000_000);
  await closeWindow(electron);
  await expect.poll(asked).toBe(1);
  expect(await windowCount(electron)).toBe(1);
  expect(await batchState(page, batch)).toMatchObject({ state: 'running' });
});

test('a window closed during a batch cancels it when told so, and the app ends', async ({ lab }) => {
  const { electron, page } = await startElectron(lab);
  await answerQuestions(electron, answers.cancel);
  const batch = await runningBatch(page, 1_000_000);
  await closeWindow(electron);
  expect(await electron.exit).toBe(0);
  const again = await (await lab.start()).page();
  expect(await batchState(again, batch)).toMatchObject({ state: 'cancelled' });
});

test('a batch goes on in the background, and a second start opens a window on it', async ({ lab }) => {
  const { electron, page } = await startElectron(lab);
  await answerQuestions(electron, answers.background);
  const batch = await runningBatch(page, 240_000);
  await closeWindow(electron);
  await expect.poll(() => windowCount(electron)).toBe(0);
  const reopened = await electron.nextWindow(async () => { expect(await electron.startSecond()).toBe(0); });
  expect(await batchEnd(reopened, batch)).toMatchObject({ state: 'done', done: 2, failed: 0 });
  closeWindow(electron).catch(() => undefined);
  expect(await electron.exit).toBe(0);
});

test('the app ends by itself when a batch in the background has ended', async ({ lab }) => {
  const { electron, page } = await startElectron(lab);
  await answerQuestions(electron, answers.background);
  const batch = await runningBatch(page, 160_000);
  await closeWindow(electron);
  expect(await electron.exit).toBe(0);
  const again = await (await lab.start()).page();
  expect(await batchState(again, batch)).toMatchObject({ state: 'done', done: 2 });
});

test('a worker that dies is reported by the main process', async ({ lab }) => {
  const { electron, running } = await startElectron(lab);
  await electron.evaluate(({ utilityProcess }, entry) => new Promise<void>((resolve) => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'a worker to kill' });
    child.once('spawn', () => { process.kill(child.pid ?? 0, 'SIGKILL'); });
    child.once('exit', () => { resolve(); });
  }), join(out, 'main/engine-worker.js'));
  await expect.poll(() => running.output()).toMatch(/"what":"process-died".*"name":"a worker to kill"/);
});
