import { downloaded } from '../fixtures/download.ts';
import { expect, test } from '../fixtures/lab.ts';
import { recordTexts } from '../fixtures/recorded-texts.ts';

// The streams sample: three data paths, two tools, five replicates.
const sample = 'nanos-2010-streams';
const runs = 30;

test('from the sample to a report, and back to the runs after a restart', async ({ lab }) => {
  test.setTimeout(120_000);
  const running = await lab.start();
  const page = await running.page();

  // Open the sample.
  await page.getByRole('region', { name: 'Start' }).getByRole('link', { name: /TCP streams/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/TCP streams/);
  await expect(page.getByTestId('plan-line')).toContainText(`${runs} runs`);

  // Run it and watch.
  const progress = await recordTexts(page, 'batch-progress');
  await page.getByRole('button', { name: /^Run\b/ }).click();
  await expect(page.getByTestId('batch-summary')).toHaveText(new RegExp(`^Last batch: ${sample} done · ${runs} simulated, 0 reused ·`), { timeout: 45_000 });
  const counts = (await progress()).flatMap((text) => /· (\d+) done .* (\d+) to go/.exec(text)?.slice(1, 3) ?? []).map(Number);
  const done = counts.filter((_count, index) => index % 2 === 0);
  expect(done.length).toBeGreaterThan(3);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  counts.forEach((count, index) => { if (index % 2 === 0) expect(count + (counts[index + 1] ?? 0)).toBe(runs); });

  // What has run is known before it would run again.
  await expect(page.getByTestId('plan-line')).toContainText(`${runs} reused`);

  // Compare: the paper's order, with verdicts against the native baseline.
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Compare' }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer).toContainText('against native');
  const sentence = (await answer.locator('p').first().textContent())?.trim() ?? '';
  expect(sentence.length).toBeGreaterThan(20);
  const table = page.getByRole('table', { name: 'Comparison' });
  await expect(table.getByRole('row')).toHaveCount(4);
  for (const tool of ['netperf', 'iperf']) await expect(table.getByRole('row', { name: tool }).getByText('worse')).toHaveCount(2);

  // Export the report: one file that needs nothing else and says what the screen says.
  const report = await downloaded(lab, running, page, () => page.getByRole('button', { name: 'Export report' }).click());
  expect(report.name).toMatch(/\.html$/);
  expect(report.text).toMatch(/^<!doctype html>/i);
  expect(report.text).toContain(sentence.replaceAll('&', '&amp;').replaceAll("'", '&#39;'));
  expect(report.text).toContain('<svg');
  expect(report.text).not.toMatch(/<script|\b(src|href)="(?!#|data:)/);

  // Reopen and find the runs.
  await running.stop();
  const again = await (await lab.start()).page();
  await again.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Runs' }).click();
  await expect(again.getByText(`${runs} runs`, { exact: true })).toBeVisible();
  const first = again.getByRole('table', { name: 'Runs' }).getByRole('link', { name: sample }).first();
  await first.click();
  await expect(again.getByText(/^Run of /)).toContainText('TCP streams');
  await expect(again.getByRole('heading', { level: 1 })).toContainText(/netperf|iperf/);

  // Running the plan once more simulates nothing.
  await again.getByRole('link', { name: 'Fork in Design' }).click();
  await again.getByRole('button', { name: /^Run\b/ }).click();
  await expect(again.getByTestId('batch-summary')).toContainText(`0 simulated, ${runs} reused`);
});
