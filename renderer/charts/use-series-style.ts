import { computed, watchEffect, type ComputedRef } from 'vue';
import { assignStyles, roleNames, styleOf, type SeriesStyle } from '../../main/core/charts/palette.ts';
import { useCatalog } from '../stores/catalog.ts';
import { usePreferences } from '../stores/preferences.ts';

/** Styles of all paths of the catalogue, the same on every screen. */
export function useAssignedStyles(): ComputedRef<ReadonlyMap<string, SeriesStyle>> {
  const catalog = useCatalog();
  return computed(() => assignStyles(catalog.cards.map((card) => card.id)));
}

/** The colour of a style slot under the present theme. */
export function useSeriesColour(): (name: string) => string {
  const assigned = useAssignedStyles();
  const preferences = usePreferences();
  return (name) => styleOf(name, assigned.value)[preferences.theme];
}

/** Offers every slot to style sheets as `--series-<name>`, so that markup and canvas agree. */
export function useSeriesProperties(): void {
  const assigned = useAssignedStyles();
  const preferences = usePreferences();
  watchEffect(() => {
    for (const name of [...roleNames, ...assigned.value.keys()]) {
      document.documentElement.style.setProperty(`--series-${name}`, styleOf(name, assigned.value)[preferences.theme]);
    }
  });
}
