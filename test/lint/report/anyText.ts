import fc from 'fast-check';

// As in properties.test.ts: CI by night tries 10 000, the usual run the same texts each time.
const nightly = process.env['PROPERTY_RUNS'];
fc.configureGlobal(nightly ? { numRuns: Number(nightly) } : { seed: 20_261_124, numRuns: 200 });

/** Milliseconds that a property of these texts may take. */
export const PROPERTY_TIMEOUT = 10_000 + Number(nightly || 0) * 10;

/** What formats quote, what terminals obey, and what a decoder trips over. */
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

/** Any text, with a liking for what is difficult. */
export const anyText = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom(...ODD, ...QUOTED, ...WIDE)), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
