import { type Document, isAlias, type Node, visit } from 'yaml';

/**
 * What each alias of a document stands for: the last node before it with an anchor of its name. In one walk: the
 * parser's own `resolve` walks through the whole document for each alias.
 */
export function anchoredNodes(document: Document): ReadonlyMap<Node, Node> {
  const found = new Map<Node, Node>();
  const latest = new Map<string, Node>();
  visit(document, {
    Node: (_, node) => {
      const named = isAlias(node) ? latest.get(node.source) : undefined;
      if (named) found.set(node, named);
      if (!isAlias(node) && node.anchor !== undefined) latest.set(node.anchor, node);
    },
  });
  return found;
}
