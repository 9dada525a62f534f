import type { PathModel } from '@doorbell/sdk';
import type { Comparison } from '../../contract/index.ts';
import { candidatesOf, choices, isNative, pathsOfValue, supportOf, tally } from '../../compare/index.ts';
import { factorLabel, styleFor } from '../../charts/index.ts';
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

function bypasses(can: PathModel['capabilities']): Html {
  const names = [...(can.osBypass ? ['OS'] : []), ...(can.hypervisorBypass ? ['hypervisor'] : [])];
  return names.length === 0 ? html`<span class="muted-text">none</span>` : html`${names.join(', ')}`;
}

/** How a path's parameters are supported, as a tag. */
export function supportTag(model: PathModel): Html {
  const { published, fitted, judgement, extrapolated } = supportOf(model);
  if (extrapolated) return html`<span class="tag warn">extrapolated</span>`;
  return html`<span class="nowrap">${published} published, ${fitted} fitted,</span> <span class="nowrap">${judgement} judged</span>`;
}

const migrations: readonly PathModel['capabilities']['liveMigration'][] = ['unsupported', 'detach-reattach', 'transparent', 'not-applicable'];
const snapshots: readonly PathModel['capabilities']['snapshot'][] = ['unsupported', 'supported', 'not-applicable'];

/** What a run over several paths can do: what each of them can. */
function capabilitiesOfAll(models: readonly PathModel[]): PathModel['capabilities'] | undefined {
  return models.map(({ capabilities }) => capabilities).reduce<PathModel['capabilities'] | undefined>((all, one) => (all === undefined ? one : {
    ...all, osBypass: all.osBypass && one.osBypass, hypervisorBypass: all.hypervisorBypass && one.hypervisorBypass, zeroCopy: all.zeroCopy && one.zeroCopy,
    liveMigration: migrations.find((word) => word === all.liveMigration || word === one.liveMigration) ?? 'unsupported',
    snapshot: snapshots.find((word) => word === all.snapshot || word === one.snapshot) ?? 'unsupported',
  }), undefined);
}

/** Speed beside what each path can do. */
export function summarySection(comparison: Comparison, models: readonly PathModel[], palette: ReportPalette): Html | undefined {
  if (comparison.by !== 'path' || comparison.values.length === 0) return undefined;
  const counted = tally(comparison.cells, candidatesOf(comparison.by, comparison.values));
  const rows = comparison.values.map((value) => {
    const parts = pathsOfValue(value).map((id) => models.find((one) => one.id === id));
    const speedUps = comparison.cells.flatMap((cell) => cell.entries.filter((entry) => entry.value === value).flatMap((entry) => entry.speedUp?.mean ?? []));
    const speed = value === comparison.baseline ? html`<span class="muted-text">baseline</span>` : speedUps.length === 0 ? html`–` : html`${range(speedUps)}`;
    const wins = isNative(value) ? html`<span class="muted-text">no VMs</span>` : html`${counted.wins.find((win) => win.value === value)?.cells.length ?? 0}`;
    const known = parts.filter((model) => model !== undefined);
    const can = known.length < parts.length ? undefined : capabilitiesOfAll(known);
    return html`<tr><th scope="row" class="nowrap"><span class="swatch ${palette.classOf(styleFor(comparison, value))}"></span>${value === comparison.recommendation ? html`<b class="strong">${value}</b>` : value}</th>
<td class="number">${wins}</td><td class="number">${speed}</td>${can === undefined ? html`<td colspan="4" class="muted-text">its model is not at hand</td>`
  : html`<td>${capability(can.liveMigration)}</td><td>${capability(can.snapshot)}</td><td>${yes(can.zeroCopy)}</td><td>${bypasses(can)}</td>`}<td>${known.length === 1 ? known.map(supportTag) : known.map((model) => html`<span class="nowrap">${model.id}</span> ${supportTag(model)} `)}</td></tr>`;
  });
  return html`<h3>Speed beside what each path can do</h3><div class="scroll"><table><thead><tr><th scope="col">path</th><th scope="col" class="number">wins</th><th scope="col" class="number">speed-up over ${String(comparison.baseline)}</th><th scope="col">live migration</th><th scope="col">snapshot</th><th scope="col">zero copy</th><th scope="col">bypasses</th><th scope="col">parameters</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What a reader must know before relying on the answer. */
export function caveatSection(comparison: Comparison): Html | undefined {
  if (comparison.caveats.length === 0) return undefined;
  return html`<h3>Before you rely on it</h3><ul class="plain">${comparison.caveats.map((caveat) => html`<li>${caveat}</li>`)}</ul>`;
}
