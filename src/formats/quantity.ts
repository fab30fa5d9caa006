const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['k', 'M', 'G', 'T', 'P', 'E'];

/**
 * Parses a Kubernetes quantity (apimachinery resource.Quantity): `12Gi`, `12G`, `500m`, `1.5`, `12e9`. Flags are parsed
 * by `parseSize` instead.
 * @returns undefined if the text is not a valid quantity
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([a-zA-Z]+))?$/.exec(text);
  if (!match) return undefined;
  const [, digits = '', exponent = '', suffix] = match;
  const number = Number(digits + exponent);
  if (suffix === undefined) return number;
  if (BINARY.includes(suffix)) return number * 1024 ** (BINARY.indexOf(suffix) + 1);
  if (DECIMAL.includes(suffix)) return number * 1000 ** (DECIMAL.indexOf(suffix) + 1);
  if (suffix === 'm') return number / 1000;
  if (suffix === 'u') return number / 1e6;
  return suffix === 'n' ? number / 1e9 : undefined;
}
