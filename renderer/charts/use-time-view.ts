import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { formatShort, linearTicks, type DisplayUnit } from '../../main/core/charts/index.ts';
import { canvasFont, cssValue } from './use-canvas.ts';

/** Beside lanes, for their names, and below them, for the axis, px. */
export const lanesLeft = 44;
export const axisHeight = 22;

/** Shortest view, ns. */
const leastNs = 4;

/** Lanes over time of which a part is shown: dragging and keys zoom and move it. */
export interface TimeView {
  readonly view: Ref<{ readonly fromNs: number; readonly toNs: number }>;
  /** Where the pointer began to drag and where it is, px from the canvas's left; undefined while nothing is dragged. */
  readonly drag: Ref<{ readonly from: number; readonly to: number } | undefined>;
  readonly whole: ComputedRef<boolean>;
  /** Width of the lanes, px. */
  readonly plot: ComputedRef<number>;
  /** From ns to px, and back. */
  x(ns: number): number;
  time(pixel: number): number;
  zoomTo(fromNs: number, toNs: number): void;
  zoom(factor: number): void;
  showAll(): void;
  /** Ends a drag: the view becomes what was dragged over. */
  release(): void;
  onKey(event: KeyboardEvent): void;
  drawDrag(context: CanvasRenderingContext2D, bottom: number): void;
  /** Names of lanes of `step` px each, and times in `unit` since `originNs`. */
  drawAxes(context: CanvasRenderingContext2D, lanes: readonly string[], step: number, unit: DisplayUnit, originNs?: number): void;
}

/** A view of the time from 0 to `endNs`, all of it at first, on a canvas of `width` px. */
export function useTimeView(endNs: () => number, width: Ref<number>): TimeView {
  const view = ref({ fromNs: 0, toNs: Math.max(1, endNs()) });
  const drag = ref<{ readonly from: number; readonly to: number }>();
  const whole = computed(() => view.value.fromNs === 0 && view.value.toNs >= endNs());
  const plot = computed(() => Math.max(1, width.value - lanesLeft - 8));
  const x = (ns: number): number => lanesLeft + ((ns - view.value.fromNs) / (view.value.toNs - view.value.fromNs)) * plot.value;
  const time = (pixel: number): number => view.value.fromNs + (Math.min(Math.max(0, pixel - lanesLeft), plot.value) / plot.value) * (view.value.toNs - view.value.fromNs);

  function showAll(): void {
    view.value = { fromNs: 0, toNs: Math.max(1, endNs()) };
  }

  function zoomTo(fromNs: number, toNs: number): void {
    const from = Math.max(0, Math.min(fromNs, endNs() - leastNs));
    view.value = { fromNs: from, toNs: Math.min(endNs(), Math.max(from + leastNs, toNs)) };
  }

  function zoom(factor: number): void {
    const { fromNs, toNs } = view.value;
    const middle = (fromNs + toNs) / 2;
    zoomTo(middle - ((toNs - fromNs) * factor) / 2, middle + ((toNs - fromNs) * factor) / 2);
  }

  function move(share: number): void {
    const { fromNs, toNs } = view.value;
    const by = Math.max(-fromNs, Math.min(endNs() - toNs, (toNs - fromNs) * share));
    view.value = { fromNs: fromNs + by, toNs: toNs + by };
  }

  function release(): void {
    const dragged = drag.value;
    drag.value = undefined;
    if (dragged !== undefined && Math.abs(dragged.to - dragged.from) > 4) zoomTo(time(Math.min(dragged.from, dragged.to)), time(Math.max(dragged.from, dragged.to)));
  }

  function onKey(event: KeyboardEvent): void {
    const keys: Record<string, () => void> = {
      '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), '0': () => zoomTo(0, endNs()), ArrowLeft: () => move(-0.25), ArrowRight: () => move(0.25),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  function drawDrag(context: CanvasRenderingContext2D, bottom: number): void {
    if (drag.value === undefined) return;
    const { from, to } = drag.value;
    context.fillStyle = cssValue('--focus');
    context.globalAlpha = 0.18;
    context.fillRect(Math.min(from, to), 0, Math.abs(to - from), bottom);
    context.globalAlpha = 1;
  }

  function drawAxes(context: CanvasRenderingContext2D, lanes: readonly string[], step: number, unit: DisplayUnit, originNs = 0): void {
    const { fromNs, toNs } = view.value;
    const bottom = lanes.length * step;
    const right = lanesLeft + plot.value;
    context.fillStyle = cssValue('--muted');
    context.strokeStyle = cssValue('--line');
    context.lineWidth = 1;
    context.font = canvasFont();
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    const skip = Math.max(1, Math.ceil(13 / step));
    lanes.forEach((label, lane) => { if (lane % skip === 0) context.fillText(label, lanesLeft - 6, (lane + 0.5) * step); });
    context.textBaseline = 'top';
    for (const tick of linearTicks((fromNs - originNs) / unit.divisor, (toNs - originNs) / unit.divisor, 8)) {
      const at = x(originNs + tick * unit.divisor);
      if (at < lanesLeft - 1 || at > right + 1) continue;
      context.beginPath();
      context.moveTo(at, bottom);
      context.lineTo(at, bottom + 4);
      context.stroke();
      context.textAlign = at > right - 30 ? 'right' : 'center';
      context.fillText(`${originNs > 0 ? '+' : ''}${formatShort(tick, 4)} ${unit.label}`, at, bottom + 6);
    }
  }

  return { view, drag, whole, plot, x, time, zoomTo, zoom, showAll, release, onKey, drawDrag, drawAxes };
}
