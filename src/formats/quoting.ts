/** A word quoted for a POSIX shell. Unchanged if it contains no special characters. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words, paths, image references, versions and sizes, which every YAML version reads as text. */
const SAFE_TEXT = /^(?:(?:\.\/)?[A-Za-z][\w./@-]*(?::[\w./@-]+)*|\d+(?:\.\d+){2,}|\d+[a-df-wyz]+)$/i;

/** Words that some YAML version does not read as text (1.1, which Helm uses, has the most). */
const SPECIAL_WORD = /^(?:null|true|false|yes|no|on|off|y|n|e-?\d[\d_]*)$/i;

/** Whether every YAML version, including 1.1 (Helm), reads a text without quotes as the same text. */
export function isSafePlainText(text: string): boolean {
  return SAFE_TEXT.test(text) && !SPECIAL_WORD.test(text);
}

/** The same for the name of a variable. */
export function isSafePlainName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !SPECIAL_WORD.test(text);
}

/*
 * Some templates of the chart print a text without quotes (weaviate-helm 17.8.3: `storageClassName: {{ … }}`,
 * `- name: {{ $key }}` of env, `- name: {{ . }}` of pull secrets). A name such as `null` or `1e3` would become null or
 * a number in the manifest, so the value itself contains the quotes.
 */

/** A text for such a template, with quotes if it needs them. */
export function chartText(text: string): string {
  return isSafePlainText(text) || isSafePlainName(text) ? text : JSON.stringify(text);
}

/** The text without the quotes that `chartText` has added. */
export function textOfChart(value: string): string {
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value;
}
