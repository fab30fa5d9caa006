import { Document, isScalar, type YAMLSeq } from 'yaml';

/** A list of texts in one line, each in double quotes: `["CMD", "wget"]`. */
export function flowOf(texts: readonly string[]): YAMLSeq {
  const list = new Document().createNode([...texts], { flow: true }) as YAMLSeq;
  for (const item of list.items) if (isScalar(item)) item.type = 'QUOTE_DOUBLE';
  return list;
}
