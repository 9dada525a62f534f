import type { CampaignResult, CampaignSpan, ScheduleBar, ScheduleSpec } from '../contract/index.ts';
import { valueStyleName } from './palette.ts';
import { formatLongTime, formatNumber, formatPercent } from './units.ts';

/** How a kind of span is drawn over its owner's colour, so that no colour is needed to tell it. */
export type SpanPattern = 'plain' | 'vertical' | 'rising' | 'falling' | 'horizontal' | 'dots' | 'crossed';

const kinds: Readonly<Record<CampaignSpan['kind'], { readonly words: string; readonly pattern: SpanPattern }>> = {
  running: { words: 'running', pattern: 'plain' },
  snapshot: { words: 'snapshot', pattern: 'vertical' },
  migrating: { words: 'migrating', pattern: 'rising' },
  recovering: { words: 'recovering', pattern: 'falling' },
  resizing: { words: 'resizing', pattern: 'horizontal' },
  switching: { words: 'switching', pattern: 'dots' },
  failed: { words: 'host failed', pattern: 'crossed' },
};

export function spanPattern(kind: CampaignSpan['kind']): SpanPattern {
  return Object.hasOwn(kinds, kind) ? kinds[kind].pattern : 'dots';
}

/** A kind of span in words. */
export function spanWords(kind: CampaignSpan['kind']): string {
  return Object.hasOwn(kinds, kind) ? kinds[kind].words : kind;
}

/** Rows for jobs that share a host: each keeps one while it is there, and the first that is free is taken. */
function inRows(spans: readonly CampaignSpan[], owners: ReadonlyMap<string, number>): readonly ScheduleBar[] {
  const sorted = [...spans].sort((left, right) => left.fromNs - right.fromNs || left.toNs - right.toNs);
  const rows: { untilNs: number; job: string }[] = [];
  const placed = sorted.map((span) => {
    const job = `${span.tenant} ${span.number}`;
    const own = rows.findIndex((row) => row.job === job && row.untilNs <= span.fromNs);
    const free = own >= 0 ? own : rows.findIndex((row) => row.untilNs <= span.fromNs);
    const row = free >= 0 ? free : rows.length;
    rows[row] = { untilNs: span.toNs, job };
    return { span, row };
  });
  return placed.map(({ span, row }) => ({
    lane: span.host, owner: owners.get(span.tenant) ?? -1, kind: span.kind, fromNs: span.fromNs, toNs: span.toNs, row, rows: rows.length,
    label: span.tenant === '' ? `host ${span.host}: ${spanWords(span.kind)}` : `${span.tenant} ${span.number + 1}: ${spanWords(span.kind)}`,
  }));
}

/** Hosts over time: whose job each had, and what it did. */
export function campaignSchedule(campaign: CampaignResult): ScheduleSpec {
  const hosts = Math.max(campaign.hosts, ...campaign.spans.map((span) => span.host + 1));
  const owners = campaign.tenants.map((tenant, at) => ({ label: tenant.id, style: valueStyleName(at) }));
  const byName = new Map(campaign.tenants.map((tenant, at) => [tenant.id, at]));
  const bars = Array.from({ length: hosts }, (_, host) => inRows(campaign.spans.filter((span) => span.host === host), byName)).flat();
  const drawnNs = campaign.spans.reduce((last, span) => Math.max(last, span.toNs), 0);
  // Results keep so many spans and no more; the last job is drawn to its end where all were kept.
  const cut = campaign.spans.length > 0 && drawnNs < campaign.makespanNs;
  const rest = cut ? ` Only the time until ${formatLongTime(drawnNs)} is drawn: a result keeps its first ${formatNumber(campaign.spans.length, 1)} spans.` : '';
  return {
    kind: 'schedule',
    title: 'Hosts over time',
    finding: `${campaign.jobs.length} ${campaign.jobs.length === 1 ? 'job' : 'jobs'} of ${campaign.tenants.length} ${campaign.tenants.length === 1 ? 'tenant' : 'tenants'} on ${hosts} hosts ${campaign.jobs.length === 1 ? 'ends' : 'end'} after ${formatLongTime(campaign.makespanNs)}; hosts are busy ${formatPercent(campaign.utilisation, 3)} of that time.${rest}`,
    endNs: cut ? drawnNs : Math.max(campaign.makespanNs, drawnNs),
    lanes: Array.from({ length: hosts }, (_, host) => String(host)),
    owners,
    bars,
  };
}
