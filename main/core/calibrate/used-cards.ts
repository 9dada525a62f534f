import type { PathCard, ResolvedPath } from '../contract/index.ts';

/**
 * The cards of the paths among `models`, each with the options that its models have an origin for: varying those of another
 * flavour would change nothing.
 */
export function usedCards(cards: readonly PathCard[], models: readonly ResolvedPath[]): readonly PathCard[] {
  const used = new Map<string, Set<string>>();
  for (const { model: { id, origins } } of models) {
    const parameters = used.get(id) ?? new Set();
    for (const { parameter } of origins) parameters.add(parameter);
    used.set(id, parameters);
  }
  return cards.flatMap((card) => {
    const parameters = used.get(card.id);
    if (parameters === undefined) return [];
    const properties = Object.entries(card.config.properties).filter(([, { origin }]) => origin === undefined || parameters.has(origin.parameter));
    return [{ ...card, config: { ...card.config, properties: Object.fromEntries(properties) } }];
  });
}
