import { parse } from 'yaml';
import * as z from 'zod/mini';
import { tryParseJson } from '../formats/parseJson.ts';
import { type Lookup, type LookupContext, requestOk } from './registryRequest.ts';

const chartIndexSchema = z.object({
  entries: z.object({ weaviate: z.array(z.object({ version: z.string() })) }),
});
const npmPackageSchema = z.object({ 'dist-tags': z.object({ latest: z.string() }) });

/** Versions of the chart `weaviate` in a chart repository (its index.yaml), or why they cannot be read. */
export async function chartVersions(repository: string, context: LookupContext): Promise<Lookup<string[]>> {
  const response = await requestOk(`${repository}/index.yaml`, context);
  if ('reason' in response) return response;
  const { data } = z.safeParse(chartIndexSchema, yamlOrNothing(response.value.text));
  if (!data) return { reason: `${repository} is not a chart repository with the chart weaviate` };
  return { value: data.entries.weaviate.map(({ version }) => version) };
}

/** The newest version of a package in an npm registry (a list of one), or why it cannot be read. */
export async function npmVersions(
  registry: string,
  name: string,
  context: LookupContext,
): Promise<Lookup<string[]>> {
  const response = await requestOk(`${registry.replace(/\/$/, '')}/${name}`, context);
  if ('reason' in response) return response;
  const { data } = z.safeParse(npmPackageSchema, tryParseJson(response.value.text));
  return data ? { value: [data['dist-tags'].latest] } : { reason: `${registry} is not an npm registry` };
}

function yamlOrNothing(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
