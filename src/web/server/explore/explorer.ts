import type { ExploreAnswer, ExploreRequest, ExploreState } from '../../exploreProtocol.ts';

/** What the server of the page needs from the stack. */
export interface Explorer {
  /** @throws Failure if Weaviate cannot be reached */
  state(signal: AbortSignal): Promise<ExploreState>;
  /**
   * @param file path of the dropped file
   * @throws Failure if the file or the search was rejected
   */
  search(request: ExploreRequest, file: string | undefined, signal: AbortSignal): Promise<ExploreAnswer>;
  /** A small picture of an object; undefined without one. */
  thumbnail(id: string, signal: AbortSignal): Promise<Buffer | undefined>;
  /** The real path of an imported file, in a folder that was imported; undefined for all others. */
  fileOf(path: string): Promise<string | undefined>;
}
