import type { Context } from '../context.ts';
import type { Modality } from '../facts/modalities.ts';
import { fileOf, importedFolders } from '../import/importedFolders.ts';
import { openMediaTools } from '../media/tools.ts';
import type { FlagValues } from '../options/flags.ts';
import { objectNear } from '../search/findObject.ts';
import type { Given } from '../search/readQuery.ts';
import { readCollection } from '../search/searchedCollection.ts';
import { fragmentOf } from '../web/exploreFragment.ts';
import { serveExplorer } from '../web/server/explore/exploreServer.ts';
import { weaviateExplorer } from '../web/server/explore/weaviateExplorer.ts';
import { pageFiles } from '../web/server/pageFiles.ts';
import { stackOfFiles } from './configOfRunning.ts';
import { type LocalPageOptions, showPage } from './localPage.ts';
import { type ConnectionOptions, withWeaviate } from './weaviateServer.ts';

export interface ExploreOptions extends ConnectionOptions, LocalPageOptions {}

type ExploreContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** A search that the page is opened with. */
interface OpenedSearch {
  readonly given: Given | { readonly near: string };
  readonly kinds: readonly Modality[];
  readonly hybrid: boolean;
}

/** `bindstack explore`: serves a page on this machine only that searches the running stack, until interrupted. */
export function explore(context: ExploreContext, flags: FlagValues, options: ExploreOptions): Promise<void> {
  return openExplorer(context, flags, options);
}

/**
 * Serves the page, and opens it.
 * @param search what it shows first; undefined for nothing
 */
export async function openExplorer(
  context: ExploreContext,
  flags: FlagValues,
  options: ExploreOptions,
  search?: OpenedSearch,
): Promise<void> {
  const { out, cwd } = context;
  const command = search ? 'search' : 'explore';
  const { target, config, start } = await stackOfFiles(command, context, flags, options);
  const collection = config.collection.name;
  const files = await pageFiles('explorer');
  // A search installs nothing: without the libraries, a dropped file is sent as it is.
  const tools = await openMediaTools(context, { original: true });
  try {
    await withWeaviate(context, flags, config, options, target, async (server, signal) => {
      const { suggestion } = out.withPasteable({
        suggestion:
          options.url === undefined ? 'bindstack import DIR' : `bindstack import DIR --url ${options.url}`,
      });
      const explorer = weaviateExplorer({
        server,
        collection,
        tools,
        start,
        importCommand: suggestion,
        given: search && 'file' in search.given ? search.given.file : undefined,
        // Read each time: a folder may be imported meanwhile.
        fileOf: async (path) => fileOf(await importedFolders(cwd, collection), path),
      });
      const near =
        search && 'near' in search.given
          ? await objectNear(
              server,
              await readCollection(server, collection, signal),
              search.given.near,
              signal,
            )
          : undefined;
      const page = {
        command: 'explore',
        title: 'The page',
        note: 'It shows what is in your collection to this machine only.',
        fragment: search && addressOf(search, near),
        serve: (port: number) => serveExplorer(explorer, files, port),
      };
      await showPage({ ...context, signal }, page, options);
    });
  } finally {
    await tools.close();
  }
}

/** @param near the id of the object whose neighbors are sought */
function addressOf({ given, kinds, hybrid }: OpenedSearch, near: string | undefined): string {
  const query =
    near !== undefined ? { near } : 'text' in given ? { text: given.text } : { given: true as const };
  return `#${fragmentOf({ query, kinds, hybrid })}`;
}
