import { fc } from '../../support/properties.ts';

/** Characters that formats escape, that control a terminal, or that are hard to decode. */
const ODD = [
  '\n',
  '\r',
  '\t',
  '\0',
  '\u001b[2J',
  '\u001b]8;;x\u0007',
  '\u0085',
  '\u009b',
  '\u202e',
  '\u2028',
];
const QUOTED = ['%', '%0A', '::', ':', ',', '<', '>', '&', '"', "'", ']]>', '{0}', '[a](b)', '\\', '|', '`'];
const WIDE = ['値', '👩‍👩‍👧', 'e\u0301', '\ud83d', '\udc00', '\ufffe', '\ufeff'];

/** Any text, often with such characters. */
export const anyText = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom(...ODD, ...QUOTED, ...WIDE)), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
