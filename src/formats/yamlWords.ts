/** Words, paths, image references, versions and sizes, which no YAML takes for anything but text. */
const CERTAINLY_TEXT = /^(?:(?:\.\/)?[A-Za-z][\w./@-]*(?::[\w./@-]+)*|\d+(?:\.\d+){2,}|\d+[a-df-wyz]+)$/i;

/** Words that one YAML or another reads as something else than a name (1.1, which Helm reads, has the most). */
const NOT_A_NAME = /^(?:null|true|false|yes|no|on|off|y|n|e-?\d[\d_]*)$/i;

/** Whether every YAML (1.1, which Helm reads, too) takes a text without quotes as it is. */
export function isCertainlyText(text: string): boolean {
  return CERTAINLY_TEXT.test(text) && !NOT_A_NAME.test(text);
}

/** The same of the name of a variable. */
export function isCertainlyName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !NOT_A_NAME.test(text);
}
