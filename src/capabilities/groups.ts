/** The headings of a group of options. */
export interface Group {
  /** In the tables of the documentation and on the page. */
  readonly heading: string;
  /** In the help text, if different. */
  readonly helpHeading?: string;
  /** In the JSON Schema, for editors. */
  readonly title: string;
}

const STACK: Group = { heading: 'Stack', title: 'The stack' };

/** The top-level keys of bindstack.yaml in their order: groups of options, and options outside any group. */
export const GROUPS = {
  name: STACK,
  targets: STACK,
  weaviate: { heading: 'Weaviate', title: 'The database' },
  inference: { heading: 'Inference', title: 'ImageBind, which computes the vectors' },
  gpu: { heading: 'GPU', title: 'GPUs for the inference service' },
  collection: { heading: 'Collection', title: 'The collection in collection.json' },
  backup: { heading: 'Backups', title: 'Where Weaviate writes its backups' },
  clients: STACK,
  kubernetes: {
    heading: 'Kubernetes',
    helpHeading: 'Kubernetes (Helm)',
    title: 'Settings for the Helm chart',
  },
} as const satisfies Readonly<Record<string, Group>>;

export type GroupName = keyof typeof GROUPS;

/** The group that an option belongs to, by the first part of its key. */
export function groupOf(key: string): Group {
  return (GROUPS as Readonly<Record<string, Group>>)[key.split('.')[0] ?? ''] ?? STACK;
}
