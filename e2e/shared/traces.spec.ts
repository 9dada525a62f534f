import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { callService } from '../fixtures/call-service.ts';
import { expect, test } from '../fixtures/lab.ts';
import { runToEnd } from '../fixtures/run-to-end.ts';

const trace = resolve(import.meta.dirname, '../../experiments/traces/training-step.goal');

test('a trace given to the lab runs over a data path and under the LogGOPS model, whose runs have no stages', async ({ lab }) => {
  const page = await (await lab.start()).page();
  await page.getByRole('button', { name: /^New experiment/ }).click();
  await page.getByLabel('Name').fill('my-trace');
  await page.getByRole('button', { name: 'Create' }).click();
  const plan = page.getByTestId('plan-line');
  const text = page.getByRole('textbox', { name: 'Experiment as YAML' });
  await expect(plan).toContainText('30 runs');
  await page.getByLabel('Workload').selectOption('trace');
  await expect(plan).toContainText('error');
  await page.getByLabel('Trace file').setInputFiles({ name: 'my step.goal', mimeType: 'text/plain', buffer: await readFile(trace) });
  await expect(text).toContainText('file: my-step.goal');
  await expect(page.getByText('The trace has 8 ranks.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'LogGOPS model' }).check();
  await page.getByRole('button', { name: 'Open LogGOPS model' }).click();
  await page.getByLabel('Latency (L), ns').fill('10 us');
  await page.getByLabel('Latency (L), ns').press('Tab');
  await expect(text).toContainText('L: 10 us');
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  const document = (await callService(page, 'experiments', 'read', 'my-trace')).text;
  const { findings } = await callService(page, 'experiments', 'preview', document);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(await runToEnd(page, document)).toMatchObject({ state: 'done', failed: 0 });

  const rows = await callService(page, 'runs', 'list');
  const run = rows.find(({ factors }) => String(factors.path).startsWith('loggops'));
  expect(run?.plugins).toEqual([]);
  await page.evaluate((hash) => { location.hash = hash; }, `#/run/${run?.fingerprint ?? ''}`);
  await expect(page.getByText('a cost model without stages')).toBeVisible();
  await expect(page.getByText('does not follow the critical path')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Parameters and their origins' })).toContainText('loggops');
  await page.evaluate(() => { location.hash = '#/compare/my-trace'; });
  await expect(page.getByText('loggops is a cost model and no data path')).toBeVisible();
});
