/**
 * Characters that XML 1.0 does not allow, not even as references (https://www.w3.org/TR/xml/#charsets), and DEL and C1,
 * which can control a terminal.
 */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for control characters
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text between tags. A carriage return would otherwise be read as a line feed. */
export function xmlText(text: string): string {
  return text
    .replace(FORBIDDEN, '')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll('\r', '&#13;');
}

/** Attributes as ` name="value"`. Line breaks and tabs are escaped: they would otherwise be read as spaces. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => {
      const text = xmlText(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
      return ` ${name}="${text}"`;
    })
    .join('');
}
