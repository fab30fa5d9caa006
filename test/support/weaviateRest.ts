/** Sends a REST request to a Weaviate server. @returns status and body, parsed if it is JSON */
export async function weaviateRest(
  url: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { body, apiKey }: { body?: unknown; apiKey?: string | undefined } = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url + path, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(apiKey !== undefined && { Authorization: `Bearer ${apiKey}` }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) };
  } catch {
    return { status: response.status, body: text };
  }
}

/** Names of the collections of a server. */
export async function collectionsOf(url: string, apiKey?: string): Promise<string[]> {
  const { body } = await weaviateRest(url, 'GET', '/v1/schema', { apiKey });
  return (body as { classes: { class: string }[] }).classes.map((definition) => definition.class).sort();
}
