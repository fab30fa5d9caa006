import { Document, isMap, isScalar, type Node, visit } from 'yaml';

/**
 * A block of YAML with comments above some of its keys, and lists of texts in one line.
 * @param comments by dotted key: `healthcheck.start_period`
 */
export function explained(value: unknown, comments: Readonly<Record<string, string>>): Node {
  const document = new Document(value);
  for (const [key, comment] of Object.entries(comments)) addComment(document, key.split('.'), comment);
  visit(document, {
    Seq(_, list) {
      if (list.items.every((item) => isScalar(item) && typeof item.value === 'string')) {
        list.flow = true;
        for (const item of list.items) if (isScalar(item)) item.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return document.contents as Node;
}

function addComment(document: Document, path: readonly string[], comment: string): void {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(map)) return;
  const key = map.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key;
  if (isScalar(key)) key.commentBefore = ` ${comment}`;
}
