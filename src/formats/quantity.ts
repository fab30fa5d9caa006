const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

/**
 * The number in a quantity as Kubernetes writes it: `500m` is 0.5, `12Gi` 12884901888, `12G` 12000000000
 * (apimachinery resource.Quantity); undefined if it is none. What a user writes is read by `parseSize`.
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(?:e(\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, digits, exponent, unit] = match;
  const factor = exponent === undefined ? FACTORS[unit ?? ''] : 10 ** Number(exponent);
  return Number(digits) * (factor ?? 1);
}
