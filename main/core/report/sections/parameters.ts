import type { Origin, PathModel } from '@doorbell/sdk';
import { formatNumber, formatShort } from '../../charts/index.ts';
import { supportOf } from '../../compare/index.ts';
import { html, type Html } from '../html.ts';

const kindWords: Readonly<Record<Origin['kind'], string>> = { published: 'published', fitted: 'fitted', judgement: 'judgement' };

function value(origin: Origin): string {
  const size = Math.abs(origin.value);
  const text = size >= 1e6 ? formatNumber(origin.value, 4) : formatShort(origin.value, 5);
  return origin.unit === '' || origin.unit === '1' ? text : `${text}\u00a0${origin.unit}`;
}

function modelTable(model: PathModel): Html {
  const { published, fitted, judgement, extrapolated } = supportOf(model);
  const tag = extrapolated ? html` <span class="tag warn">extrapolated</span>` : undefined;
  const sentence = extrapolated
    ? 'No published measurement supports these parameters: results of this path are extrapolated.'
    : `${published} published, ${fitted} fitted to a published record, ${judgement} judged.`;
  if (model.origins.length === 0) return html`<h3>${model.title} <code>${model.id}</code>${tag}</h3><p class="small">${sentence}</p>`;
  return html`<h3>${model.title} <code>${model.id}</code>${tag}</h3><p class="small">${sentence}</p><div class="scroll"><table><thead><tr><th scope="col">parameter</th><th scope="col" class="number">value</th><th scope="col">origin</th><th scope="col">source and reason</th></tr></thead><tbody>${model.origins.map((origin) => html`<tr><th scope="row" class="nowrap"><code>${origin.parameter}</code></th><td class="number">${value(origin)}</td><td>${kindWords[origin.kind]}</td><td>${origin.record === undefined ? undefined : html`<code>${origin.record}</code> `}${origin.note}</td></tr>`)}</tbody></table></div>`;
}

/** Every parameter of every path with its value and where that comes from. */
export function parameterSection(models: readonly PathModel[]): Html | undefined {
  if (models.length === 0) return undefined;
  return html`<h2 id="parameters">Parameters and their origins</h2><p>Published: a source states the value. Fitted: chosen so that a published record comes out. Judgement: reasoned, not measured.</p>${models.map(modelTable)}`;
}
