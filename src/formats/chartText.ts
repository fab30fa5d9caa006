import { isCertainlyName, isCertainlyText } from './yamlWords.ts';

/*
 * Some templates of the chart print a text without quotes (weaviate-helm 17.8.3: `storageClassName: {{ … }}`,
 * `- name: {{ $key }}` of env, `- name: {{ . }}` of pull secrets): a name such as `null` or `1e3` would be nothing or a
 * number in the manifest. Its value then brings the quotes along.
 */

/** A text for such a place. */
export function chartText(text: string): string {
  return isCertainlyText(text) || isCertainlyName(text) ? text : JSON.stringify(text);
}

/** The text that a value of such a place stands for. */
export function textOfChart(value: string): string {
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value;
}
