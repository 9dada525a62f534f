import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { callService } from '../fixtures/call-service.ts';
import { withEntryRenamed } from '../fixtures/hostile-archive.ts';
import { expect, out, test } from '../fixtures/lab.ts';
import { chooseArchive, go, newPath, packed } from '../fixtures/plugins.ts';

test('a path is installed after a review, run, disabled, enabled and removed, and its runs stay', async ({ lab }) => {
  test.setTimeout(240_000);
  const author = await newPath(lab.folder, 'ring-lane', 'Ring lane');
  const archive = await packed(author, join(lab.folder, 'ring-lane.tgz'));
  const page = await (await lab.start()).page();
  const patience = { timeout: 60_000 };

  // An archive that reaches out of its folder is refused.
  const list = page.getByRole('list', { name: 'Plugins' });
  await chooseArchive(page, 'hostile.tgz', withEntryRenamed(archive, 'package/README.md', 'package/../../README.md'));
  const dialog = page.getByRole('dialog', { name: 'Install a data path' });
  await expect(dialog).toContainText('hostile.tgz cannot be installed', patience);
  await expect(dialog).toContainText('package/../../README.md');
  await dialog.getByRole('button', { name: 'Close' }).click();

  // Review: nothing is installed yet.
  await chooseArchive(page, 'ring-lane.tgz', archive);
  const review = page.getByRole('article', { name: 'Review' });
  await expect(review.getByRole('heading', { level: 2 })).toHaveText('Review: Ring lane', patience);
  await expect(review).toContainText('sha512-');
  await expect(review).toContainText('OS bypass');
  await expect(list.getByRole('link', { name: /Ring lane/ })).toHaveCount(0);
  await review.getByRole('button', { name: 'Install', exact: true }).click();
  const detail = page.getByRole('article', { name: 'Ring lane' });
  await expect(detail).toContainText('Enabled');
  await expect(list.getByRole('link', { name: /Ring lane/ })).toContainText('installed');

  // Chosen beside native.
  await go(page, 'Home');
  await page.getByRole('button', { name: /^New experiment/ }).click();
  await page.getByLabel('Name').fill('lanes');
  await page.getByRole('button', { name: 'Create' }).click();
  const plan = page.getByTestId('plan-line');
  await expect(plan).toContainText('30 runs', patience);
  const lane = page.getByRole('checkbox', { name: 'Ring lane' });
  await lane.check();
  await page.getByRole('checkbox', { name: 'SR-IOV' }).uncheck();
  await page.getByRole('checkbox', { name: 'Xen bridged' }).uncheck();
  await page.getByRole('button', { name: 'Remove intra-block from placement' }).click();
  // A vNIC of this path serves one process.
  await expect(page.getByRole('list', { name: 'Findings' })).toContainText('ranks 0 and 4 use one vNIC', patience);
  await page.getByLabel('Ranks', { exact: true }).fill('4');
  await page.getByLabel('Ranks', { exact: true }).press('Enter');
  await expect(plan).toContainText('10 runs', patience);
  await page.getByRole('button', { name: /^Run\b/ }).click();
  await expect(page.getByTestId('batch-summary')).toContainText('10 simulated', patience);
  await go(page, 'Compare');
  await expect(page.getByRole('region', { name: 'Answer' })).toContainText('against native');
  await expect(page.getByRole('table', { name: 'Comparison' })).toContainText(/ring-lane|Ring lane/);
  const rows = await callService(page, 'runs', 'list');
  const run = rows.find(({ factors }) => factors.path === 'ring-lane');
  expect(run?.plugins).toMatchObject([{ id: 'ring-lane', version: '0.1.0' }]);

  // Disabled: Design says why and does not offer it.
  await go(page, 'Plugins');
  await list.getByRole('link', { name: /Ring lane/ }).click();
  await detail.getByRole('button', { name: 'Disable' }).click();
  await expect(detail.getByRole('button', { name: 'Enable' })).toBeVisible();
  await page.evaluate(() => { location.hash = '#/design/lanes'; });
  await expect(plan).toContainText('error', patience);
  await lane.uncheck();
  await expect(plan).toContainText('5 runs', patience);
  await expect(lane).toBeDisabled();
  const card = page.getByRole('listitem').filter({ has: lane });
  await expect(card).toContainText('Disabled');
  await expect(card.locator('.reason')).toContainText(/[Ee]nable/);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await go(page, 'Plugins');
  await list.getByRole('link', { name: /Ring lane/ }).click();
  await detail.getByRole('button', { name: 'Enable' }).click();
  await expect(detail.getByRole('button', { name: 'Disable' })).toBeVisible();
  await page.evaluate(() => { location.hash = '#/design/lanes'; });
  await expect(plan).toContainText('10 reused', patience);

  // Removed: what it ran can be read and compared.
  await go(page, 'Plugins');
  await list.getByRole('link', { name: /Ring lane/ }).click();
  await detail.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(list.getByRole('link', { name: /Ring lane/ })).toHaveCount(0);
  await page.evaluate((hash) => { location.hash = hash; }, `#/run/${run?.fingerprint ?? ''}`);
  await expect(page.getByText(/^Run of /)).toBeVisible();
  await expect(page.getByRole('table', { name: 'Parameters and their origins' })).toContainText('ring-lane');
  await page.evaluate(() => { location.hash = '#/compare/lanes'; });
  await expect(page.getByRole('table', { name: 'Comparison' })).toContainText(/ring-lane|Ring lane/);
});

