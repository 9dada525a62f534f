import type { Manifest } from '../model/manifest.ts';

/** A preset is held to a published figure, or says what nobody measured; figures belong to a testbed. */
export function checkPresets(manifest: Manifest): readonly string[] {
  const measured = new Set((manifest.measurements ?? []).map(({ preset }) => preset));
  return manifest.presets.flatMap(({ id, extrapolated }) => (measured.has(id) || extrapolated !== undefined ? [] : [
    `No measurement speaks about the preset ${id}: add a published figure to doorbell.measurements, or say in "extrapolated" what nobody measured.`,
  ]));
}
