/** The version in package.json, inserted by the build. */
declare const BINDSTACK_VERSION: string;

/** A hash of the built command, inserted by the build. */
declare const BINDSTACK_BUILD: string;

/** The names of the commands, inserted by the build. */
declare const BINDSTACK_COMMANDS: readonly string[];

/** The version of weaviate-client that is bundled, inserted by the build. */
declare const WEAVIATE_CLIENT_VERSION: string;

/** The versions of the libraries that prepare media, which are not bundled; inserted by the build. */
declare const MEDIA_LIBRARY_VERSIONS: Readonly<Record<'sharp' | 'exifr' | 'music-metadata', string>>;

/** The stub server as one file, inserted into the page by the build. */
declare const STUB_SERVER: string;

/** A template, compiled by the build (scripts/handlebarsTemplates.js). */
type Template = (context: object, tools: object) => string;

declare module '*.hbs' {
  const template: Template;
  export default template;
}