test('the path for virtio-net comes in as a stranger\u2019s package, runs, is compared and removed', async ({ lab }) => {
  test.setTimeout(240_000);
  // The one that ships owns its id, so the stranger's has another.
  const author = join(lab.folder, 'vhost-lane');
  await cp(resolve(out, '../plugins/virtio-net'), author, { recursive: true });
  for (const name of ['package.json', 'index.ts']) {
    const text = await readFile(join(author, name), 'utf8');
    await writeFile(join(author, name), text.replaceAll("'virtio-net'", "'vhost-lane'").replaceAll('"virtio-net"', '"vhost-lane"').replace('"KVM virtio-net with vhost"', '"Vhost lane"'));
  }
  const archive = await packed(author, join(lab.folder, 'vhost-lane.tgz'));
  const page = await (await lab.start()).page();
  const patience = { timeout: 60_000 };
  const list = page.getByRole('list', { name: 'Plugins' });
  await chooseArchive(page, 'vhost-lane.tgz', archive);
  const review = page.getByRole('article', { name: 'Review' });
  await expect(review.getByRole('heading', { level: 2 })).toHaveText('Review: Vhost lane', patience);
  await expect(review).toContainText('Live migration');
  await review.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(list.getByRole('link', { name: /Vhost lane/ })).toContainText('installed', patience);

  const sample = (await callService(page, 'experiments', 'read', 'virtio-net')).text;
  const text = sample.replaceAll('id: virtio-net', 'id: vhost-lane').replace('name: virtio-net', 'name: vhost-lanes')
    .replace('size: [8 B, 1 KiB, 64 KiB, 1 MiB]', 'size: [8 B]').replace('replicates: 5', 'replicates: 2');
  await callService(page, 'experiments', 'save', 'vhost-lanes', text);
  await page.evaluate(() => { location.hash = '#/design/vhost-lanes'; });
  await expect(page.getByTestId('plan-line')).toContainText('10 runs', patience);
  await page.getByRole('button', { name: /^Run\b/ }).click();
  await expect(page.getByTestId('batch-summary')).toContainText('10 simulated', patience);
  await go(page, 'Compare');
  const table = page.getByRole('table', { name: 'Comparison' });
  await expect(table).toContainText(/vhost-lane|Vhost lane/);
  const run = (await callService(page, 'runs', 'list')).find(({ plugins }) => plugins?.some(({ id }) => id === 'vhost-lane'));
  expect(run).toBeDefined();

  await go(page, 'Plugins');
  await list.getByRole('link', { name: /Vhost lane/ }).click();
  await page.getByRole('article', { name: 'Vhost lane' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(list.getByRole('link', { name: /Vhost lane/ })).toHaveCount(0);
  await page.evaluate((hash) => { location.hash = hash; }, `#/run/${run?.fingerprint ?? ''}`);
  await expect(page.getByText(/^Run of /)).toBeVisible(patience);
  await expect(page.getByRole('table', { name: 'Parameters and their origins' })).toContainText('vhost-lane', patience);
  await page.evaluate(() => { location.hash = '#/compare/vhost-lanes'; });
  await expect(table).toContainText(/vhost-lane|Vhost lane/);
});

test('the folder of an author is used where it lies, and shown anew when it changed', async ({ lab }) => {
  test.setTimeout(120_000);
  const author = await newPath(lab.folder, 'own-lane', 'Own lane');
  const page = await (await lab.start()).page();
  await go(page, 'Plugins');
  await page.getByRole('button', { name: 'Install', exact: true }).click();
  await page.getByRole('button', { name: 'Author\u2019s folder' }).click();
  await page.getByLabel(/Whole path of the folder/).fill(author);
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(page.getByRole('article', { name: 'Own lane' })).toContainText('0.1.0', { timeout: 60_000 });
  const packageJson = join(author, 'package.json');
  const text = await readFile(packageJson, 'utf8');
  await writeFile(packageJson, text.replace('"version": "0.1.0"', '"version": "0.2.0"').replaceAll('"Own lane"', '"Better lane"'));
  await expect(page.getByRole('article', { name: 'Better lane' })).toContainText('0.2.0', { timeout: 60_000 });
  await expect(page.getByRole('list', { name: 'Plugins' }).getByRole('link', { name: /Better lane/ })).toContainText('0.2.0');
});
