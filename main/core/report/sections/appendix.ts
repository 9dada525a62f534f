import type { RunSummary } from '../../contract/index.ts';
import { compareValues, sortedFactors } from '../../compare/index.ts';
import { html, type Html } from '../html.ts';

function distinct(values: readonly string[]): string {
  return [...new Set(values)].sort().join(', ');
}

function inOrder(rows: readonly RunSummary[], names: readonly string[]): readonly RunSummary[] {
  return [...rows].sort((left, right) => {
    for (const name of names) {
      const [a, b] = [left.factors[name], right.factors[name]];
      if (a === undefined || b === undefined) continue;
      const order = compareValues(name, a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** What is needed to find or repeat every run: versions, plugins with hashes, fingerprints, the experiment's text. */
export function appendixSection(rows: readonly RunSummary[], experimentText: string | undefined, version: string): Html {
  const plugins = distinct(rows.flatMap((row) => row.plugins.map((plugin) => `${plugin.id} ${plugin.version} (sha-256 ${plugin.sha256})`)));
  const names = sortedFactors(rows.flatMap((row) => Object.keys(row.factors))).filter((name) => new Set(rows.map((row) => row.factors[name])).size > 1);
  return html`<h2 id="appendix">Appendix</h2><dl class="facts"><dt>Report by</dt><dd>Doorbell ${version}</dd>
<dt>Runs by</dt><dd>Doorbell ${distinct(rows.map((row) => row.versions.doorbell))}, engine semantics ${distinct(rows.map((row) => String(row.versions.engine)))}, Node ${distinct(rows.map((row) => row.versions.node))}</dd>
<dt>Plugins</dt><dd><code>${plugins === '' ? 'none' : plugins}</code></dd>
<dt>Experiment text</dt><dd><code>sha-256 ${distinct(rows.map((row) => row.experimentSha256))}</code></dd></dl>
<details class="keep-closed"><summary>${rows.length} runs: factors, fingerprints, result hashes</summary><div class="scroll"><table><thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">fingerprint</th><th scope="col">result sha-256</th></tr></thead><tbody>${inOrder(rows, names).map((row) => html`<tr>${names.map((name) => html`<td>${row.factors[name] ?? '–'}</td>`)}<td><code>${row.fingerprint.slice(0, 16)}</code></td><td><code>${row.resultSha256.slice(0, 16)}</code></td></tr>`)}</tbody></table></div></details>
${experimentText === undefined ? undefined : html`<details><summary>The experiment as written</summary><pre>${experimentText}</pre></details>`}`;
}
