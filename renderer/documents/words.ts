import { formatNumber } from '../../main/core/charts/units.ts';

/** Seconds as a person says them: `40 s`, `2 min 5 s`, `1 h 10 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 1) return 'less than 1 s';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago: `now`, `5 min`, `3 h`, `2 d`. */
export function formatAge(isoTime: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(isoTime)) / 1000);
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return 'now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** A share with one decimal, for columns: `49.6 %`, `<0.1 %`. */
export function shareText(share: number): string {
  if (!Number.isFinite(share)) return '–';
  return share > 0 && share < 0.0005 ? '<0.1\u00a0%' : `${(share * 100).toFixed(1)}\u00a0%`;
}

/** `1 run`, `2 runs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count, 1)} ${count === 1 ? one : many}`;
}
