import { loggopsId } from '../contract/index.ts';

/** The shape at a data point. */
export type Marker =
  | 'none' | 'square' | 'circle' | 'triangle' | 'diamond' | 'triangle-down' | 'plus' | 'cross'
  | 'triangle-right' | 'triangle-left' | 'star' | 'ring' | 'bar';

/** How a series looks: told apart by colour, by dash and by marker, each alone. */
export interface SeriesStyle {
  readonly light: string;
  readonly dark: string;
  /** Lengths of strokes and gaps in pixels; empty is solid. */
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** Backgrounds that contrasts are computed against. */
export const themes = { light: { background: '#FFFFFF' }, dark: { background: '#14171C' } } as const;

const slots = [
  { light: '#8A8A8A', dark: '#808080', dash: [], marker: 'none' },
  { light: '#C3831C', dark: '#A37834', dash: [10, 4], marker: 'square' },
  { light: '#0099F0', dark: '#4C71FB', dash: [], marker: 'circle' },
  { light: '#005644', dark: '#B8EEC3', dash: [4, 3], marker: 'triangle' },
  { light: '#5B1175', dark: '#FFB7FE', dash: [8, 3, 2, 3], marker: 'diamond' },
  { light: '#117A95', dark: '#6AAFB6', dash: [2, 3], marker: 'triangle-down' },
  { light: '#721503', dark: '#FC9875', dash: [10, 3, 4, 3], marker: 'plus' },
  { light: '#78692F', dark: '#EDE536', dash: [2, 7], marker: 'cross' },
  { light: '#7018E8', dark: '#B090F8', dash: [12, 3, 2, 3, 2, 3], marker: 'triangle-right' },
  { light: '#F840D0', dark: '#D048C0', dash: [6, 6], marker: 'triangle-left' },
  { light: '#1C1C1C', dark: '#F4F4F4', dash: [14, 4, 6, 4], marker: 'star' },
  { light: '#8018A8', dark: '#B808B0', dash: [3, 2, 9, 2], marker: 'ring' },
  { light: '#003048', dark: '#B89820', dash: [5, 2, 1, 2], marker: 'bar' },
] as const satisfies readonly SeriesStyle[];

/** Paths with a slot of their own, in slot order. */
export const fixedPaths = [
  'native', 'xen-bridged', 'sr-iov', 'vfio-bypass', 'vrdma', 'passthrough', 'double-bypass', 'xen-mp', 'inter-vm-shm', 'virtio-net',
] as const;

/** What has no slot left, and what stands for no series. */
export const neutralStyle: SeriesStyle = { light: '#6B7686', dark: '#8A93A0', dash: [], marker: 'circle' };

/** Executors from the process to the wire, the parts of a rank's time, and values of axes other than the path. */
const roles: Readonly<Record<string, SeriesStyle>> = {
  'guest-user': { light: '#3E7CB1', dark: '#6FA8DC', dash: [], marker: 'none' },
  'guest-kernel': { light: '#1B4F72', dark: '#4F86B5', dash: [], marker: 'none' },
  hypervisor: { light: '#B3475B', dark: '#E08A99', dash: [], marker: 'none' },
  'driver-domain': { light: '#A6611A', dark: '#D9A05B', dash: [], marker: 'none' },
  device: { light: '#3B7D4F', dark: '#7CC08E', dash: [], marker: 'none' },
  wire: { light: '#6F5BA7', dark: '#A999DB', dash: [], marker: 'none' },
  compute: { light: '#8A8A8A', dark: '#808080', dash: [], marker: 'none' },
  overhead: { light: '#3E7CB1', dark: '#6FA8DC', dash: [], marker: 'none' },
  waiting: { light: '#C3831C', dark: '#D9A05B', dash: [], marker: 'none' },
  stolen: { light: '#B3475B', dark: '#E08A99', dash: [], marker: 'none' },
  start: { light: '#6B7686', dark: '#5F6B7C', dash: [], marker: 'none' },
  paused: { light: '#6F5BA7', dark: '#A999DB', dash: [], marker: 'none' },
  // Phases of what happens to VMs, by what they mean for them.
  'phase-prepare': { light: '#6B7686', dark: '#8A93A0', dash: [], marker: 'none' },
  'phase-copy': { light: '#3E7CB1', dark: '#6FA8DC', dash: [], marker: 'none' },
  'phase-stop': { light: '#B3475B', dark: '#E08A99', dash: [], marker: 'none' },
  'phase-after': { light: '#A6611A', dark: '#D9A05B', dash: [], marker: 'none' },
  'value-1': { light: '#1B4F72', dark: '#6FA8DC', dash: [], marker: 'circle' },
  'value-2': { light: '#A6611A', dark: '#D9A05B', dash: [6, 3], marker: 'square' },
  'value-3': { light: '#3B7D4F', dark: '#7CC08E', dash: [2, 3], marker: 'triangle' },
  'value-4': { light: '#6F5BA7', dark: '#A999DB', dash: [8, 3, 2, 3], marker: 'diamond' },
  'value-5': { light: '#B3475B', dark: '#E08A99', dash: [4, 3], marker: 'triangle-down' },
  'value-6': { light: '#5B6472', dark: '#B4BCC8', dash: [10, 3, 4, 3], marker: 'plus' },
  neutral: neutralStyle,
  // A cost model among the paths: dotted and unmarked, so that it never looks like one of them.
  [loggopsId]: { light: '#B0126B', dark: '#FF7FB6', dash: [3, 3], marker: 'none' },
};

/** Style name for the n-th value (from 0) of an axis other than the path. */
export function valueStyleName(index: number): string {
  const name = `value-${index + 1}`;
  return Object.hasOwn(roles, name) ? name : 'neutral';
}

/**
 * Gives each path id its style. Paths that ship with the app have fixed slots; others take the free ones in the order of `ids`, so
 * callers that pass the same list (the catalogue's order of installation) show the same colours everywhere. When the
 * slots are used up the rest are neutral.
 */
export function assignStyles(ids: readonly string[]): ReadonlyMap<string, SeriesStyle> {
  const styles = new Map<string, SeriesStyle>();
  fixedPaths.forEach((id, slot) => { styles.set(id, slots[slot] ?? neutralStyle); });
  let free: number = fixedPaths.length;
  for (const id of ids) {
    if (styles.has(id) || roles[id] !== undefined) continue;
    styles.set(id, slots[free] ?? neutralStyle);
    free += 1;
  }
  return styles;
}

/** The path whose style a value of the path axis has: the one between hosts, such as `sr-iov` of `sr-iov (slow) + inter-vm-shm`. */
export function leadingPath(value: string): string {
  return /^[a-z0-9-]+(?= )/.exec(value)?.[0] ?? value;
}

/** Style of a slot name in a ChartSpec: a path id, an executor, a part of a rank's time, or `neutral`. */
export function styleOf(name: string, assigned: ReadonlyMap<string, SeriesStyle> = assignStyles([])): SeriesStyle {
  return (Object.hasOwn(roles, name) ? roles[name] : undefined) ?? assigned.get(name) ?? assigned.get(leadingPath(name)) ?? neutralStyle;
}

/** Dashes of further series with the same style, by `variant`. */
const variantDashes: readonly (readonly number[])[] = [[6, 3], [2, 3], [10, 3, 2, 3], [1, 4]];

/** The same colour, told apart by dash: for several series of one path, such as two layers. */
export function styleVariant(style: SeriesStyle, variant: number): SeriesStyle {
  if (variant === 0) return style;
  return { ...style, dash: variantDashes[(variant - 1) % variantDashes.length] ?? [] };
}

/** Names of the styles that are not paths. */
export const roleNames: readonly string[] = Object.keys(roles);
/** How many paths can be told apart by colour. */
export const slotCount: number = slots.length;
