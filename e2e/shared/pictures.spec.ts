import { callService } from '../fixtures/call-service.ts';
import { downloaded } from '../fixtures/download.ts';
import { pingPong } from '../fixtures/experiments.ts';
import { expect, test } from '../fixtures/lab.ts';
import { runToEnd } from '../fixtures/run-to-end.ts';

test('a timeline has its table, Compare the critical paths, and the report both and who sent to whom', async ({ lab }) => {
  const running = await lab.start();
  const page = await running.page();
  const text = pingPong('pictures', { sizes: [1024, 65_536] });
  await callService(page, 'experiments', 'save', 'pictures', text);
  expect((await runToEnd(page, text)).done).toBe(4);
  const [run] = await callService(page, 'runs', 'list');
  await page.evaluate((hash) => { location.hash = hash; }, `#/run/${run?.fingerprint ?? ''}`);
  const section = page.locator('#run-timeline');
  await expect(section.getByRole('img')).toBeVisible();
  await section.getByRole('button', { name: 'Show Timeline as a table' }).click();
  await expect(section.getByRole('img')).toBeHidden();
  await expect(section.getByRole('table').first()).toContainText('compute');
  await section.getByRole('button', { name: 'Show Timeline as a table' }).click();
  await expect(section.getByRole('img')).toBeVisible();

  await page.evaluate(() => { location.hash = '#/compare/pictures'; });
  const time = page.getByRole('region', { name: 'Where the time goes' });
  const parts = time.getByRole('table', { name: 'Largest parts of the critical paths' });
  await expect(parts.getByRole('row')).toHaveCount(3);
  await expect(parts).toContainText('%');
  const point = time.getByLabel('Point of the comparison');
  const before = await parts.textContent();
  const other = (await point.locator('option').evaluateAll((all: HTMLOptionElement[]) => all.filter((option) => !option.selected).map((option) => option.value)))[0] ?? '';
  await point.selectOption(other);
  await expect(parts).not.toHaveText(before ?? '');
  const { text: report } = await downloaded(lab, running, page, () => page.getByRole('button', { name: 'Export report' }).click());
  expect(report).toMatch(/: who sent to whom\. <span>Most: /);
  expect(report).toMatch(/: timeline\. <span>Time/);
  await parts.getByRole('button', { name: 'Open the run of sr-iov' }).click();
  await expect(page.getByText(/^Run of /)).toBeVisible();
});

test('what a sweep leaves out stands in Compare with its reason', async ({ lab }) => {
  test.setTimeout(120_000);
  const page = await (await lab.start()).page();
  const sample = (await callService(page, 'experiments', 'read', 'migration-refused')).text;
  const text = sample.replace('replicates: 3', 'replicates: 1').replace('name: migration-refused', 'name: refused');
  await callService(page, 'experiments', 'save', 'refused', text);
  expect((await runToEnd(page, text)).failed).toBe(0);
  await page.evaluate(() => { location.hash = '#/compare/refused'; });
  const table = page.getByRole('table', { name: 'Points that did not run' });
  await expect(table).toContainText('passthrough · with events');
  await expect(table).toContainText('gives the whole device to the VM');
});
