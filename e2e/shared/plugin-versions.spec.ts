import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callService } from '../fixtures/call-service.ts';
import { pingPong } from '../fixtures/experiments.ts';
import { expect, test } from '../fixtures/lab.ts';
import { chooseArchive, go, newPath, packed } from '../fixtures/plugins.ts';
import { batchEnd, batchState, runToEnd, startBatch } from '../fixtures/run-to-end.ts';

const patience = { timeout: 60_000 };

/** Native beside the path of a plugin; `ring-lane` needs a vNIC for each rank. */
function lanes(options: Parameters<typeof pingPong>[1]): string {
  return pingPong('lanes', options).replace('sr-iov', 'ring-lane');
}

test('a new version takes the place of an old one after a review; old runs say which they used', async ({ lab }) => {
  test.setTimeout(240_000);
  const author = await newPath(lab.folder, 'ring-lane', 'Ring lane');
  const first = await packed(author, join(lab.folder, 'ring-lane-1.tgz'));
  const manifest = join(author, 'package.json');
  const text = (await readFile(manifest, 'utf8')).replace('"version": "0.1.0"', '"version": "0.2.0"');
  // The new version has measured a stage anew.
  expect(text).toContain('"default": 900');
  await writeFile(manifest, text.replace('"default": 900', '"default": 1900'));
  const second = await packed(author, join(lab.folder, 'ring-lane-2.tgz'));

  const page = await (await lab.start()).page();
  const review = page.getByRole('article', { name: 'Review' });
  const detail = page.getByRole('article', { name: 'Ring lane' });
  await chooseArchive(page, 'ring-lane-1.tgz', first);
  await review.getByRole('button', { name: 'Install', exact: true }).click(patience);
  await expect(detail).toContainText('0.1.0', patience);
  expect((await runToEnd(page, lanes({}))).done).toBe(2);
  const laneRuns = async () => (await callService(page, 'runs', 'list')).filter(({ factors }) => factors.path === 'ring-lane');
  const [before] = await laneRuns();
  expect(before?.plugins).toMatchObject([{ id: 'ring-lane', version: '0.1.0' }]);
  await callService(page, 'experiments', 'save', 'lanes', lanes({}));
  const plan = page.getByTestId('plan-line');
  await page.evaluate(() => { location.hash = '#/design/lanes'; });
  await expect(plan).toContainText('2 reused', patience);

  // The review says what would be replaced; until then the old one counts.
  await chooseArchive(page, 'ring-lane-2.tgz', second);
  await expect(review).toContainText('Takes the place of', patience);
  await expect(review).toContainText('version 0.1.0');
  await expect(page.getByRole('list', { name: 'Plugins' }).getByRole('link', { name: /Ring lane/ })).toContainText('0.1.0');
  await review.getByRole('button', { name: 'Install in its place' }).click();
  await expect(detail).toContainText('0.2.0', patience);
  await expect(detail).toContainText('Enabled');

  // The same document means another run of that path, and the same one of the other.
  await page.evaluate(() => { location.hash = '#/design/lanes'; });
  await expect(plan).toContainText('1 reused', patience);
  await page.getByRole('button', { name: /^Run\b/ }).click();
  await expect(page.getByTestId('batch-summary')).toContainText('1 simulated', patience);
  const runs = await laneRuns();
  expect(runs.map(({ plugins: [plugin] }) => plugin?.version).sort()).toEqual(['0.1.0', '0.2.0']);
  const after = runs.find(({ fingerprint }) => fingerprint !== before?.fingerprint);
  expect(after?.plugins[0]?.sha256).not.toBe(before?.plugins[0]?.sha256);
  expect(after?.metrics['halfRoundTrip']?.value).toBeGreaterThan(before?.metrics['halfRoundTrip']?.value ?? Infinity);

  // Each says its own version and hash.
  for (const run of [before, after]) {
    const [plugin] = run?.plugins ?? [];
    await page.evaluate((hash) => { location.hash = hash; }, `#/run/${run?.fingerprint ?? ''}`);
    await expect(page.getByText(`${plugin?.version ?? ''}, ${plugin?.sha256.slice(0, 16) ?? ''}`)).toBeVisible(patience);
  }
  // The comparison of the document has the new one; of both, it tells them apart.
  await page.evaluate(() => { location.hash = '#/compare/lanes'; });
  await expect(page.getByRole('table', { name: 'Comparison' })).toContainText(/ring-lane|Ring lane/, patience);
  const both = await callService(page, 'compare', 'compute', { fingerprints: runs.map(({ fingerprint }) => fingerprint), by: 'path' });
  expect(both.caveats.join(' ')).toContain('different versions of plugins');
});

for (const act of ['Disable', 'Remove'] as const) {
  test(`${act === 'Disable' ? 'disabling' : 'removing'} a plugin while its runs are under way ends nothing; the next plan says what to do`, async ({ lab }) => {
    test.setTimeout(240_000);
    const author = await newPath(lab.folder, 'ring-lane', 'Ring lane');
    const archive = await packed(author, join(lab.folder, 'ring-lane.tgz'));
    const page = await (await lab.start()).page();
    const detail = page.getByRole('article', { name: 'Ring lane' });
    await chooseArchive(page, 'ring-lane.tgz', archive);
    await page.getByRole('article', { name: 'Review' }).getByRole('button', { name: 'Install', exact: true }).click(patience);
    await expect(detail.getByRole('button', { name: 'Disable' })).toBeVisible(patience);

    const text = lanes({ repetitions: 60_000, replicates: 6 });
    const batch = await startBatch(page, text);
    await expect.poll(async () => (await batchState(page, batch))?.running, patience).toBeGreaterThan(0);
    await detail.getByRole('button', { name: act }).click();
    if (act === 'Remove') {
      await page.getByRole('button', { name: 'Remove it' }).click();
      await expect(page.getByRole('list', { name: 'Plugins' }).getByRole('link', { name: /Ring lane/ })).toHaveCount(0);
    } else await expect(detail.getByRole('button', { name: 'Enable' })).toBeVisible();
    // It happened in the middle.
    expect((await batchState(page, batch))?.state).toBe('running');

    expect(await batchEnd(page, batch)).toMatchObject({ state: 'done', done: 12, failed: 0 });
    const kept = (await callService(page, 'runs', 'list')).filter(({ factors }) => factors.path === 'ring-lane');
    expect(kept).toHaveLength(6);
    await page.evaluate((hash) => { location.hash = hash; }, `#/run/${kept[0]?.fingerprint ?? ''}`);
    await expect(page.getByText(/^Run of /)).toBeVisible(patience);

    await callService(page, 'experiments', 'save', 'lanes', text);
    await page.evaluate(() => { location.hash = '#/design/lanes'; });
    const findings = page.getByRole('list', { name: 'Findings' });
    await expect(findings).toContainText('ring-lane', patience);
    await expect(findings).toContainText(act === 'Remove' ? /ring-lane\.tgz.*[Ii]nstall|[Ii]nstall.*ring-lane\.tgz/ : /[Ee]nable/);
    // All runs of it are there to be compared.
    await page.evaluate(() => { location.hash = '#/compare/lanes'; });
    await expect(page.getByRole('table', { name: 'Comparison' })).toContainText(/ring-lane|Ring lane/, patience);
    await go(page, 'Runs');
    await expect(page.getByText(/12 runs/).first()).toBeVisible(patience);
  });
}
