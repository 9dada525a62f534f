import { pointList } from '../../charts/index.ts';
import type { Comparison } from '../../contract/index.ts';
import { html, type Html } from '../html.ts';

/** What of the sweep did not run, and why: a reader must not take its absence for an oversight. */
export function leftOutSection({ leftOut = [] }: Comparison): Html | undefined {
  if (leftOut.length === 0) return undefined;
  return html`<h3 id="left-out">Left out of the plan</h3><p class="small">These points of the sweep cannot run as the experiment asks.</p><div class="scroll"><table><thead><tr><th scope="col">points</th><th scope="col">why</th><th scope="col">what to do</th></tr></thead><tbody>${leftOut.map(({ points, message, hint }) => html`<tr><th scope="row">${pointList(points)}</th><td>${message}</td><td>${hint}</td></tr>`)}</tbody></table></div>`;
}
