import { expect, test } from '../fixtures/lab.ts';

test('a migration is designed on the time bar, compared with none, run, and seen on the Run screen', async ({ lab }) => {
  const page = await (await lab.start()).page();
  await page.getByRole('button', { name: /^New experiment/ }).click();
  await page.getByLabel('Name').fill('moving');
  await page.getByRole('button', { name: 'Create' }).click();
  const plan = page.getByTestId('plan-line');
  const text = page.getByRole('textbox', { name: 'Experiment as YAML' });
  await expect(plan).toContainText('30 runs');
  for (const name of ['native from path', 'intra-block from placement']) await page.getByRole('button', { name: `Remove ${name}` }).click();
  for (const [label, value] of [['Steps', '128'], ['Replicates', '1'], ['VMs per host', '1'], ['Ranks', '4']] as const) {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel(label, { exact: true }).press('Enter');
  }
  await expect(plan).toContainText('2 runs');

  // An event stands on the bar, and moves by keyboard as one step that undo takes back.
  await page.getByRole('button', { name: 'Migrate a VM' }).click();
  await expect(text).toContainText('kind: migrate');
  const marker = page.getByRole('slider', { name: 'VM 0 moves to host 1' });
  const before = await marker.getAttribute('aria-valuetext');
  await marker.press('ArrowRight');
  await expect(marker).not.toHaveAttribute('aria-valuetext', before ?? '');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(marker).toHaveAttribute('aria-valuetext', before ?? '');

  // Or with the mouse: to the left, where it is earlier. The scale of the bar follows from the plan, which may still be under way.
  await expect(async () => {
    await marker.hover({ position: { x: 12, y: 12 } });
    const box = await marker.boundingBox();
    if (box === null) throw new Error('The marker is not drawn.');
    await page.mouse.down();
    await page.mouse.move(box.x - 60, box.y + 12, { steps: 4 });
    await page.mouse.up();
    await expect(text).not.toContainText(`atNs: ${(before ?? '').replace('\u00a0', ' ')}`, { timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  const early = Number(await marker.getAttribute('aria-valuenow'));
  expect(early).toBeGreaterThan(0);
  expect(early).toBeLessThan(Number(await marker.getAttribute('aria-valuemax')) / 2);

  // A path that cannot is said at the event and on its card, with what can.
  await page.getByRole('checkbox', { name: 'Passthrough' }).check();
  await expect(marker).toHaveAttribute('aria-valuetext', /passthrough/);
  await expect(page.getByRole('group', { name: 'VM 0 moves to host 1' })).toContainText('sr-iov with a fallback');
  await expect(page.getByText('Its VMs cannot migrate. An event asks for it.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Passthrough' }).uncheck();
  await expect(marker).not.toHaveAttribute('aria-valuetext', /passthrough/);

  // Exact values, a policy, and the other half of the comparison.
  await page.getByRole('group', { name: 'VM 0 moves to host 1' }).getByLabel('At').fill('100 ms');
  await page.getByRole('group', { name: 'VM 0 moves to host 1' }).getByLabel('At').press('Enter');
  await expect(text).toContainText('atNs: 100 ms');
  await page.getByText('Policies: moving, saving, recovery, load').click();
  await page.getByLabel('Set-up').fill('10 ms');
  await page.getByLabel('Set-up').press('Enter');
  await page.getByText('Memory of the VMs').click();
  await page.getByLabel('Touched').fill('16 MiB');
  await page.getByLabel('Touched').press('Enter');
  await page.getByRole('checkbox', { name: 'Compare with and without' }).check();
  await expect(plan).toContainText('4 runs');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('batch-summary')).toContainText('4 simulated', { timeout: 45_000 });

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByLabel('Filter runs').fill('-events:without path:xen-bridged');
  await expect(page.getByText('1 of 4 runs')).toBeVisible();
  await page.getByLabel('Filter runs').press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'What happened to VMs' })).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Live migration: VM 0/ })).toBeVisible();
});
