import { expect, test } from '../fixtures/lab.ts';

test('a path takes a preset and an option, pairs of VMs take paths of their own, and the combination runs and is compared', async ({ lab }) => {
  const page = await (await lab.start()).page();
  await page.getByRole('button', { name: /^New experiment/ }).click();
  await page.getByLabel('Name').fill('my-paths');
  await page.getByRole('button', { name: 'Create' }).click();
  const plan = page.getByTestId('plan-line');
  const text = page.getByRole('textbox', { name: 'Experiment as YAML' });
  await expect(plan).toContainText('30 runs = 3 paths × 2 placements × 5 replicates');
  await page.getByLabel('Replicates').fill('2');
  await page.getByLabel('Replicates').press('Enter');
  await expect(plan).toContainText('12 runs');

  // A preset with its testbed, which goes into the cluster and out again as one step.
  await page.getByRole('button', { name: 'Open Xen bridged' }).click();
  const choice = page.getByRole('region', { name: 'Xen bridged: Sweep, value 2' });
  await choice.getByLabel('Preset').selectOption('nanos-2010');
  await expect(text).toContainText('preset: nanos-2010');
  await choice.getByRole('button', { name: 'Use this hardware' }).click();
  await expect(text).toContainText('model: neterion-x3110');
  await expect(choice.getByRole('button', { name: 'In use' })).toBeDisabled();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(text).not.toContainText('neterion-x3110');

  // An option is found, refused out of its bounds, and taken.
  await choice.getByRole('searchbox').fill('send per byte');
  const option = choice.getByRole('textbox', { name: 'TCP send per byte' });
  await option.fill('-1');
  await option.press('Tab');
  await expect(plan).toContainText('error');
  await expect(option).toHaveAttribute('aria-invalid', 'true');
  await option.fill('0.7');
  await option.press('Tab');
  await expect(plan).toContainText('12 runs');

  // Shared memory inside a host beside a virtual function between hosts, and one pair of VMs over the bridge.
  await page.getByRole('button', { name: 'Pairs of VMs' }).click();
  const combine = page.getByRole('form', { name: 'Combine paths' });
  await combine.getByLabel('Other host').selectOption('sr-iov');
  await combine.getByLabel('Same host').selectOption('inter-vm-shm');
  await combine.getByRole('button', { name: 'Add to the sweep' }).click();
  await expect(plan).toContainText('16 runs');
  await page.getByLabel('Rules of').selectOption('3');
  await page.getByLabel('First VM').selectOption('0');
  await page.getByLabel('Second VM').selectOption('1');
  await page.getByLabel('Path of the exception').selectOption('xen-bridged');
  await page.getByRole('button', { name: 'Add exception' }).click();
  await expect(text).toContainText('vms: [0, 1]');
  await expect(page.getByRole('table', { name: 'Path of each pair of VMs' }).getByRole('row').nth(1)).toContainText('xen-bridged');
  await expect(plan).toContainText('16 runs');

  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('batch-summary')).toContainText('16 simulated', { timeout: 45_000 });
  await page.keyboard.press('Escape');
  await page.evaluate(() => { location.hash = '#/compare/my-paths'; });
  const comparison = page.getByRole('table', { name: 'Comparison' });
  await expect(comparison.getByRole('columnheader', { name: 'sr-iov + inter-vm-shm + xen-bridged for VMs 0 and 1' })).toBeVisible();
  await expect(comparison.getByRole('columnheader', { name: 'xen-bridged (nanos-2010, sendPerByteNs 0.7)' })).toBeVisible();
});
