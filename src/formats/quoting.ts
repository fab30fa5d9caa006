/** A word as a POSIX shell must be given it; plain where nothing in it means something to the shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words, paths, image references, versions and sizes, which no YAML takes for anything but text. */
const SAFE_TEXT = /^(?:(?:\.\/)?[A-Za-z][\w./@-]*(?::[\w./@-]+)*|\d+(?:\.\d+){2,}|\d+[a-df-wyz]+)$/i;

/** Words that one YAML or another reads as something else than a name (1.1, which Helm reads, has the most). */
const SPECIAL_WORD = /^(?:null|true|false|yes|no|on|off|y|n|e-?\d[\d_]*)$/i;

/** Whether every YAML (1.1, which Helm reads, too) takes a text without quotes as it is. */
export function isSafePlainText(text: string): boolean {
  return SAFE_TEXT.test(text) && !SPECIAL_WORD.test(text);
}

/** The same of the name of a variable. */
export function isSafePlainName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !SPECIAL_WORD.test(text);
}

/*
 * Some templates of the chart print a text without quotes (weaviate-helm 17.8.3: `storageClassName: {{ … }}`,
 * `- name: {{ $key }}` of env, `- name: {{ . }}` of pull secrets): a name such as `null` or `1e3` would be nothing or a
 * number in the manifest. Its value then brings the quotes along.
 */

/** A text for such a place. */
export function chartText(text: string): string {
  return isSafePlainText(text) || isSafePlainName(text) ? text : JSON.stringify(text);
}

/** The text that a value of such a place stands for. */
export function textOfChart(value: string): string {
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value;
}
