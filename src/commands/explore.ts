import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { fileOf, importedFolders } from '../import/importedFolders.ts';
import { openMediaTools } from '../media/tools.ts';
import type { FlagValues } from '../options/flags.ts';
import { withDeployed } from '../saved/deployed.ts';
import { valuesFor } from '../saved/load.ts';
import { targetOf } from '../targets/targetOf.ts';
import { serveExplorer } from '../web/server/explore/exploreServer.ts';
import { weaviateExplorer } from '../web/server/explore/weaviateExplorer.ts';
import { pageFiles } from '../web/server/pageFiles.ts';
import { type LocalPageOptions, showPage } from './localPage.ts';
import { rejectUnreadFlags } from './readFlags.ts';
import { type ConnectionOptions, withWeaviate } from './weaviateServer.ts';

export interface ExploreOptions extends ConnectionOptions, LocalPageOptions {}

type ExploreContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** `bindstack explore`: serves a page on this machine only that searches the running stack, until interrupted. */
export async function explore(
  context: ExploreContext,
  flags: FlagValues,
  options: ExploreOptions,
): Promise<void> {
  const target = options.url === undefined ? await targetOf(options.target) : undefined;
  if (target) rejectUnreadFlags('explore', flags, target, new Set([...target.findKeys, 'collection.name']));
  const { config } = resolveConfig(await withDeployed(await valuesFor(context, flags), context.cwd));
  const files = await pageFiles('explorer');
  const start = await target?.startCommand(context);
  // A search installs nothing: without the libraries, a dropped file is sent as it is.
  const tools = await openMediaTools(context, { original: true });
  try {
    await withWeaviate(context, flags, config, options, target, async (server, signal) => {
      const { suggestion } = context.out.withPasteable({ suggestion: 'bindstack import DIR' });
      const explorer = weaviateExplorer({
        server,
        collection: config.collection.name,
        tools,
        start,
        importCommand: suggestion,
        // Read each time: a folder may be imported meanwhile.
        fileOf: async (path) => fileOf(await importedFolders(context.cwd, config.collection.name), path),
      });
      const page = {
        command: 'explore',
        title: 'The page',
        note: 'It shows what is in your collection to this machine only.',
        serve: (port: number) => serveExplorer(explorer, files, port),
      };
      await showPage({ ...context, signal }, page, options);
    });
  } finally {
    await tools.close();
  }
}
