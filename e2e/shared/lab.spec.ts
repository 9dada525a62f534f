import { expect, test } from '../fixtures/lab.ts';

test('an experiment is designed in the form and in its text, with findings and undo', async ({ lab }) => {
  const page = await (await lab.start()).page();
  await page.getByRole('button', { name: /^New experiment/ }).click();
  await page.getByLabel('Name').fill('my-sweep');
  await page.getByRole('button', { name: 'Create' }).click();
  const plan = page.getByTestId('plan-line');
  const text = page.getByRole('textbox', { name: 'Experiment as YAML' });
  await expect(plan).toContainText('30 runs = 3 paths × 2 placements × 5 replicates');

  // The form writes into the text, and undo takes it back.
  await page.getByLabel('Grid').fill('64');
  await page.getByLabel('Grid').press('Enter');
  await expect(text).toContainText('grid: 64');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(text).toContainText('grid: 128');
  await expect(page.getByLabel('Grid')).toHaveValue('128');

  // A mistake has a place, in the form and in the text.
  await page.getByLabel('Steps').fill('many');
  await page.getByLabel('Steps').press('Enter');
  await expect(plan).toContainText('1 error');
  await expect(page.getByLabel('Steps')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('button', { name: /^Run\b/ })).toBeDisabled();
  await page.getByRole('list', { name: 'Findings' }).getByRole('button').click();
  await expect(text).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(plan).toContainText('30 runs');

  // The text writes into the form, is kept, and its past is kept too.
  await text.press('ControlOrMeta+End');
  await page.keyboard.type('noise: { compute: 3 % }');
  await expect(page.getByLabel('Compute noise')).toHaveValue('3 %');
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove intra-block from placement' }).click();
  await expect(plan).toContainText('15 runs');
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await page.reload();
  await expect(plan).toContainText('15 runs');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(plan).toContainText('30 runs');
});

test('runs are found, marked, moved to the trash and restored by keyboard; the look is kept', async ({ lab }) => {
  const page = await (await lab.start()).page();
  await page.getByRole('button', { name: /^New experiment/ }).click();
  await page.getByLabel('Name').fill('few-runs');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByTestId('plan-line')).toContainText('30 runs');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('batch-summary')).toContainText('30 simulated', { timeout: 45_000 });

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  const table = page.getByRole('table', { name: 'Runs' });
  await expect(page.getByText('30 runs', { exact: true })).toBeVisible();
  await page.getByLabel('Filter runs').fill('path:sr-iov placement:inter');
  await expect(page.getByText('5 of 30 runs')).toBeVisible();
  await page.getByLabel('Filter runs').press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 runs selected')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.getByText('3 of 28 runs')).toBeVisible();
  await page.getByRole('button', { name: 'Trash', exact: true }).click();
  await expect(page.getByText('2 runs in the trash')).toBeVisible();
  await page.getByRole('button', { name: 'Restore all' }).click();
  await page.getByRole('button', { name: 'Back to runs' }).click();
  await expect(page.getByText('5 of 30 runs')).toBeVisible();
  await table.getByRole('button', { name: 'Star run' }).first().click();
  await expect(table.getByRole('button', { name: 'Remove star' })).toHaveCount(1);

  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('dark theme');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByText('5 of 30 runs')).toBeVisible();
  await expect(table.getByRole('button', { name: 'Remove star' })).toHaveCount(1);
});
