/** An XML element with its content. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
// Text contains no <, and > only as a reference. Attributes contain neither < nor line breaks.
const TOKEN =
  /<(?<open>[a-z-]+)(?<attributes>(?: [a-z]+="[^"<>\n\t\r]*")*)(?<empty>\/?)>|<\/(?<close>[a-z-]+)>|(?<text>[^<>\r]+)/y;
const REFERENCE = /&(?:(amp|lt|gt|quot)|#(9|10|13));|&/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/**
 * Reads the part of XML 1.0 that bindstack writes, and throws on everything else. It is stricter than a parser, which
 * would accept an attribute with a line break.
 */
export function readXml(document: string): Element {
  if (!CHARACTERS.test(document)) throw new Error('a character that XML does not allow');
  if (!document.startsWith(DECLARATION)) throw new Error('no declaration');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = DECLARATION.length;
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(document)?.groups;
    if (!token) throw new Error(`not well-formed at ${at}: ${document.slice(at, at + 40)}`);
    const parent = open.at(-1) ?? root;
    if (token['text'] !== undefined) parent.text += decoded(token['text']);
    else if (token['close'] !== undefined) {
      if (open.pop()?.name !== token['close']) throw new Error(`</${token['close']}> closes nothing`);
    } else {
      const element = {
        name: token['open'] ?? '',
        attributes: attributesOf(token['attributes'] ?? ''),
        children: [],
        text: '',
      };
      parent.children.push(element);
      if (token['empty'] === '') open.push(element);
    }
  }
  const [only, ...more] = root.children;
  if (open.length !== 1 || !only || more.length > 0 || root.text.trim() !== '')
    throw new Error('not exactly one root');
  return only;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error('a duplicate attribute');
  return Object.fromEntries(pairs.map(([name, value = '']) => [name, decoded(value)]));
}

function decoded(text: string): string {
  return text.replace(REFERENCE, (_, name: string | undefined, code: string | undefined) => {
    if (name !== undefined) return NAMED[name] ?? '';
    if (code === undefined) throw new Error('a & that does not start a reference');
    return String.fromCharCode(Number(code));
  });
}
