/** The version in package.json, inserted by the build. */
declare const BINDSTACK_VERSION: string;

/** The stub server as one file, inserted into the page by the build. */
declare const STUB_SERVER: string;

/** A template, precompiled by the build (scripts/handlebarsTemplates.js). */
type Template = import('handlebars').TemplateSpecification;

declare module '*.hbs' {
  const template: Template;
  export default template;
}
