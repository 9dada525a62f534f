import type { PathModel } from '@doorbell/sdk';
import type { Comparison } from '../../contract/index.ts';
import { abilitiesOf, candidatesOf, choices, isNative, pathsOfValue, supportOf, tally } from '../../compare/index.ts';
import { factorLabel, leadingPath, styleFor } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import type { ReportPalette } from '../svg/palette-css.ts';
import { range } from '../words.ts';

/** The recommendation in a box, with the score it rests on. */
export function answerSection(comparison: Comparison): Html {
  const candidates = candidatesOf(comparison.by, comparison.values);
  const counted = tally(comparison.cells, candidates);
  const score = candidates.length < 2 || !choices.includes(comparison.by) || counted.decided === 0 ? undefined : html`<ul class="score">${candidates.map((value) => {
    const won = counted.wins.find((win) => win.value === value)?.cells.length ?? 0;
    return html`<li>${factorLabel(comparison.by, value)} wins <b>${won}</b></li>`;
  })}<li>no difference <b>${counted.ties}</b></li><li>cells <b>${counted.decided}</b></li></ul>`;
  return html`<section class="answer"><p class="kicker">Answer</p><p>${comparison.answer}</p>${score}</section>`;
}

function yes(value: boolean): Html {
  return value ? html`yes` : html`<span class="muted-text">no</span>`;
}

function capability(value: string): Html {
  return value === 'unsupported' ? html`<span class="worse">unsupported</span>` : html`${value.replaceAll('-', ' ')}`;
}

/** How a path's parameters are supported, as a tag. */
export function supportTag(model: PathModel): Html {
  const { published, fitted, judgement, extrapolated } = supportOf(model);
  if (extrapolated) return html`<span class="tag warn">extrapolated</span>`;
  return html`<span class="nowrap">${published} published, ${fitted} fitted,</span> <span class="nowrap">${judgement} judged</span>`;
}

/** Speed beside what each path can do. */
export function summarySection(comparison: Comparison, models: readonly PathModel[], palette: ReportPalette): Html | undefined {
  const byPath = comparison.by === 'path';
  const paths = byPath ? comparison.values : (comparison.abilities ?? []).map((can) => can.path);
  if (paths.length === 0) return undefined;
  const counted = tally(comparison.cells, candidatesOf(comparison.by, comparison.values));
  const rows = paths.map((value) => {
    const parts = pathsOfValue(value).map((id) => models.find((one) => one.id === id));
    const speedUps = comparison.cells.flatMap((cell) => cell.entries.filter((entry) => entry.value === value).flatMap((entry) => entry.speedUp?.mean ?? []));
    const speed = value === comparison.baseline ? html`<span class="muted-text">baseline</span>` : speedUps.length === 0 ? html`–` : html`${range(speedUps)}`;
    const wins = isNative(value) ? html`<span class="muted-text">no VMs</span>` : html`${counted.wins.find((win) => win.value === value)?.cells.length ?? 0}`;
    const known = parts.filter((model) => model !== undefined);
    const can = comparison.abilities?.find((one) => one.path === value) ?? (known.length < parts.length ? undefined : abilitiesOf(value, known));
    return html`<tr><th scope="row" class="nowrap"><span class="swatch ${palette.classOf(byPath ? styleFor(comparison, value) : leadingPath(String(value)))}"></span>${value === comparison.recommendation ? html`<b class="strong">${value}</b>` : value}</th>
${byPath ? html`<td class="number">${wins}</td><td class="number">${speed}</td>` : undefined}${can === undefined ? html`<td colspan="5" class="muted-text">its model is not at hand</td>`
  : html`<td>${can.fallbackPath === undefined ? capability(can.liveMigration) : `over ${can.fallbackPath}`}</td><td>${capability(can.snapshot)}</td><td>${yes(can.osBypass)}</td><td>${yes(can.hypervisorBypass)}</td><td>${yes(can.zeroCopy)}</td>`}<td>${known.length === 1 ? known.map(supportTag) : known.map((model) => html`<span class="nowrap">${model.id}</span> ${supportTag(model)} `)}</td></tr>`;
  });
  return html`<h3>${byPath ? 'Speed beside what each path can do' : 'What the paths can do'}</h3><div class="scroll"><table><thead><tr><th scope="col">path</th>${byPath ? html`<th scope="col" class="number">wins</th><th scope="col" class="number">speed-up over ${String(comparison.baseline)}</th>` : undefined}<th scope="col">live migration</th><th scope="col">snapshot</th><th scope="col">OS bypass</th><th scope="col">hypervisor bypass</th><th scope="col">zero copy</th><th scope="col">parameters</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What a reader must know before relying on the answer. */
export function caveatSection(comparison: Comparison): Html | undefined {
  if (comparison.caveats.length === 0) return undefined;
  return html`<h3>Before you rely on it</h3><ul class="plain">${comparison.caveats.map((caveat) => html`<li>${caveat}</li>`)}</ul>`;
}
