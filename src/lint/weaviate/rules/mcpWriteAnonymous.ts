import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { isOn } from '../../../facts/weaviateVariables.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

export const mcpWriteAnonymous: WeaviateRule = {
  id: 'mcp-write-anonymous',
  severity: 'warning',
  summary: 'The MCP server has write access and requires no API key.',
  why: 'Weaviate serves MCP at `/v1/mcp` on its REST port. With write access and anonymous access, any agent that can reach the port can change and overwrite objects, even one that was misled by content it has read.',
  fix: 'Require API keys, or leave write access off (the default).',
  evidence:
    'Measured with Weaviate 1.39.3: without a key, weaviate-objects-upsert stores an object; with write access off it responds with `MCP write access is disabled`; weaviate-helm 17.8.3 templates/weaviateStatefulset.yaml:495',
  *check(weaviate) {
    const server = weaviate.variable('MCP_SERVER_ENABLED');
    const write = weaviate.variable('MCP_SERVER_WRITE_ACCESS_ENABLED');
    if (!isOn(server?.value) || !write || !isOn(write.value) || !weaviate.allowsAnonymous) return;
    if (weaviate.version !== undefined && !hasReached(weaviate.version, MINIMUM_VERSIONS.mcp)) return;
    yield {
      place: write.place,
      message:
        'the MCP server has write access, and anyone who can reach the port can use it without an API key',
    };
  },
};
