import { onBeforeUnmount, onMounted, watch, type Ref, type WatchSource } from 'vue';
import { usePreferences } from '../stores/preferences.ts';

/** Draws `canvas` anew when its width, the theme or `sources` change, sharp on every screen; keeps its `width`. */
export function useCanvas(
  canvas: Ref<HTMLCanvasElement | undefined>, width: Ref<number>, height: () => number, draw: (context: CanvasRenderingContext2D) => void, sources: readonly WatchSource[],
): void {
  const preferences = usePreferences();
  let observer: ResizeObserver | undefined;

  function redraw(): void {
    const target = canvas.value;
    const context = target?.getContext('2d');
    if (target === undefined || context === null || context === undefined || width.value === 0) return;
    const ratio = window.devicePixelRatio;
    target.width = Math.round(width.value * ratio);
    target.height = Math.round(height() * ratio);
    target.style.height = `${height()}px`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width.value, height());
    draw(context);
  }

  onMounted(() => {
    const parent = canvas.value?.parentElement;
    if (parent === null || parent === undefined) return;
    observer = new ResizeObserver(() => {
      if (parent.clientWidth === width.value) return;
      width.value = parent.clientWidth;
      redraw();
    });
    observer.observe(parent);
    width.value = parent.clientWidth;
    redraw();
  });
  onBeforeUnmount(() => observer?.disconnect());
  watch([() => preferences.theme, height, ...sources], redraw, { flush: 'post' });
}

/** Value of a colour or font of the style sheet. */
export function cssValue(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The font of captions, for canvases. */
export function canvasFont(): string {
  return `11px ${getComputedStyle(document.body).fontFamily}`;
}
