/** Headings of the groups of options, by the first part of the key. */
const HEADINGS: Readonly<Record<string, string>> = {
  weaviate: 'Weaviate',
  inference: 'Inference',
  gpu: 'GPU',
  collection: 'Collection',
  kubernetes: 'Kubernetes',
};

/** The heading that an option stands under where people read. */
export function headingOf({ key }: { readonly key: string }): string {
  return HEADINGS[key.split('.')[0] ?? ''] ?? 'Stack';
}
